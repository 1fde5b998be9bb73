"""How often each debater wins: arguing for the truth and against it, speaking first and second."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from judges.stats.bouts import SEATS, Bout, Seat
from judges.stats.cells import Figure
from judges.stats.observed import Observed, mean


@dataclass(frozen=True)
class WinRates:
    """A debater's wins / bouts, a tie as half a win; `n` counts bouts, twice those in which it sits in both seats."""

    debater: str
    overall: Figure
    honest: Figure
    dishonest: Figure
    first: Figure
    second: Figure


def win_rates(bouts: Sequence[Bout]) -> tuple[WinRates, ...]:
    """Every debater's win rates, by name (as in Khan et al. 2024, arXiv 2402.06782, which rates debaters so)."""
    names = sorted({bout.speaker(seat) for bout in bouts for seat in SEATS} - {""})
    return tuple(_rates(bouts, name) for name in names)


def first_speaker_wins(bouts: Iterable[Bout]) -> Figure:
    """How often who spoke first wins: 0.5 where the order doesn't matter. Only bouts count in which one did."""
    return mean(Observed(bout.question, bout.won_by(bout.first)) for bout in bouts if bout.first)


def honest_wins(bouts: Iterable[Bout]) -> Figure:
    """How often the honest side wins, over bouts that have two sides."""
    return mean(Observed(bout.question, bout.won) for bout in bouts if bout.two_sided)


def _rates(bouts: Sequence[Bout], name: str) -> WinRates:
    def rate(counts: Callable[[Bout, Seat], bool]) -> Figure:
        sat = ((bout, seat) for bout in bouts for seat in SEATS if bout.speaker(seat) == name and counts(bout, seat))
        return mean(Observed(bout.question, bout.won_by(seat)) for bout, seat in sat)

    return WinRates(
        name,
        overall=rate(lambda bout, seat: True),
        honest=rate(lambda bout, seat: seat == "honest"),
        dishonest=rate(lambda bout, seat: seat == "dishonest"),
        first=rate(lambda bout, seat: bout.first == seat),
        second=rate(lambda bout, seat: bout.first not in ("", seat)),
    )
