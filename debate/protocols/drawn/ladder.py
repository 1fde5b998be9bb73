"""The ladder of tiers: what each believed, where it was settled, and what an audit says of that."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from debate.core.drawing import Drawing, Said
from debate.core.types import Turn, favoured
from debate.protocols.drawn.speech import words


@dataclass(frozen=True)
class Share:
    """What a judge gives to one label, in percent."""

    label: str
    percent: float


@dataclass(frozen=True)
class Rung:
    """A tier, or the auditor (0). `outcome` is settled, handed-up, unread, or waits; `shares` () where not known.

    `favoured` = the label that alone has the most; "" = none.
    """

    number: int
    outcome: str
    reads: bool = False
    shares: tuple[Share, ...] = ()
    reason: Said | None = None
    favoured: str = ""


@dataclass(frozen=True, kw_only=True)
class LadderDrawing(Drawing):
    """For a researcher the rungs, from the bottom; an auditor is shown none, but why the item came.

    `sure` = what a tier settles, in percent; `share` = of what is settled below the top, so many percent are audited.
    `settled` = the tier that settled it; `audit` = what the auditor found, `error` = another label than the verdict's.
    """

    sure: float
    share: float
    rungs: tuple[Rung, ...] = ()
    settled: int | None = None
    audit: Rung | None = None
    error: bool | None = None


def rung(number: int, outcome: str, turn: Turn | None, labels: Sequence[str], reads: bool = False) -> Rung:
    if turn is None:
        return Rung(number, "waits", reads)
    shares = tuple(Share(label, share / 100) for label, share in zip(labels, turn.belief, strict=False))
    best = favoured(turn.belief)
    name = "" if best is None else labels[best]
    return Rung(number, outcome if shares or outcome == "settled" else "unread", reads, shares, words(turn), name)


def differs(audit: Turn | None, verdict: tuple[int, ...]) -> bool | None:
    """Whether the auditor favours another label than the verdict; None where it favours none."""
    found = favoured(audit.belief) if audit else None
    return None if found is None else found != favoured(verdict)
