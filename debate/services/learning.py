"""Arms that wait for others: once those are over, the protocol learns from them, and the arm's debates begin."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from random import Random
from typing import Any

from django.db import transaction
from django.utils import timezone

from debate.core import earlier
from debate.core.types import Finished
from debate.models import Arm, Debate, Experiment
from debate.transcripts import case_of, protocol_of, question_in, transcript_of
from judges import services as judging

Status = Debate.Status


def begin_waiting_arms() -> None:
    """Let every arm begin whose awaited arms are over; whoever advances stuck debates then takes them on."""
    waiting = Arm.objects.filter(given__isnull=True, after__isnull=False, experiment__status="running")
    for arm in waiting.distinct().values_list("pk", flat=True):
        _begin(arm)


def arms_can_begin(experiment: Experiment) -> bool:
    """Whether an arm that waits no longer has anybody to wait for."""
    waiting = experiment.arms.filter(debates__status=Status.WAITING).distinct()
    return any(not _still_open(arm) for arm in waiting)


@transaction.atomic
def _begin(arm_id: int) -> None:
    arm = Arm.objects.select_for_update(of=("self",)).select_related("config").get(pk=arm_id)
    debates = arm.debates.filter(status=Status.WAITING)
    # After the lock: another sweep may have let it begin, or failed it, meanwhile.
    if arm.given is not None or not debates.exists() or _still_open(arm):
        return
    try:
        given = {**protocol_of(arm).learn(_finished(arm)), **_experience(arm)}
    except ValueError as problem:
        names = ", ".join(f"“{other.name}”" for other in arm.after.all())
        reason = f"It could not learn from {names}: {problem}"
        debates.update(status=Status.FAILED, reason=reason, finished_at=timezone.now())
        return
    arm.given = given
    arm.save(update_fields=["given"])
    _leave_out(arm)
    debates.update(status=Status.RUNNING)


def _leave_out(arm: Arm) -> None:
    """Debates of which there is nothing to stage or to judge, for all that was learnt: they are wanted no longer."""
    protocol = protocol_of(arm)
    if not protocol.learns:
        return
    for debate in arm.debates.filter(status=Status.WAITING).select_related("question__passage"):
        debate.arm = arm
        if reason := protocol.left_out(case_of(debate)):
            debate.status, debate.reason, debate.finished_at = Status.CANCELLED, reason, timezone.now()
            debate.save(update_fields=["status", "reason", "finished_at"])
            judging.withdraw(debate)


def _still_open(arm: Arm) -> bool:
    """Whether anything is still to be said or judged in the arms that it waits for."""
    awaited = Debate.objects.filter(arm__in=arm.after.all())
    if awaited.filter(status__in=(Status.WAITING, Status.RUNNING)).exists():
        return True
    return judging.open_places(arm.experiment_id).filter(debate__arm__in=arm.after.all()).exists()


def _finished(arm: Arm) -> Iterator[Finished]:
    """What the awaited arms have come to, in the order of their debates; failed ones have nothing to teach."""
    over = Debate.objects.filter(arm__in=arm.after.all(), status=Status.FINISHED)
    for debate in over.select_related("arm__config", "question__passage").order_by("place_in_order"):
        beliefs = [list(one.belief) for one in judging.judgements_of(debate) if one.belief]
        mean = tuple(judging.mean(beliefs)) if beliefs else ()
        yield Finished(case=case_of(debate), transcript=transcript_of(debate), belief=mean)


def _experience(arm: Arm) -> Mapping[str, Any]:
    """The earlier debates that its model judges are to read, where they are to read any."""
    most = protocol_of(arm).earlier
    if not most:
        return {}
    asked = arm.debates.select_related("question__passage")
    return earlier.learn(most, _remembered(arm), [question_in(debate) for debate in asked])


def _remembered(arm: Arm) -> Iterator[earlier.Remembered]:
    """The judged debates of the awaited arms, in an order that the experiment's seed gives."""
    over = Debate.objects.filter(arm__in=arm.after.all(), status=Status.FINISHED)
    drawn = list(over.order_by("place_in_order").values_list("pk", flat=True))
    Random(f"{arm.experiment.seed}/{arm.name}").shuffle(drawn)
    rows = Debate.objects.select_related("arm__config", "question__passage")
    for pk in drawn:
        debate = rows.get(pk=pk)
        if believed := judging.believed_by(debate):
            yield earlier.remembered(protocol_of(debate.arm), case_of(debate), transcript_of(debate), believed)
