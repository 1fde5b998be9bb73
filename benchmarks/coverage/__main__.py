"""How often a 95 % interval holds the truth, simulated: one JSON line a figure and p, or a table for docs/figures.md.

    python -m benchmarks.coverage [--table] [--only WORD] [--least 0.1]

`coverage` counts the intervals that there are; `without` is the share of figures that have none, in words.
"""

from __future__ import annotations

import argparse
import json
import time
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from .cases import CASES, Case

SHARES = (0.5, 0.75, 0.9)
WANTED = (0.93, 0.97)


@dataclass(frozen=True)
class Covered:
    """How the intervals of one figure did at one p."""

    case: Case
    p: float
    experiments: int
    coverage: float
    without: float
    width: float
    seconds: float

    def line(self) -> dict[str, object]:
        return {
            "benchmark": "coverage",
            "figure": self.case.name,
            "p": self.p,
            "coverage": round(self.coverage, 4),
            "without": round(self.without, 4),
            "mean_width": round(self.width, 4),
            "experiments": self.experiments,
            "seconds": round(self.seconds, 1),
        }


def covered(case: Case, p: float, experiments: int) -> Covered:
    source, began = np.random.default_rng(7), time.perf_counter()
    found = [one for _ in range(experiments) for one in case.simulated(p, source)]
    held = [
        (low, high, truth)
        for figure, truth in found
        if (low := figure.low) is not None and (high := figure.high) is not None
    ]
    return Covered(
        case,
        p,
        experiments,
        sum(low <= truth <= high for low, high, truth in held) / len(held) if held else float("nan"),
        1 - len(held) / len(found) if found else 1.0,
        float(np.mean([high - low for low, high, _ in held])) if held else float("nan"),
        time.perf_counter() - began,
    )


def table(found: Sequence[Covered]) -> Iterator[str]:
    """A row for each figure; what lies outside of what is wanted is in bold."""
    yield f"| | {' | '.join(f'p = {p:g}'.replace('0.', '.') for p in SHARES)} | experiments |"
    yield f"| --- |{' --- |' * (len(SHARES) + 1)}"
    for case in CASES:
        rows = {one.p: one for one in found if one.case == case}
        if rows:
            most = max(one.experiments for one in rows.values())
            yield f"| {case.name} | {' | '.join(_cell(rows[p]) for p in SHARES)} | {most:,} |"


def _cell(one: Covered) -> str:
    words = f"{100 * one.coverage:.1f} %"
    words = words if WANTED[0] <= round(one.coverage, 3) <= WANTED[1] else f"**{words}**"
    return words if one.without < 0.005 else f"{words} ({100 * one.without:.0f} % have none)"


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--table", action="store_true", help="print Markdown instead of JSON")
    parser.add_argument("--only", default="", metavar="WORD", help="figures whose name has this in it")
    parser.add_argument("--least", type=float, default=1.0, metavar="SHARE", help="so much of the usual experiments")
    arguments = parser.parse_args()
    # Simulated extremes make fits warn that are refused, in words, later.
    warnings.simplefilter("ignore")
    found = []
    for case in CASES:
        if arguments.only in case.name:
            for p in SHARES:
                found.append(covered(case, p, max(1, round(case.experiments * arguments.least))))
                if not arguments.table:
                    print(json.dumps(found[-1].line()), flush=True)
    if arguments.table:
        print("\n".join(table(found)))


if __name__ == "__main__":
    main()
