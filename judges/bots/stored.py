"""Whether the database has what was acknowledged to bots: each answer once, and no other."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass

from django.db.models import Count

from debate.models import Turn
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


def stored(answers: Mapping[str, str], stale: Collection[str] = (), since: object = None) -> Stored:
    """`answers`: the key of the submission by the public id of its turn, as acknowledged; to bots alone."""
    by_bots = Turn.objects.filter(seat__player__bot=True, seat__player__endpoint=None).exclude(submission="")
    found = dict(by_bots.exclude(status=Turn.Status.OPEN).values_list("public_id", "submission"))
    return Stored(
        acknowledged=len(answers),
        stored=sum(found.get(turn) == key for turn, key in answers.items()),
        lost=sum(found.get(turn) != key for turn, key in answers.items()),
        doubled=_doubled(),
        unsaid=len(found.keys() - answers.keys()),
        stale=len(set(found.values()) & set(stale)),
    )


def _doubled() -> int:
    """Judgements that bots gave twice: several ratings of a round, or several final ones of a place."""
    theirs = Rating.objects.filter(place__player__bot=True).order_by()
    rounds = theirs.values("place", "round").annotate(n=Count("pk")).filter(n__gt=1)
    finals = theirs.filter(final=True).values("place").annotate(n=Count("pk")).filter(n__gt=1)
    return rounds.count() + finals.count()
