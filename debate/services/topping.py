"""Topping up: more judgements of debates that have few, while an experiment runs or after it has finished."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence

from django.db import transaction

from debate.models import Arm, ArmSeat, Debate, Experiment
from debate.services.experiments import BadState
from debate.transcripts import protocol_of
from judges.services.topping import add_places, short_of

Status = Experiment.Status
# So many judgements of a debate can be asked of one pool by topping up.
MOST = 100


def readable_arms(experiment: Experiment) -> list[Arm]:
    """The arms whose debates further people can judge: not where the stage, or its chair, gives the verdict."""
    people = ArmSeat.objects.filter(kind=ArmSeat.Kind.JUDGE, pool__isnull=False)
    arms = experiment.arms.filter(pk__in=people.values("arm")).select_related("config")
    protocols = [(arm, protocol_of(arm)) for arm in arms]
    return [arm for arm, protocol in protocols if not protocol.chaired and not protocol.decides]


def lacking(arms: Sequence[Arm], least: int) -> Mapping[int, int]:
    """Arm -> the free places that topping up would add to its debates now."""
    found: Counter[int] = Counter()
    for one in short_of([arm.pk for arm in arms], least):
        found[one.arm] += least - one.held
    return found


@transaction.atomic
def top_up(experiment: Experiment, arm: Arm | None, least: int) -> int:
    """Add free places until each debate (of the arm, or of all) has `least` judgements, made or still to come.

    Returns how many were added; the same wish again adds none. Counted for each of an arm's pools, as its
    `judgements_per_debate` are. A judgement that came without a belief, or whose person left, is none. A finished
    experiment runs again until the new ones are judged. Nobody is given a passage twice by this: what is added lies
    in the cell of its debate. Raises BadState where the judging has ended, or has not begun.
    """
    if not 1 <= least <= MOST:
        raise BadState(f"A debate can have from 1 to {MOST} judgements of a pool, not {least}.")
    # As `cancel` does: first the experiment, then its debates. Two clicks are worked off one after the other.
    row = Experiment.objects.select_for_update(no_key=True).get(pk=experiment.pk)
    if row.closed or row.status not in (Status.RUNNING, Status.PAUSED, Status.FINISHED):
        state = "closed" if row.closed else row.status
        raise BadState(f"“{row.name}” is {state}, so no judgements can be added.")
    if row.purpose != Experiment.Purpose.STUDY:
        raise BadState(f"“{row.name}” is for {row.purpose}: its debates are given out by pools, and need no places.")
    arms = [one.pk for one in readable_arms(row) if arm is None or one.pk == arm.pk]
    if not arms:
        raise BadState("Nobody but those on its stage can judge this: there is nothing to add.")
    # Under their locks nobody leaves a place, which is numbered too.
    lacking_now = [one.debate for one in short_of(arms, least)]
    list(Debate.objects.select_for_update(no_key=True).filter(pk__in=lacking_now).order_by("pk").values_list("pk"))
    added = add_places(row.pk, row.seed, short_of(arms, least), least)
    if added:
        Experiment.objects.filter(pk=row.pk, status=Status.FINISHED).update(status=Status.RUNNING, finished_at=None)
    experiment.refresh_from_db()
    return added
