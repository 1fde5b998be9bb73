"""What a researcher can do to an experiment, each only in the states in which it makes sense."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from debate import access, desk, services
from debate.access import May
from debate.models import Experiment
from debate.services.estimate import estimate

Status = Experiment.Status


@dataclass(frozen=True)
class Operation:
    """`words` say what it does, on the page that asks before it is done; `act` does it and says what it did."""

    verb: str
    label: str
    words: str
    when: tuple[str, ...]
    right: May
    act: Callable[[Experiment], str]
    asks: bool = False
    danger: bool = False


def _launch(experiment: Experiment) -> str:
    return f"Launched: {services.launch(experiment):,} debates."


def _pause(experiment: Experiment) -> str:
    services.pause(experiment, "Paused by a researcher.")
    return "Paused. Calls in flight end and count; no new one is made."


def _resume(experiment: Experiment) -> str:
    services.resume(experiment)
    return "Resumed."


def _cancel(experiment: Experiment) -> str:
    services.cancel(experiment)
    return "Cancelled."


def _close(experiment: Experiment) -> str:
    services.close(experiment)
    return "Closed: those who judged may now see which answers were correct."


def _retry(experiment: Experiment) -> str:
    return f"{services.retry_failed(experiment):,} debates and readings are taken up again where they stopped."


OPERATIONS = {
    operation.verb: operation
    for operation in (
        Operation("launch", "Launch …", "", (Status.DRAFT,), May.CHANGE, _launch, asks=True),
        Operation(
            "pause",
            "Pause",
            "No new call is made; those in flight end and count.",
            (Status.RUNNING,),
            May.RUN,
            _pause,
        ),
        Operation("resume", "Resume", "It goes on where it stopped.", (Status.PAUSED,), May.RUN, _resume),
        Operation(
            "retry",
            "Retry what failed",
            "Failed debates and readings are taken up again where they stopped; what was said and paid stays.",
            (Status.RUNNING, Status.PAUSED, Status.FINISHED),
            May.RUN,
            _retry,
        ),
        Operation(
            "close",
            "Close …",
            "The judging ends, and those who judged may see which answers were correct, who was honest and which "
            "models spoke. It can't be opened again.",
            (Status.RUNNING, Status.PAUSED, Status.FINISHED, Status.CANCELLED),
            May.CLOSE,
            _close,
            asks=True,
        ),
        Operation(
            "cancel",
            "Cancel …",
            "Debates that still run end for good. What was said and judged until now stays, and is counted.",
            (Status.RUNNING, Status.PAUSED),
            May.CHANGE,
            _cancel,
            asks=True,
            danger=True,
        ),
    )
}


def open_to(experiment: Experiment, progress: desk.Progress) -> list[Operation]:
    """The operations that the experiment's page offers now."""
    possible = [operation for operation in OPERATIONS.values() if experiment.status in operation.when]
    if experiment.closed:
        return []
    return [operation for operation in possible if operation.verb != "retry" or progress.failures]


@login_required
@require_http_methods(["GET", "HEAD", "POST"])
def operate(request: HttpRequest, name: str, verb: str) -> HttpResponse:
    """A GET asks; only a POST does it."""
    if verb not in OPERATIONS:
        raise Http404(f"There is nothing called “{verb}” to do.")
    operation = OPERATIONS[verb]
    experiment = access.experiment(access.viewer_of(request.user), name, operation.right)
    if request.method != "POST":
        plan = _plan(experiment) if verb == "launch" and experiment.status == Status.DRAFT else {}
        return render(request, "desk/operate.html", {"experiment": experiment, "operation": operation, **plan})
    try:
        done = operation.act(experiment)
        _log(request, experiment, done)
        messages.success(request, done)
    except (services.BadState, services.CannotLaunch) as problem:
        messages.error(request, str(problem))
    return redirect("experiment", name=name)


def _log(request: HttpRequest, experiment: Experiment, done: str) -> None:
    """Kept where the admin keeps what is changed in it: who, when, what."""
    assert isinstance(request.user, User), "only members get here"
    LogEntry.objects.log_actions(
        request.user.pk, Experiment.objects.filter(pk=experiment.pk), CHANGE, change_message=done, single_object=True
    )


def _plan(experiment: Experiment) -> dict[str, object]:
    """What a launch would take or, each in words, what stands in its way."""
    try:
        return {"estimate": estimate(experiment)}
    except services.CannotLaunch as problem:
        return {"problems": str(problem).splitlines()}
