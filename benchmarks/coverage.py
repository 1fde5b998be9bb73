"""How often a 95 % interval holds the truth, simulated: one JSON line a figure.

    python benchmarks/coverage.py

Independent ratings get Wilson's interval. Two ratings of each question get the bootstrap by question, and beside it,
for contrast, what Wilson's interval would hold if it took them for independent. A question's two ratings agree as
two draws with its own chance of being right, from a beta distribution with mean p and correlation 0.5.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import numpy as np

from judges.stats import Cell
from judges.stats.intervals import share, wilson

EXPERIMENTS = 2_000
CORRELATION = 0.5
Counts = list[int]
Interval = tuple[float | None, float | None]


def by_share(n: int) -> Callable[[Counts], Interval]:
    """The interval that a report gives, where each question has `n` ratings."""

    def interval(counts: Counts) -> Interval:
        cells = [
            Cell(arm="arm", judge="judge", question=str(question), n=n, right=right)
            for question, right in enumerate(counts)
        ]
        figure = share(cells, lambda cell: cell.right)
        return figure.low, figure.high

    return interval


def as_if_independent(counts: Counts) -> Interval:
    return wilson(sum(counts), 2 * len(counts))


def simulated(p: float, questions: int, each: int) -> Iterator[Counts]:
    """Counts of right ratings by question, one list an experiment."""
    source = np.random.default_rng(7)
    weight = (1 - CORRELATION) / CORRELATION
    for _ in range(EXPERIMENTS):
        chances = source.beta(p * weight, (1 - p) * weight, questions) if each > 1 else np.full(questions, p)
        yield source.binomial(each, chances).tolist()


def coverage(name: str, p: float, questions: int, each: int, interval: Callable[[Counts], Interval]) -> None:
    found = [interval(counts) for counts in simulated(p, questions, each)]
    held = sum(low is not None and high is not None and low <= p <= high for low, high in found)
    width = float(np.mean([high - low for low, high in found if low is not None and high is not None]))
    line = {
        "benchmark": "coverage",
        "figure": name,
        "p": p,
        "questions": questions,
        "ratings": questions * each,
        "coverage": held / EXPERIMENTS,
        "mean_width": round(width, 4),
        "experiments": EXPERIMENTS,
    }
    print(json.dumps(line), flush=True)


def main() -> None:
    for p in (0.5, 0.75, 0.9):
        coverage("wilson, one rating a question", p, 100, 1, by_share(1))
        for questions in (100, 50, 20):
            coverage("bootstrap by question, two ratings each", p, questions, 2, by_share(2))
        coverage("wilson, two ratings taken for independent", p, 100, 2, as_if_independent)


if __name__ == "__main__":
    main()
