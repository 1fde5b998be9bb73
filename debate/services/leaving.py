"""People who leave a debate, and come back: nobody waits for who has gone, and what they said so far is kept."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from debate.models import Debate, Experiment, Seat, Turn
from debate.services.advance import advance_locked, fail, locked
from debate.services.wake import tell
from judges import services as judging
from judges.models import Place

# The reason in a turn that its person has left open; who comes back finds it open again.
LEFT = "the person left, and the debate was given to somebody else"


def release_left() -> int:
    """Free the places of people who have gone; returns how many."""
    overdue = judging.overdue(timezone.now()).values_list("pk", "debate")
    return sum(_release_overdue(place, debate) for place, debate in overdue)


@transaction.atomic
def _release_overdue(place_id: int, debate_id: int) -> bool:
    debate = locked(debate_id)
    # Read again under the lock: they may have come back or answered meanwhile.
    held = judging.overdue(timezone.now()).select_for_update(of=("self",)).filter(pk=place_id).first()
    return held is not None and _give_up(held, debate)


@transaction.atomic
def release(place: Place) -> bool:
    """A researcher takes an unfinished place from its person, for somebody else; False when it can't be taken.

    On the stage, who has answered is nobody's to follow: the debate fails, and a retry goes on with the same person.
    """
    debate = locked(place.debate_id)
    held = judging.in_hand().select_for_update(of=("self",)).filter(pk=place.pk).first()
    if held is None:
        return False
    if held.stage_role and (said := _answers(held)):
        who = held.stage_role.replace("_", " ")
        fail(debate, f"Its {who} left after {said} answer{'s' if said > 1 else ''}.")
        tell(debate.public_id, debate.experiment.name)
        return True
    return _give_up(held, debate)


def _answers(held: Place) -> int:
    said = Turn.objects.filter(debate=held.debate_id, seat__reader=0, seat__role=held.stage_role)
    return said.exclude(status=Turn.Status.OPEN).count()


def _give_up(held: Place, debate: Debate) -> bool:
    if not held.stage_role:
        owed = Turn.objects.filter(seat__sitting__place=held, status=Turn.Status.OPEN)
        owed.update(status=Turn.Status.TIMED_OUT, answered_at=timezone.now(), reason=LEFT)
    judging.leave(held)
    tell(debate.public_id, debate.experiment.name)
    return True


def come_back(seat: Seat) -> bool:
    """Whoever left this seat is here again: they go on if the debate is still free, else False."""
    left = judging.of_seat(seat).filter(left_at__isnull=False, withdrawn_at=None).first()
    return left is not None and take_back(left)


@transaction.atomic
def take_back(place: Place) -> bool:
    """Give a person the place again that they left; False when everything of its debate is taken, or it has ended."""
    debate = locked(place.debate_id)
    judged = debate.status in (Debate.Status.RUNNING, Debate.Status.FINISHED)
    open_still = debate.experiment.status == Experiment.Status.RUNNING and not debate.experiment.closed
    left = Place.objects.select_for_update().filter(pk=place.pk, left_at__isnull=False, withdrawn_at=None).first()
    if left is None or not (judged and open_still and judging.take_back(left)):
        return False
    owed = Turn.objects.filter(seat__sitting__place=left, status=Turn.Status.TIMED_OUT, reason=LEFT)
    owed.update(status=Turn.Status.OPEN, answered_at=None, reason="")
    advance_locked(debate)
    return True
