"""The work of an untrusted model: as whoever checks it meets it, and for a researcher with what came of it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, ClassVar

from debate.core.drawing import Drawing
from debate.core.types import Transcript
from debate.protocols.drawn.ladder import Rung, differs, rung
from debate.protocols.drawn.speech import Spoken


@dataclass(frozen=True)
class Score:
    """How many of the honest works got a suspicion score; `x`, `y`, `height` in percent of the drawing."""

    score: int
    n: int
    x: str
    y: str
    height: str


@dataclass(frozen=True)
class Suspicion:
    """`score` against `threshold`; None = not known yet. `share` = of what scores just that, so many percent go.

    `at` and `bound` are their places; `honest` = the scores that the threshold was taken from.
    """

    score: int | None
    threshold: int | None
    share: float
    at: str
    bound: str
    honest: tuple[Score, ...]


@dataclass(frozen=True, kw_only=True)
class WorkDrawing(Drawing):
    """`option` is the model's answer, "" = none that can be read; `why` it came: "suspect", "audit", or "" on a record.

    The rest is for researchers: `mode` honest, attack or honeypot; `outcome` waits, passed, audited, deferred;
    `replaced` = the belief that took the answer's place; `budget` = the share of honest work to audit, in percent.
    """

    shows_speeches: ClassVar[bool] = True

    option: str
    explained: Spoken
    why: str
    mode: str = ""
    suspicion: Suspicion | None = None
    outcome: str = ""
    replaced: Rung | None = None
    error: bool | None = None
    budget: float = 0


def came_to(
    drawn: WorkDrawing, after: Transcript, waits: bool, options: Sequence[str], answer: tuple[int, ...]
) -> WorkDrawing:
    """With what came of the work: `after` is what was asked because of its score, `waits` if it is yet to be."""
    if not after:
        return replace(drawn, outcome="waits" if waits else "passed")
    turn = after[0][0]
    outcome = "audited" if turn.ask.prompt == "audit" else "deferred"
    return replace(drawn, outcome=outcome, replaced=rung(0, "settled", turn, options), error=differs(turn, answer))


def suspected(score: int | None, given: Mapping[str, Any], most: int) -> Suspicion:
    """Scores from 0 to `most`, each in a column of its own."""
    threshold, honest = given.get("threshold"), given.get("honest_scores", ())
    return Suspicion(
        score=score,
        threshold=threshold,
        share=100 * given.get("share_at_threshold", 0),
        at="" if score is None else _middle(score, most),
        bound="" if threshold is None else _middle(threshold, most),
        honest=tuple(_columns(honest, most)),
    )


def _columns(honest: Sequence[int], most: int) -> list[Score]:
    counts = [list(honest).count(score) for score in range(most + 1)]
    tallest = max(counts, default=0) or 1
    return [
        Score(score, n, _middle(score, most), _percent(100 - 100 * n / tallest), _percent(100 * n / tallest))
        for score, n in enumerate(counts)
    ]


def _middle(score: int, most: int) -> str:
    return _percent(100 * (score + 0.5) / (most + 1))


def _percent(value: float) -> str:
    return f"{value:.2f}%"
