"""Who comes in by a door: a room, where everybody is new, or a panel, whose link says who they are."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from debate import people
from debate.models import Invitation
from judges.models import Attendance, Door
from judges.services import attending

# What panels call people, in whatever letters they write such ids; nothing that could be markup or a control character.
_ID = re.compile(r"[A-Za-z0-9._~@:+=|-]{1,200}")
# How panels and tools write what they should have filled in: {{%PROLIFIC_PID%}}, ${id}, [PID], <id>.
_PLACEHOLDER = re.compile(r"[{}<>\[\]%$]")
LONGEST_QUERY = 2_000


class DoorClosed(Exception):
    """Nobody begins here any more; says why. `full` = for want of places."""


class LinkRefused(Exception):
    """The link doesn't say who somebody is, or says it wrongly; says what is wrong."""


@dataclass(frozen=True)
class Named:
    """What came with a panel's link: who, in which of its studies, in which session; and all of it as it came."""

    id: str
    study: str = ""
    session: str = ""
    query: str = ""


def named(door: Door, values: Mapping[str, Sequence[str]], query: str) -> Named:
    """Who a panel's link names; `values` are its parameters. Raises LinkRefused. Reads, and stores nothing."""
    if len(query) > LONGEST_QUERY or "\0" in query:
        raise LinkRefused(_("The link is far longer than a link of this study can be."))
    who = _value(values, door.id_parameter)
    if not who:
        missing = _("The link doesn’t say who you are: %(name)s is missing from it.") % {"name": door.id_parameter}
        raise LinkRefused(missing)
    return Named(who, _value(values, door.study_parameter), _value(values, door.session_parameter), query)


def _value(values: Mapping[str, Sequence[str]], name: str) -> str:
    given = [value for value in values.get(name, ()) if value] if name else []
    if not given:
        return ""
    if len(set(given)) > 1:
        raise LinkRefused(_("The link has more than one %(name)s.") % {"name": name})
    if _PLACEHOLDER.search(given[0]):
        raise LinkRefused(_("The link has a placeholder where its %(name)s should be.") % {"name": name})
    if not _ID.fullmatch(given[0]):
        raise LinkRefused(_("The link’s %(name)s can’t be read.") % {"name": name})
    return given[0]


def check_open(door: Door) -> None:
    """Raises DoorClosed where nobody can begin; who has begun comes back all the same."""
    if door.stopped:
        raise DoorClosed(_("This study has been stopped."))
    if door.closes_at and door.closes_at < timezone.now():
        raise DoorClosed(_("This study takes nobody in any more."))
    if door.quota is not None and door.attendances.count() >= door.quota:
        raise DoorClosed(_("All places of this study are taken."))


def who_is_known(door: Door, who: Named) -> Attendance | None:
    """Whoever came by this link before. Raises LinkRefused where its session is somebody else's."""
    mine = door.attendances.filter(known_by=attending.known(door, who.id)).first()
    session = attending.known(door, who.session)
    others = door.attendances.exclude(known_by=attending.known(door, who.id))
    if session and others.filter(session_known_by=session).exists():
        raise LinkRefused(_("The link was made for somebody else: its session is known under another id."))
    return mine


def is_new_session(door: Door, attendance: Attendance, who: Named) -> bool:
    """Whether the panel has sent them anew since."""
    return bool(who.session) and attendance.session_known_by != attending.known(door, who.session)


@transaction.atomic
def come_by_panel(door: Door, who: Named) -> Attendance:
    """The person that a panel's link names, made at the first time. Raises DoorClosed, LinkRefused."""
    door = _held(door)
    session = attending.known(door, who.session)
    if mine := who_is_known(door, who):
        attending.come_back(mine, session, who.session, who.query)
        return mine
    contact = {
        "external_id": who.id,
        "external_study": who.study,
        "external_session": who.session,
        "query": who.query,
    }
    return _begin(door, attending.known(door, who.id), session, contact)


@transaction.atomic
def come_into_room(door: Door, visit: str) -> Attendance:
    """Somebody new, with a link of their own to come back by; a doubled click on one page makes one. Raises DoorClosed.

    `visit` is the page's own random word.
    """
    door = _held(door)
    known_by = attending.known(door, visit)
    if known_by and (mine := door.attendances.filter(known_by=known_by).first()):
        return mine
    attendance = _begin(door, known_by, "", {})
    Invitation.objects.create(pool=door.pool, player=attendance.player, note=f"own link, by “{door.name}”"[:200])
    return attendance


def own_link(attendance: Attendance) -> str:
    """By which somebody of a room comes back in any browser; "" where it was revoked, and for others."""
    if attendance.door is None or attendance.door.kind != Door.Kind.ROOM:
        return ""
    theirs = Invitation.objects.filter(player=attendance.player_id, pool=attendance.pool_id, revoked=False).first()
    return people.invitation_url(theirs) if theirs else ""


def _held(door: Door) -> Door:
    """Under its lock, so that those who come at once are counted one after the other."""
    return Door.objects.select_for_update(of=("self",)).select_related("pool").get(pk=door.pk)


def _begin(door: Door, known_by: str, session: str, contact: Mapping[str, str]) -> Attendance:
    check_open(door)
    player = people.new_person()
    player.pools.add(door.pool)
    return attending.arrive(player, door.pool, door, known_by=known_by, session_known_by=session, contact=contact)
