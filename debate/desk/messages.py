"""What people who judge say to the researcher, what all of them are told, and the doors by which they come in."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Count, F, Q, QuerySet
from django.utils import timezone

from debate.models import Experiment, Pool
from judges.models import Announcement, Attendance, Comment, Door

# So many comments are shown; those that nobody has read come first.
MOST = 30


@dataclass(frozen=True, kw_only=True)
class Said:
    """A person's comment; `debate` = the public id of what they were judging, "" = nothing."""

    pk: int
    person: str
    bot: bool
    about: str
    debate: str
    words: str
    at: datetime
    read_at: datetime | None
    reply: str
    replied_at: datetime | None
    reply_read_at: datetime | None


@dataclass(frozen=True)
class Comments:
    """The unread ones first, each part with the latest first; `n` and `unread` count also those that aren't shown."""

    shown: tuple[Said, ...] = ()
    n: int = 0
    unread: int = 0

    @property
    def more(self) -> int:
        return self.n - len(self.shown)


def comments_on(experiment: Experiment, pools: Collection[Pool]) -> Comments:
    """Those that were written in this experiment, or outside of any. Two queries."""
    mine = comments_in(experiment, pools)
    counted = mine.aggregate(n=Count("pk"), unread=Count("pk", filter=Q(read_at=None)))
    latest = mine.select_related("player", "place__debate").order_by(F("read_at").desc(nulls_first=True), "-at", "-pk")
    return Comments(tuple(_said(one) for one in latest[:MOST]), **counted)


def comments_in(experiment: Experiment, pools: Collection[Pool]) -> QuerySet[Comment]:
    """Comments in places of this experiment, and such as belong to no place, of these pools."""
    here = Q(place__debate__experiment=experiment) | Q(place=None, pool__in=pools)
    return Comment.objects.filter(here)


def _said(one: Comment) -> Said:
    return Said(
        pk=one.pk,
        person=one.player.pseudonym,
        bot=one.player.bot,
        about=one.about,
        debate=one.place.debate.public_id if one.place else "",
        words=one.words,
        at=one.at,
        read_at=one.read_at,
        reply=one.reply,
        replied_at=one.replied_at,
        reply_read_at=one.reply_read_at,
    )


def announcements_in(pools: Collection[Pool]) -> tuple[Announcement, ...]:
    """Those that are up, the latest first."""
    up = Announcement.objects.filter(pool__in=pools, ended_at=None)
    return tuple(up.select_related("pool").order_by("-at", "-pk"))


@dataclass(frozen=True, kw_only=True)
class DoorLine:
    """A room or a panel; `came` = how many began there, of `quota`, None = without limit."""

    pk: int
    name: str
    kind: str
    pool: str
    stopped: bool
    closed: bool
    closes_at: datetime | None
    came: int
    complete: int
    quota: int | None

    @property
    def open(self) -> bool:
        return not self.stopped and not self.closed and not self.full

    @property
    def full(self) -> bool:
        return self.quota is not None and self.came >= self.quota


def doors_of(pools: Collection[Pool]) -> tuple[DoorLine, ...]:
    now = timezone.now()
    complete = Q(attendances__outcome=Attendance.Outcome.COMPLETE)
    doors = Door.objects.filter(pool__in=pools).select_related("pool").order_by("created_at", "pk")
    counted = doors.annotate(came=Count("attendances"), complete=Count("attendances", filter=complete))
    return tuple(
        DoorLine(
            pk=door.pk,
            name=door.name,
            kind=door.kind,
            pool=door.pool.name,
            stopped=door.stopped,
            closed=door.closes_at is not None and door.closes_at <= now,
            closes_at=door.closes_at,
            came=door.came,
            complete=door.complete,
            quota=door.quota,
        )
        for door in counted
    )
