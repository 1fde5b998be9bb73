"""Single ratings, written short, for statistics to be made of."""

from __future__ import annotations

from collections.abc import Iterable

from judges.scoring import score
from judges.stats.calibration import level
from judges.stats.cells import Cell, Figure, Half
from judges.stats.rated import Kind, Rated
from judges.stats.sample import Sample


def rating(
    debate: str,
    judge: str,
    belief: float,
    *,
    question: str = "",
    answer: int = 0,
    kind: Kind = "model",
    half: Half = "",
) -> Rated:
    """A rating of two options, the first of them with this percentage."""
    first = round(belief * 100)
    return Rated(
        arm="debate",
        debate=debate,
        question=question or debate,
        judge=judge,
        rater=judge,
        belief=(first, 10_000 - first),
        answer=answer,
        kind=kind,
        half=half,
    )


def cell(one: Rated) -> Cell:
    """One rating as its grouping gives it."""
    scores = score(one.belief, one.answer)
    pair = len(one.belief) == 2
    return Cell(
        arm=one.arm,
        judge=one.judge,
        question=one.question,
        half=one.half,
        right=one.right,
        ties=one.tie,
        brier_sum=scores.brier,
        log_sum=scores.log2,
        p_sum=one.p_right,
        spherical_sum=scores.spherical,
        log_other_sum=score(one.belief, 1 - one.answer).log2 if pair else None,
    )


def sample(rated: Iterable[Rated]) -> Sample:
    found = list(rated)
    return Sample(cells=tuple(map(cell, found)), levels=tuple(map(level, found)))


def judged(*debates: str) -> list[Rated]:
    """Each debate as what its judges say: "aab-" = two for the first option, one for the second, one undecided."""
    said = {"a": 80.0, "b": 20.0, "-": 50.0}
    return [rating(f"d{d}", f"j{j}", said[c]) for d, chosen in enumerate(debates) for j, c in enumerate(chosen)]


def interval(figure: Figure) -> tuple[float, float]:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


def value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value
