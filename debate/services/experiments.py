"""What a researcher does to a launched experiment: each a guarded change of its status."""

from __future__ import annotations

from django.db import transaction
from django.utils import timezone

from debate.models import Debate, Experiment, Turn
from debate.services.advance import advance
from debate.services.wake import wake
from judges import services as judging

Status = Experiment.Status


class BadState(Exception):
    """The experiment isn't in a state in which this can be done; says which state it is in."""


def _change(experiment: Experiment, wanted: tuple[str, ...], verb: str, **values: object) -> None:
    if Experiment.objects.filter(pk=experiment.pk, status__in=wanted, closed=False).update(**values) != 1:
        experiment.refresh_from_db()
        state = "closed" if experiment.closed else experiment.status
        raise BadState(f"“{experiment.name}” is {state}, so it can't be {verb}.")
    experiment.refresh_from_db()


def pause(experiment: Experiment, reason: str = "") -> None:
    """No new call is made; those in flight end and count."""
    _change(experiment, (Status.RUNNING,), "paused", status=Status.PAUSED, pause_reason=reason)


def pause_at_cap(experiment_id: int) -> None:
    """Pause because the next call could pass the cap."""
    reason = "The next call could cost more than what is left of the budget. Raise the budget and resume."
    Experiment.objects.filter(pk=experiment_id, status=Status.RUNNING).update(status=Status.PAUSED, pause_reason=reason)


@transaction.atomic
def resume(experiment: Experiment) -> None:
    _change(experiment, (Status.PAUSED,), "resumed", status=Status.RUNNING, pause_reason="")
    wake_all(experiment)


@transaction.atomic
def cancel(experiment: Experiment) -> None:
    """End it for good: open debates are cancelled, what was said and judged stays."""
    _change(
        experiment,
        (Status.RUNNING, Status.PAUSED),
        "cancelled",
        status=Status.CANCELLED,
        finished_at=timezone.now(),
    )
    experiment.debates.filter(status__in=(Debate.Status.WAITING, Debate.Status.RUNNING)).update(
        status=Debate.Status.CANCELLED, finished_at=timezone.now()
    )


def close(experiment: Experiment) -> None:
    """End the judging: from now on truth may be shown to those who judged."""
    _change(
        experiment,
        (Status.RUNNING, Status.PAUSED, Status.FINISHED, Status.CANCELLED),
        "closed",
        closed=True,
        status=Status.FINISHED,
        finished_at=timezone.now(),
    )


@transaction.atomic
def retry_failed(experiment: Experiment, reason: str | None = None) -> int:
    """Take up failed debates and judgements where they stopped; returns how many. With a reason, those alone.

    Their turns are tried anew, each as often as its endpoint allows.
    """
    if experiment.status == Status.CANCELLED or experiment.closed:
        raise BadState(f"“{experiment.name}” has ended, so nothing of it can be retried.")
    unable = experiment.debates.filter(status=Debate.Status.FAILED)
    if reason is not None:
        unable = unable.filter(reason=reason)
    untaught = unable.filter(arm__given__isnull=True, arm__after__isnull=False).values("pk")
    waiting_again = Debate.objects.filter(pk__in=list(untaught.values_list("pk", flat=True))).update(
        status=Debate.Status.WAITING, reason="", finished_at=None
    )
    failed = list(unable.values_list("pk", flat=True))
    Debate.objects.filter(pk__in=failed).update(status=Debate.Status.RUNNING, reason="", finished_at=None)
    missing = judging.reopen_errors(experiment, reason)
    now = timezone.now()
    waiting = Turn.objects.filter(debate__experiment=experiment, status=Turn.Status.OPEN, endpoint__isnull=False)
    # What another reason stopped stays as it is: its debate isn't running.
    waiting = waiting.exclude(debate__status=Debate.Status.FAILED)
    waiting.filter(due_at=None).update(due_at=now, attempts=0, reason="")
    if failed or missing or waiting_again:
        Experiment.objects.filter(pk=experiment.pk, status=Status.FINISHED).update(
            status=Status.RUNNING, finished_at=None
        )
    for debate in failed:
        advance(debate)
    wake_all(experiment)
    experiment.refresh_from_db()
    return len(failed) + missing + waiting_again


def finish_if_done(experiment_id: int) -> bool:
    """Finish an experiment in which nothing is left to speak or to judge."""
    running = Experiment.objects.filter(pk=experiment_id, status=Status.RUNNING)
    unfinished = Debate.Status.WAITING, Debate.Status.RUNNING
    if Debate.objects.filter(experiment_id=experiment_id, status__in=unfinished).exists():
        return False
    if judging.open_places(experiment_id).exists():
        return False
    return running.update(status=Status.FINISHED, finished_at=timezone.now()) == 1


def wake_all(experiment: Experiment) -> None:
    """A wake-up for each open turn that has an endpoint."""
    due = Turn.objects.filter(debate__experiment=experiment, status=Turn.Status.OPEN, due_at__isnull=False)
    wake(due.exclude(endpoint=None).values_list("endpoint", flat=True))
