"""Runs the experiment of a page with the offline model, in a folder of its own, and keeps what the commands printed."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from docs.make.excerpts import transcript
from docs.make.pages import experiment_on

BARS = ("debates ", "judgements ")


class Example:
    """A page's experiment, run to its end."""

    def __init__(self, page: Path, folder: Path) -> None:
        self.slug, self.folder = page.stem, folder
        described = experiment_on(page)
        self.name = str(tomllib.loads(described)["name"])
        (folder / f"{self.slug}.toml").write_text(described)
        self.printed = self._moot("run", f"{self.slug}.toml", "--wait")

    def made(self, what: str) -> str | None:
        """What a mark of the page stands for; None = nothing that an experiment gives."""
        match what.split():
            case ["run"]:
                return _block(f"$ moot run {self.slug}.toml --wait\n{self._progress()}\n{self._report()}")
            case ["transcript", arm, question]:
                return _block(transcript(self._debate(arm, question)))
        return None

    def _progress(self) -> str:
        """What the run said, but for its bars and the table that the report repeats."""
        lines = self.printed.stderr.splitlines()
        return "".join(f"{line}\n" for line in lines if not line.startswith(BARS))

    def _report(self) -> str:
        return f"$ moot report {self.name} --measures\n{self._moot('report', self.name, '--measures').stdout}"

    def _debate(self, arm: str, question: str) -> dict[str, Any]:
        lines = self._moot("export", self.name, "--out", "-").stdout.splitlines()
        records = [json.loads(line) for line in lines]
        found = [one for one in records if (one["arm"]["name"], one["question"]["id"]) == (arm, question)]
        if not found:
            ids = sorted({one["question"]["id"] for one in records})
            raise ValueError(f"{self.name} has no debate of {arm} on {question}. It asks: {', '.join(ids)}.")
        return dict(found[0])

    def _moot(self, *words: str) -> subprocess.CompletedProcess[str]:
        """Raises CalledProcessError; what went wrong is then on the terminal."""
        moot = Path(sys.executable).parent / "moot"
        # Elsewhere than in the checkout the command finds its own data folder by the variable alone.
        env = {**os.environ, "MOOT_DATA": str(self.folder / "data"), "TERM": "dumb"}
        done = subprocess.run([moot, *words], cwd=self.folder, env=env, capture_output=True, text=True)
        if done.returncode:
            sys.stderr.write(done.stderr)
        done.check_returncode()
        return done


@contextmanager
def run(page: Path) -> Iterator[Example]:
    """The example with servers and data of its own, so that no earlier one's prices or replies have a part in it."""
    with TemporaryDirectory(prefix="moot-example-") as folder:
        yield Example(page, Path(folder))


def _block(text: str) -> str:
    lines = (line.rstrip() for line in text.strip("\n").splitlines())
    return "```text\n" + "\n".join(lines) + "\n```\n"
