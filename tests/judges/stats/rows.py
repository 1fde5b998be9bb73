"""Single ratings, written short, for statistics to be made of."""

from __future__ import annotations

from judges.stats.cells import Figure, Half
from judges.stats.rated import Kind, Rated


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
