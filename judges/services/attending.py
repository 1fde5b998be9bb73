"""The only writer of attendances. Each transition is one guarded update: of two clicks or two tabs the first counts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db import transaction
from django.db.models import F, Q
from django.db.models.functions import Coalesce, Now
from django.utils.crypto import salted_hmac

from debate.models import Player, Pool
from judges.course import Step
from judges.models import Attendance, Contact, Door, FormAnswer, FormItem, PageText, Rules
from judges.services import log

Outcome = Attendance.Outcome
UNDER_WAY = Q(outcome=Outcome.UNDER_WAY, ended_at=None)


def known(door: Door, what: str) -> str:
    """A keyed hash of what a panel, or a page of this room, knows somebody by; "" stays "". 64 characters."""
    return salted_hmac(f"judges.attending.{door.pk}", what, algorithm="sha256").hexdigest() if what else ""


def arrive(
    player: Player,
    pool: Pool,
    door: Door | None = None,
    *,
    known_by: str = "",
    session_known_by: str = "",
    contact: Mapping[str, str] | None = None,
) -> Attendance:
    """A person's attendance at a pool, made at the first time: who comes back keeps theirs.

    `contact` is stored at the first time alone: what was deleted of a person doesn't come back with them.
    """
    first = {"door": door, "known_by": known_by, "session_known_by": session_known_by}
    with transaction.atomic():
        attendance, is_new = Attendance.objects.get_or_create(player=player, pool=pool, defaults=first)
        if is_new:
            log.note("arrived", player, pool=pool, data={"door": door.kind if door else "invitation"})
            if contact and any(contact.values()):
                Contact.objects.get_or_create(player=player, defaults=contact)
    return attendance


def come_back(attendance: Attendance, session_known_by: str, session: str, query: str) -> None:
    """A panel sends somebody anew, with a session of its own: it is the one that is to be paid."""
    if session_known_by and attendance.session_known_by != session_known_by:
        Attendance.objects.filter(pk=attendance.pk).update(session_known_by=session_known_by)
        Contact.objects.filter(player=attendance.player_id).update(external_session=session, query=query)


def accept_consent(attendance: Attendance, text: PageText) -> bool:
    """Returns whether this click did it."""
    fresh = UNDER_WAY & (Q(consent=None) | ~Q(consent=text))
    return _moved(attendance, fresh, "consented", {"version": text.version}, consent=text, consented_at=Now())


def decline_consent(attendance: Attendance) -> bool:
    values = {"outcome": Outcome.NO_CONSENT, "ended_at": Now()}
    return _moved(attendance, UNDER_WAY, "declined", **values)


def read_instructions(attendance: Attendance) -> bool:
    return _moved(attendance, UNDER_WAY & Q(instructed_at=None), "instructed", instructed_at=Now())


@transaction.atomic
def try_comprehension(attendance: Attendance, answers: Mapping[FormItem, str], rules: Rules) -> bool:
    """One try at the comprehension questions; the last that fails screens out. Returns whether it was counted."""
    right = sum(is_right(item, value) for item, value in answers.items())
    passed = right * 100 >= rules.pass_mark * len(answers)
    attempt = attendance.tries + 1
    values: dict[str, Any] = {"tries": attempt}
    if passed:
        values["passed_at"] = Now()
    elif attempt >= rules.tries:
        values |= {"outcome": Outcome.SCREENED_OUT, "ended_at": Now()}
    fresh = UNDER_WAY & Q(passed_at=None, tries=attendance.tries)
    data = {"attempt": attempt, "right": right, "of": len(answers), "passed": passed}
    if not _moved(attendance, fresh, "tried", data, **values):
        return False
    _store(attendance, answers, attempt)
    return True


def is_right(item: FormItem, value: str) -> bool:
    """A question without a right answer can't be answered wrongly; small and large letters are one."""
    if item.kind == FormItem.Kind.NUMBER and item.right and value:
        try:
            return float(item.right) == float(value)
        except ValueError:
            return False
    return not item.right or item.right.strip().casefold() == value.strip().casefold()


@transaction.atomic
def answer_survey(attendance: Attendance, answers: Mapping[FormItem, str], part: str) -> bool:
    """The survey before judging, or the one at the end, with which the course is complete."""
    if part == FormItem.Part.BEFORE:
        moved = _moved(attendance, UNDER_WAY & Q(surveyed_at=None), "surveyed", surveyed_at=Now())
    else:
        moved = _completed(attendance)
    if moved:
        _store(attendance, answers, 1)
    return moved


def end_practice(attendance: Attendance) -> bool:
    return _moved(attendance, UNDER_WAY & Q(practised_at=None), "practised", practised_at=Now())


def finish_judging(attendance: Attendance) -> bool:
    """They have judged enough, and go on to what is asked after it."""
    return _moved(attendance, UNDER_WAY & Q(done_at=None), "finished", done_at=Now())


def complete(attendance: Attendance) -> bool:
    """Nothing more is asked of them."""
    return _completed(attendance)


def end_early(attendance: Attendance) -> bool:
    """They go without having judged enough: their course ends without an outcome, and so without a code."""
    values = {"done_at": Coalesce(F("done_at"), Now()), "ended_at": Now()}
    return _moved(attendance, UNDER_WAY, "ended_early", **values)


def note_step(attendance: Attendance, step: Step) -> None:
    """What they were shown last: for who watches over a pool, decides nothing."""
    shown = Attendance.objects.filter(pk=attendance.pk).exclude(step=step)
    shown.update(step=step, step_at=Now())


def _completed(attendance: Attendance) -> bool:
    values = {"done_at": Coalesce(F("done_at"), Now()), "ended_at": Now(), "outcome": Outcome.COMPLETE}
    return _moved(attendance, UNDER_WAY, "completed", **values)


@transaction.atomic
def _moved(
    attendance: Attendance, fresh: Q, kind: str, data: Mapping[str, Any] | None = None, /, **values: Any
) -> bool:
    """Whether it was still so when it was written; then the log has a line, and the attendance is read anew."""
    if Attendance.objects.filter(fresh, pk=attendance.pk).update(**values) != 1:
        return False
    log.note(kind, attendance.player, pool=attendance.pool, data=data)
    attendance.refresh_from_db()
    return True


def _store(attendance: Attendance, answers: Mapping[FormItem, str], attempt: int) -> None:
    rows: Sequence[FormAnswer] = [
        FormAnswer(attendance=attendance, item=item, attempt=attempt, value=value) for item, value in answers.items()
    ]
    FormAnswer.objects.bulk_create(rows)
