"""What a researcher does to an experiment: each a guarded change of its status, or of what its status allows."""

from __future__ import annotations

from decimal import Decimal

from django.db import transaction
from django.db.models import F
from django.utils import timezone

from debate.llm.prices import price_of
from debate.models import ArmSeat, Debate, Experiment, Turn
from debate.services.advance import advance
from debate.services.money import NOT_KEPT, UnknownPrice, dollars
from debate.services.planning import endpoints_in
from debate.services.wake import wake_idle
from judges import services as judging
from judges.stats.analysis_plan import AnalysisPlan, to_json

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


def pause_at_cap(experiment_id: int, amount: Decimal | None = None) -> None:
    """Pause because the next call, of at most `amount` USD, could pass the cap; not if by now it fits, or may soon."""
    running = Experiment.objects.filter(pk=experiment_id, status=Status.RUNNING)
    if amount is not None:
        running = running.filter(reserved_usd__lte=0, budget_usd__lt=F("spent_usd") + amount)
    could = f"could cost {dollars(amount)} USD, more" if amount is not None else "could cost more"
    reason = f"{NOT_KEPT} if it goes on: the next call {could} than what is left. Raise the budget, and it goes on."
    running.update(status=Status.PAUSED, pause_reason=reason)


def pause_unpriced(experiment_id: int, problem: UnknownPrice) -> None:
    """Pause because an endpoint's price, which was known at the launch, isn't known any more."""
    running = Experiment.objects.filter(pk=experiment_id, status=Status.RUNNING, budget_usd__isnull=False)
    running.update(status=Status.PAUSED, pause_reason=f"{NOT_KEPT}. {problem} Then resume it.")


def set_analysis(experiment: Experiment, plan: AnalysisPlan) -> None:
    """Write down how a draft is to be analysed. Raises BadState after its launch, which has frozen that."""
    _change(experiment, (Status.DRAFT,), "given another analysis plan", analysis=to_json(plan))


@transaction.atomic
def set_budget(experiment: Experiment, budget: Decimal | None) -> bool:
    """Change the hard cap of a launched experiment; None = no cap. Returns whether it goes on by that.

    What a cap had paused goes on by itself where the budget is raised. Raises BadState where more is spent or held
    for calls in flight already, where a price isn't known, and where the experiment has ended.
    """
    row = Experiment.objects.select_for_update().get(pk=experiment.pk)
    if problem := against_budget(row, budget):
        raise BadState(problem)
    raised = row.budget_usd is not None and (budget is None or budget > row.budget_usd)
    Experiment.objects.filter(pk=row.pk).update(budget_usd=budget)
    experiment.refresh_from_db()
    goes_on = raised and row.status == Status.PAUSED and row.pause_reason.startswith(NOT_KEPT)
    if goes_on:
        resume(experiment)
    return goes_on


def against_budget(experiment: Experiment, budget: Decimal | None) -> str:
    """What speaks against this budget, in words; "" where nothing does."""
    if experiment.closed or experiment.status == Status.CANCELLED:
        return f"“{experiment.name}” has ended, so its budget can't be changed."
    if budget is None:
        return ""
    spent, reserved = experiment.spent_usd, experiment.reserved_usd
    if budget < (least := spent + reserved):
        held = f" and {dollars(reserved)} USD held for calls in flight" if reserved else ""
        return f"{dollars(spent)} USD are spent already{held}; the cap can't be lower than {dollars(least)} USD."
    seats = ArmSeat.objects.filter(arm__experiment=experiment).select_related("endpoint", "selector")
    unpriced = [endpoint.name for endpoint in endpoints_in(seats) if price_of(endpoint) is None]
    return f"No price is known for {', '.join(unpriced)}; enter it first, or no cap can be kept." if unpriced else ""


@transaction.atomic
def resume(experiment: Experiment) -> None:
    _change(experiment, (Status.PAUSED,), "resumed", status=Status.RUNNING, pause_reason="")
    wake_idle()


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
    if experiment.purpose != Experiment.Purpose.STUDY:
        raise BadState(f"“{experiment.name}” is no study: pools give its debates to their people. It can't be closed.")
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
    wake_idle()
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
