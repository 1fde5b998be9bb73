"""A model provider of our own, over real HTTP, that behaves as its model's name says. `python -m tests.provider`.

It prints its address and serves until its standard input closes.
"""

from __future__ import annotations

import json
import re
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.replies import decided, digest, filled, judgement, reply, sensible, signed

SEEN: Counter[str] = Counter()
PROMPTS: Counter[str] = Counter()
TIMES: dict[str, list[float]] = {}
LOCK = threading.Lock()


class Provider(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def do_POST(self) -> None:
        request = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        model = request["model"]
        prompt = request["messages"][-1]["content"]
        with LOCK:
            SEEN[model] += 1
            PROMPTS[digest(prompt)] += 1
            TIMES.setdefault(model, []).append(time.time())
            count = SEEN[model]
        behaviour = getattr(self, model.replace("-", "_"), self.plain)
        behaviour(prompt, count)

    def do_GET(self) -> None:
        """How often each model was called; /prompts: how often each prompt came; /times: when each model was called."""
        told = {"/prompts": PROMPTS, "/times": TIMES}
        with LOCK:
            self.send(200, told.get(self.path.removeprefix("/v1"), SEEN))

    def plain(self, prompt: str, count: int) -> None:
        self.send(200, reply(sensible(prompt)))

    def signs(self, prompt: str, count: int) -> None:
        self.send(200, reply(signed(prompt)))

    def signs_slowly(self, prompt: str, count: int) -> None:
        time.sleep(0.5)
        self.signs(prompt, count)

    def hesitates(self, prompt: str, count: int) -> None:
        """Hangs in its first two calls; the others take a second."""
        time.sleep(30 if count <= 2 else 1)
        self.signs(prompt, count)

    def decided(self, prompt: str, count: int) -> None:
        belief = [decided(prompt)] if "A: <probability" in prompt else []
        self.send(200, reply("\n".join(["A reason.", *belief, *filled(prompt)]) if belief else sensible(prompt)))

    def thinks(self, prompt: str, count: int) -> None:
        """Takes the second answer to be true, in private; half of its reasoning leads to the first."""
        offered = re.search(r"^stance: <(.+) or (.+)>$", prompt, re.M)
        place = 1 if "Where does this reasoning lead?" in prompt else 2
        self.send(200, reply(f"SECRET REASONING\nstance: {offered[place]}" if offered else sensible(prompt)))

    hidden_model = thinks

    def unauthorized(self, prompt: str, count: int) -> None:
        self.send(401, {"error": {"message": "Incorrect API key provided."}})

    def echoes(self, prompt: str, count: int) -> None:
        """Says back the key that it was sent: in words, as its own name, in parts of the reply that nobody reads."""
        sent = self.headers["Authorization"]
        said = reply(f"{sent}\n{sensible(prompt)}", logprobs=None)
        self.send(200, {**said, "model": f"m-1 {sent}", sent: {"headers": [sent]}})

    def echoes_refusing(self, prompt: str, count: int) -> None:
        self.send(401, {"error": {"message": f"Incorrect API key provided: {self.headers['Authorization']}."}})

    def echoes_in_passing(self, prompt: str, count: int) -> None:
        words = f"Overloaded by {'x' * 480} {self.headers['Authorization']}"
        self.send(503, {"error": {"message": words}}, {"Retry-After": "0"})

    def echoes_politely(self, prompt: str, count: int) -> None:
        self.send(200, {"error": {"message": f"{self.headers['Authorization']} went wrong."}})

    def unstorable(self, prompt: str, count: int) -> None:
        """What JSON can say and a database can't hold, as such and spelt out."""
        self.send(200, reply(f"Half \ud800 a pair, \x00 nothing, \\u0000 and \\ud800 in letters.\n{sensible(prompt)}"))

    def stumbles(self, prompt: str, count: int) -> None:
        """Every other call fails in passing."""
        if count % 2:
            self.send(503, {"error": {"message": "Overloaded."}}, {"Retry-After": "0"})
        else:
            self.plain(prompt, count)

    def throttles(self, prompt: str, count: int) -> None:
        self.send(429, {"error": {"message": "Slow down."}})

    def burns(self, prompt: str, count: int) -> None:
        self.send(500, {"error": {"message": "The engine is on fire."}})

    def overloads(self, prompt: str, count: int) -> None:
        self.send(503, {"error": {"message": "Come back later."}}, {"Retry-After": "1"})

    def asks_for_patience(self, prompt: str, count: int) -> None:
        """Too many requests, at first."""
        if count == 1:
            self.send(429, {"error": {"message": "Slow down."}}, {"Retry-After": "4"})
        else:
            self.plain(prompt, count)

    def unknown(self, prompt: str, count: int) -> None:
        self.send(404, {"error": {"message": "The model “unknown” does not exist."}})

    def recovers(self, prompt: str, count: int) -> None:
        """Dead until it has been called five times."""
        if count <= 5:
            self.send(500, {"error": {"message": "The engine is on fire."}})
        else:
            self.plain(prompt, count)

    def mumbles(self, prompt: str, count: int) -> None:
        self.send(200, reply("I would rather not put a number on it."))

    def says_nothing(self, prompt: str, count: int) -> None:
        self.send(200, reply(""))

    def refuses(self, prompt: str, count: int) -> None:
        self.send(200, reply("", refusal="I can't help with that."))

    def filtered(self, prompt: str, count: int) -> None:
        self.send(200, reply("", finish="content_filter"))

    def runs_out(self, prompt: str, count: int) -> None:
        self.send(200, reply("I was about to", finish="length"))

    def rambles(self, prompt: str, count: int) -> None:
        self.send(200, reply(judgement(prompt) if "A: <probability" in prompt else "One more word here. " * 400))

    def floods(self, prompt: str, count: int) -> None:
        """A megabyte."""
        self.send(200, reply("One more word here. " * 50_000))

    def slow(self, prompt: str, count: int) -> None:
        time.sleep(1)
        self.plain(prompt, count)

    def dawdles(self, prompt: str, count: int) -> None:
        """So long that hundreds of calls are in flight at once, on a busy machine too."""
        time.sleep(5)
        self.plain(prompt, count)

    def hangs(self, prompt: str, count: int) -> None:
        time.sleep(30)

    def garbles(self, prompt: str, count: int) -> None:
        self.send_raw(200, b'{"id": "1", "choices": [{"mess')

    def mangles(self, prompt: str, count: int) -> None:
        """Bytes that are no UTF-8."""
        self.send_raw(200, json.dumps(reply("Caf? and so it is.")).encode().replace(b"?", b"\xe9\xff"))

    def breaks_off(self, prompt: str, count: int) -> None:
        """Less comes than was announced."""
        body = json.dumps(reply(sensible(prompt))).encode()
        self.send_raw(200, body[:-40], {"Content-Length": str(len(body))})
        self.close_connection = True

    def breaks_off_a_chunk(self, prompt: str, count: int) -> None:
        body = json.dumps(reply(sensible(prompt))).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Transfer-Encoding", "chunked")
        self.end_headers()
        self.wfile.write(b"%x\r\n%b" % (len(body), body[:-40]))
        self.close_connection = True

    def errs_politely(self, prompt: str, count: int) -> None:
        """HTTP 200 with an error in its body."""
        self.send(200, {"error": {"message": "Something went wrong upstream."}})

    def letters(self, prompt: str, count: int) -> None:
        """A judge with log-probabilities: 80 % for the letter A."""
        data = reply("Answer: A\nA: 50 %\nB: 50 %")
        top = [
            {"token": "A", "logprob": -0.2231435513, "bytes": None},
            {"token": "B", "logprob": -1.6094379124, "bytes": None},
        ]
        tokens = ["Answer", ":", " A", "\n", "A", ":", " 50", " %", "\n", "B", ":", " 50", " %"]
        content = [
            {"token": t, "logprob": 0.0, "bytes": None, "top_logprobs": top if t == " A" else []} for t in tokens
        ]
        data["choices"][0]["logprobs"] = {"content": content}
        self.send(200, data)

    def send(self, status: int, data: Any, headers: dict[str, str] | None = None) -> None:
        self.send_raw(status, json.dumps(data).encode(), headers)

    def send_raw(self, status: int, body: bytes, headers: dict[str, str] | None = None) -> None:
        self.send_response(status)
        for name, value in {
            "Content-Type": "application/json",
            "Content-Length": str(len(body)),
            **(headers or {}),
        }.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Silence: a test's output is its own."""


@contextmanager
def providing() -> Iterator[str]:
    """A provider in a process of its own; its address."""
    command = [sys.executable, "-m", "tests.provider"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        assert process.stdin is not None
        yield process.stdout.readline().strip()
        process.stdin.close()


def main() -> None:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Provider)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    print(f"http://127.0.0.1:{server.server_port}/v1", flush=True)
    sys.stdin.read()


if __name__ == "__main__":
    main()
