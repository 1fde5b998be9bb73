"""What stands around a judgement and on each page of a person: their own notes, what they would earn, what they are
told, what they asked."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.conf import settings
from django.urls import reverse

from debate.access.course import own_link_of
from debate.access.shown import SeatPage
from debate.access.viewer import Viewer
from debate.models import Seat
from debate.models.statements import columns, rows, split, together
from judges import pay
from judges import services as judging
from judges.models import Comment, Notebook, Rules
from judges.pay import Terms
from judges.services.talking import SEEN
from judges.services.work import terms_of

_BESIDE = f"""
SELECT {columns(Rules, "r")}, {columns(Notebook, "n")} FROM (SELECT) AS one
LEFT JOIN judges_rules r ON r.pool_id = %(pool)s
LEFT JOIN judges_notebook n ON n.seat_id = %(seat)s
"""  # noqa: S608 - names of columns
# How many answers are new; beside it, each announcement that was not put aside, or nothing.
_AROUND = """
SELECT news.n, told.id, told.words, told.at FROM (
    SELECT count(*) AS n FROM judges_comment
    WHERE player_id = %(player)s AND reply <> '' AND replied_at IS NOT NULL
        AND (reply_read_at IS NULL OR reply_read_at < replied_at)
) news LEFT JOIN LATERAL (
    SELECT a.id, a.words, a.at FROM judges_announcement a
    WHERE a.ended_at IS NULL
        AND a.pool_id IN (SELECT pool_id FROM debate_player_pools WHERE player_id = %(player)s)
        AND NOT EXISTS (SELECT FROM judges_event e WHERE e.player_id = %(player)s AND e.kind = %(seen)s
            AND e.data -> 'announcement' = to_jsonb(a.id))
    ORDER BY a.at DESC, a.id DESC LIMIT 5
) told ON TRUE ORDER BY told.at DESC, told.id DESC
"""


@dataclass(frozen=True, kw_only=True)
class Margin:
    """What stands beside one judgement. `highlights` is JSON, as the page's script reads and writes it.

    `away_minutes` = after so long without a sign of life they are asked whether they are there; 0 = never.
    `terms` = what an answer would earn by, where that is shown.
    """

    scratch: str = ""
    saved_at: datetime | None = None
    highlights: str = "[]"
    away_minutes: int = 0
    terms: Terms | None = None


@dataclass(frozen=True)
class Told:
    """An announcement that the viewer hasn't put aside."""

    id: int
    words: str
    at: datetime


@dataclass(frozen=True)
class Around:
    """What every page of a person has: announcements, the latest first, and how many answers to them are new."""

    told: tuple[Told, ...] = ()
    new: int = 0


@dataclass(frozen=True)
class Exchange:
    """Something that the viewer asked, and what was answered; `new` = not seen before."""

    words: str
    at: datetime
    read: bool
    reply: str
    replied_at: datetime | None
    new: bool


@dataclass(frozen=True, kw_only=True)
class Earned:
    """What an answer earns that gets so many percent: where it is right, and where it is wrong, if that is all."""

    percent: int
    right: Decimal
    wrong: Decimal


@dataclass(frozen=True, kw_only=True)
class Earning:
    """What the shares of a form would earn, as numbers and, for whoever has no script, as a table.

    `two` = there are two options, so that the table is the whole story; of more, the rest is taken as spread equally.
    """

    rule: str
    each: Decimal
    cost: Decimal
    rounds: int
    currency: str
    floor: Decimal
    cap: Decimal | None
    two: bool
    rows: tuple[Earned, ...]


def earning(beside: Margin, page: SeatPage) -> Earning | None:
    """For the belief that the page asks for, by the viewer's own pool; None where nothing is shown."""
    belief = page.ask.belief if page.ask else None
    if beside.terms is None or belief is None or belief.steps:
        return None
    options, rounds, of = len(belief.over), page.number - 1, beside.terms
    table = pay.preview(of, options, rounds)
    return Earning(
        rule=of.rule,
        each=of.bonus_each,
        cost=of.round_cost,
        rounds=rounds,
        currency=of.currency,
        floor=of.floor,
        cap=of.cap,
        two=options == 2,
        rows=tuple(
            Earned(percent=n, right=pay.rounded(table[n]), wrong=pay.rounded(table[100 - n])) for n in range(0, 101, 10)
        ),
    )


def margin(viewer: Viewer, seat: Seat) -> tuple[Margin, Around]:
    """What stands beside this judgement, and around the page, from one trip."""
    beside, told = together((_BESIDE, _where(seat)), (_AROUND, _whose(viewer)))
    return _margin(*split(beside[0], Rules, Notebook)), _around(told)


def beside(seat: Seat) -> Margin:
    return _margin(*split(rows(_BESIDE, _where(seat))[0], Rules, Notebook))


def _where(seat: Seat) -> Mapping[str, Any]:
    place = judging.place_of(seat)
    return {"pool": place.pool_id if place else None, "seat": seat.pk}


def _margin(rules: Rules | None, notebook: Notebook | None) -> Margin:
    return Margin(
        scratch=notebook.scratch if notebook else "",
        saved_at=notebook.saved_at if notebook else None,
        highlights=json.dumps(notebook.highlights if notebook else []),
        away_minutes=rules.away_minutes if rules else 0,
        terms=_shown_terms(rules),
    )


def _shown_terms(rules: Rules | None) -> Terms | None:
    found = terms_of(rules) if rules and rules.preview else None
    return found if found and found.pays_bonus else None


def around(viewer: Viewer) -> Around:
    return _around(rows(_AROUND, _whose(viewer))) if viewer.player else Around()


def _whose(viewer: Viewer) -> Mapping[str, Any]:
    return {"player": viewer.player.pk if viewer.player else None, "seen": SEEN}


def _around(found: Sequence[tuple[Any, ...]]) -> Around:
    return Around(tuple(Told(*told) for _, *told in found if told[0] is not None), new=int(found[0][0]))


def exchanges(viewer: Viewer) -> tuple[Exchange, ...]:
    """All that the viewer has asked, the latest first."""
    return tuple(_exchange(comment) for comment in Comment.objects.filter(player=viewer.player).order_by("-at"))


def _exchange(comment: Comment) -> Exchange:
    answered = bool(comment.reply and comment.replied_at)
    seen = comment.reply_read_at
    return Exchange(
        words=comment.words,
        at=comment.at,
        read=comment.read_at is not None or answered,
        reply=comment.reply if answered else "",
        replied_at=comment.replied_at if answered else None,
        new=answered and (seen is None or comment.replied_at is None or seen < comment.replied_at),
    )


_LINK = """
SELECT i.token FROM debate_invitation i WHERE i.player_id = %(player)s AND NOT i.revoked
    AND (i.expires_at IS NULL OR i.expires_at > now()) ORDER BY i.id DESC LIMIT 1
"""


def way_back(viewer: Viewer) -> str:
    """The link by which the viewer comes back in any browser; "" = they have none of their own."""
    found = rows(_LINK, {"player": viewer.player.pk}) if viewer.player else []
    return settings.PUBLIC_URL + reverse("join", args=[found[0][0]]) if found else own_link_of(viewer)
