"""Whether the database has what was acknowledged to bots: each answer once, and no other."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from django.db.models import Count

from debate.models import Player, Turn
from judges.bots.account import Account
from judges.models import Rating


@dataclass(frozen=True)
class Stored:
    """`lost` were acknowledged and aren't there, `doubled` are there twice, `unsaid` are there unacknowledged.

    `stale` were taken from a page that was out of date. All four are 0, or something is wrong.
    """

    acknowledged: int
    stored: int
    lost: int
    doubled: int
    unsaid: int
    stale: int

    @property
    def exact(self) -> bool:
        return self.lost == self.doubled == self.unsaid == self.stale == 0


def stored(account: Account, players: Collection[int] | None = None) -> Stored:
    """How what these players gave stands in the database to their account; of all bots, if none are named."""
    bots = Player.objects.filter(bot=True) if players is None else Player.objects.filter(pk__in=players)
    answered = Turn.objects.filter(seat__player__in=bots).exclude(status=Turn.Status.OPEN).exclude(submission="")
    found = dict(answered.values_list("public_id", "submission"))
    said = account.answers
    kept = sum(found.get(turn) == key for turn, key in said.items())
    return Stored(
        acknowledged=len(said),
        stored=kept,
        lost=len(said) - kept,
        doubled=_doubled(bots.values_list("pk", flat=True)),
        unsaid=len(found.keys() - said.keys()),
        stale=len(set(found.values()) & account.stale),
    )


def _doubled(bots: Collection[int]) -> int:
    """Judgements that were given twice: several ratings of a round, or several final ones of a place."""
    theirs = Rating.objects.filter(place__player__in=bots).order_by()
    rounds = theirs.values("place", "round").annotate(n=Count("pk")).filter(n__gt=1)
    finals = theirs.filter(final=True).values("place").annotate(n=Count("pk")).filter(n__gt=1)
    return rounds.count() + finals.count()
