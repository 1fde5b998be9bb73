"""How long a notice takes from whoever has news to the browsers that watch a debate.

    python benchmarks/notices.py [--sockets 500 2000] [--notices 20]

From `live.notify`, in a process as a worker's, through Redis and the web server to each of the sockets, which are one
person's tabs; `listeners.py`, in a process of its own, is their browsers. All of it shares the machine.

`of_ideal` is the limit that Moot sets itself through the value: 1 or more is kept.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from statistics import quantiles

os.environ.setdefault("MOOT_PORT", "8967")

# It makes the scratch folder and sets Django up.
from django.conf import settings
from django.db import connection
from pages import cpu, seated, serving, spoken

from debate import embedded, live
from debate.commandline import migrate
from debate.models import Seat

LIMITS = {500: 150, 2000: 600}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--sockets", type=int, nargs="+", default=list(LIMITS))
    parser.add_argument("--notices", type=int, default=20)
    chosen = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        (person,) = seated(spoken(questions=1), 1)
        for sockets in chosen.sockets:
            for figure in noticed(person, sockets, chosen.notices):
                print(json.dumps(figure), flush=True)
    finally:
        connection.close()
        embedded.release()


def line(name: str, value: float, unit: str, limit: float | None = None, **more: object) -> dict[str, object]:
    figure = {"benchmark": "notices", "name": name, "value": round(value, 2), "unit": unit}
    return {**figure, **({"of_ideal": round(limit / value, 2)} if limit else {}), **more}


def noticed(person: dict[str, str], sockets: int, notices: int) -> Iterator[dict[str, object]]:
    seat = Seat.objects.select_related("debate__experiment").get(public_id=person["page"].split("/")[2])
    listeners = [sys.executable, str(Path(__file__).with_name("listeners.py")), "127.0.0.1", str(settings.PORT)]
    command = [*listeners, f"/ws{person['page']}", person["cookie"], str(sockets), str(notices)]
    with serving() as web:
        began, before = time.monotonic(), cpu(web)
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as browsers:
            assert browsers.stdout is not None
            assert browsers.stdout.readline() == "ready\n", "the sockets did not open"
            opening, opened = time.monotonic() - began, cpu(web)
            took = []
            for _ in range(notices):
                time.sleep(0.5)
                sent = time.perf_counter()
                live.notify(seat.debate.public_id, seat.debate.experiment.name)
                took += [1000 * (heard - sent) for heard in json.loads(browsers.stdout.readline())]
            told = cpu(web)
            memory = sum(process.memory_info().rss for process in web) / 2**20
    limit, load = LIMITS.get(sockets), os.getloadavg()[0]
    p50, p95 = quantiles(took, n=2)[0], quantiles(took, n=20)[-1]
    more = {"median": round(p50), "slowest": round(max(took)), "load": load}
    yield line(f"a notice to {sockets} sockets, p95", p95, "ms", limit, **more)
    yield line(f"processor time of the web server to tell one of {sockets}", 1e6 * (told - opened) / len(took), "µs")
    each = 1000 * (opened - before) / sockets
    yield line(f"processor time to open one of {sockets} sockets", each, "ms", seconds=round(opening, 1))
    yield line(f"memory of the web server with {sockets} sockets open", memory, "MB")


if __name__ == "__main__":
    main()
