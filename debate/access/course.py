"""A person's way through a pool, as their pages show it: plain values, and nothing of anybody else."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime
from urllib.parse import quote, urlsplit

from django.db.models import Exists, OuterRef
from django.utils.safestring import SafeString

from debate.access.markdown import page
from debate.access.queue import queue
from debate.access.viewer import Viewer
from debate.arrivals import own_link
from debate.models import ArmSeat, Experiment, Pool, Seat
from judges import services as judging
from judges.course import Step
from judges.models import Attendance, Contact, Door, PageText, Rules
from judges.services.standing import Standing, current, standings

Outcome = Attendance.Outcome
Kind = PageText.Kind


@dataclass(frozen=True)
class Gate:
    """What stands before a person's queue. `away` = a step of a course is due, or all are over.

    Of who judges in a course that `ends`: whether they get no new debates (`stopped`), and whether they may finish.
    """

    away: bool = False
    ends: bool = False
    stopped: bool = False
    may_finish: bool = False


@dataclass(frozen=True, kw_only=True)
class CoursePage:
    """The step that is next. `number` of `most` steps; the end is none of them.

    `whose` tells this person's step from any other's, to the browser that keeps what they type; "" = it keeps nothing.
    """

    step: Step
    number: int
    most: int
    words: SafeString = field(default_factory=SafeString)
    version: int = 0
    again: bool = False
    to_models: bool = False
    judged: int = 0
    least: int = 1
    rested: bool = False
    opens_at: datetime | None = None
    stopped: bool = False
    may_finish: bool = False
    due: str = ""
    link: str = ""
    whose: str = ""


@dataclass(frozen=True)
class Handover:
    """What a person takes back to their panel: a code, and where it is handed in; "" where there is none."""

    code: str
    url: str = ""


@dataclass(frozen=True)
class Ending:
    """How a course ended, and the researcher's last words.

    `missed` = so many debates would have earned a code, of somebody who ended before; 0 = there was none to be had.
    """

    outcome: str
    words: SafeString
    handover: Handover
    missed: int = 0


@dataclass(frozen=True)
class Withdrawable:
    """A course that its person can withdraw from; `spoke` = they held a seat of a stage."""

    attendance: int
    began_at: datetime
    spoke: bool


def gate(viewer: Viewer) -> Gate:
    """One small statement, for a person whose pools ask for nothing too: only it can tell."""
    found = standings(viewer.player) if viewer.player else []
    now = current(found)
    if now is None or now.course.next is not Step.JUDGING:
        return Gate(away=bool(found))
    return Gate(ends=now.course.ends, stopped=now.course.stopped, may_finish=now.course.may_finish)


def standing(viewer: Viewer) -> Standing | None:
    """The viewer's course that is to be gone on with, knowing whether there is anything to judge; None = all are over.

    Where nothing is left of one, another may be the one to go on with.
    """
    found = standings(viewer.player) if viewer.player else []
    now = current(found)
    if now is None or now.course.next is not Step.JUDGING:
        return now
    mine = queue(viewer)
    waits = bool(mine.begun) or (bool(mine.waiting) and not now.course.stopped)
    return current([one.waiting(waits) for one in found])


def course_page(standing: Standing, attendance: Attendance | None) -> CoursePage:
    course, step = standing.course, standing.course.next
    text = text_of(standing.pool, Kind.CONSENT if step is Step.CONSENT else Kind.INSTRUCTIONS)
    return CoursePage(
        step=step,
        number=course.steps.index(step) + 1 if step in course.steps else len(course.steps),
        most=len(course.steps),
        words=page(text.words) if text else SafeString(),
        version=text.version if text else 0,
        again=bool(step is Step.CONSENT and attendance and attendance.consent_id),
        to_models=step is Step.CONSENT and words_go_to_models(standing.pool),
        judged=course.judged,
        least=course.least,
        rested=course.rested,
        opens_at=judging.opens_at(attendance.player) if course.rested and attendance else None,
        stopped=course.stopped,
        may_finish=course.may_finish,
        link=own_link(attendance) if attendance else "",
        whose=f"{attendance.player_id}-{standing.pool}-{step}" if attendance else "",
    )


def text_of(pool: int, kind: str) -> PageText | None:
    """The version in force; None where the pool has no such page, or an empty one."""
    latest = PageText.objects.filter(pool=pool, kind=kind).order_by("-version").first()
    return latest if latest and latest.words else None


def instructions(viewer: Viewer) -> SafeString:
    """Those of the viewer's pools, "" where they have none."""
    pools = Pool.objects.filter(players=viewer.player) if viewer.player else Pool.objects.none()
    texts = [text_of(pool.pk, Kind.INSTRUCTIONS) for pool in pools.order_by("pk")]
    return page("\n\n".join(text.words for text in texts if text))


def words_go_to_models(pool: int) -> bool:
    """Whether models sit in an experiment that asks this pool, and so may read what its people write."""
    asked = ArmSeat.objects.filter(arm__experiment=OuterRef("pk"), pool=pool)
    models = ArmSeat.objects.filter(arm__experiment=OuterRef("pk"), endpoint__isnull=False)
    return Experiment.objects.filter(Exists(asked), Exists(models), closed=False).exists()


def attendances(viewer: Viewer) -> Sequence[Attendance]:
    """The viewer's own, the latest first."""
    if viewer.player is None:
        return ()
    return list(Attendance.objects.filter(player=viewer.player).select_related("player", "pool", "door", "consent"))


def own_link_of(viewer: Viewer) -> str:
    """The link by which somebody of a room comes back; "" for who came in otherwise."""
    links = (own_link(attendance) for attendance in attendances(viewer) if attendance.door_id)
    return next(filter(None, links), "")


def withdrawable(viewer: Viewer) -> list[Withdrawable]:
    """The viewer's courses that they have not withdrawn from."""
    found = [one for one in attendances(viewer) if one.outcome != Outcome.WITHDRAWN]
    spoke = Seat.objects.filter(player=viewer.player, reader=0) if found else Seat.objects.none()
    return [Withdrawable(one.pk, one.began_at, spoke.exists()) for one in found]


def ending(attendance: Attendance) -> Ending:
    """The last page of a course that has ended."""
    text = text_of(attendance.pool_id, Kind.ENDING) if attendance.outcome == Outcome.COMPLETE else None
    return Ending(
        outcome=attendance.outcome or "early",
        words=page(text.words) if text else SafeString(),
        handover=_handover(attendance),
        missed=_missed(attendance),
    )


def _missed(attendance: Attendance) -> int:
    if attendance.outcome or attendance.door is None or not attendance.door.code_complete:
        return 0
    return (Rules.objects.filter(pool=attendance.pool_id).first() or Rules()).least_each


def _handover(attendance: Attendance) -> Handover:
    door = attendance.door
    if door is None:
        return Handover("")
    codes = {
        Outcome.COMPLETE: door.code_complete,
        Outcome.SCREENED_OUT: door.code_screened_out,
        Outcome.NO_CONSENT: door.code_no_consent,
        Outcome.WITHDRAWN: door.code_no_consent,
    }
    contact = Contact.objects.filter(player=attendance.player_id).first()
    return handover(door, codes.get(Outcome(attendance.outcome), ""), contact.external_id if contact else "")


def handover(door: Door, code: str, external_id: str) -> Handover:
    """A code with the address at which the panel takes it: https, and somebody's; else none."""
    if not code:
        return Handover("")
    filled = door.return_url.replace("{code}", quote(code, safe="")).replace("{id}", quote(external_id, safe=""))
    try:
        parts = urlsplit(filled)
    except ValueError:
        return Handover(code)
    return Handover(code, filled if parts.scheme == "https" and parts.hostname else "")
