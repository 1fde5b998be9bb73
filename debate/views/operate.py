"""What a researcher can do to an experiment, each only in the states in which it makes sense."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.contrib import messages
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.decorators import login_required
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from debate import access, desk, services
from debate.access import May
from debate.analysis_plans import plan_of
from debate.core.parameters import BadParameters
from debate.models import Experiment
from debate.services.duplicate import duplicate, name_of_copy
from debate.services.estimate import estimate
from debate.services.money import dollars
from debate.services.preview import previews
from judges.models import Place
from judges.stats.analysis_plan import in_words

Status = Experiment.Status
Given = Mapping[str, str]


@dataclass(frozen=True)
class Done:
    """What was done, in words, and the experiment whose page is shown next."""

    words: str
    shown: Experiment


@dataclass(frozen=True)
class Operation:
    """`words` say what it does, on the page that asks before it is done; `act` does it, with what was filled in.

    `asks` = its button leads to that page. `first` = it is what the page is for just now. `closed` = it can be done to
    a closed experiment too. `of` = what of the experiment it is done to; such have their buttons there.
    """

    verb: str
    label: str
    words: str
    when: tuple[str, ...]
    right: May
    act: Callable[[Experiment, Given], Done]
    asks: bool = False
    danger: bool = False
    first: bool = False
    closed: bool = False
    of: str = ""

    def fits(self, experiment: Experiment) -> bool:
        """Whether it can be done now."""
        return experiment.status in self.when and (self.closed or not experiment.closed)


def _launch(experiment: Experiment, given: Given) -> Done:
    return Done(f"Launched: {services.launch(experiment):,} debates.", experiment)


def _pause(experiment: Experiment, given: Given) -> Done:
    services.pause(experiment, "Paused by a researcher.")
    return Done("Paused. Calls in flight end and count; no new one is made.", experiment)


def _resume(experiment: Experiment, given: Given) -> Done:
    services.resume(experiment)
    return Done("Resumed.", experiment)


def _budget(experiment: Experiment, given: Given) -> Done:
    """Nothing filled in = no cap, as everywhere."""
    field = Experiment._meta.get_field("budget_usd").formfield()
    budget = None if field is None else field.clean(given.get("budget_usd", "").strip())
    was, goes_on = experiment.budget_usd, services.set_budget(experiment, budget)
    words = f"The budget is {_cap(budget)} now; it was {_cap(was)}."
    return Done(f"{words} It goes on." if goes_on else words, experiment)


def _cap(budget: Decimal | None) -> str:
    return "without a cap" if budget is None else f"{dollars(budget)} USD"


def _cancel(experiment: Experiment, given: Given) -> Done:
    services.cancel(experiment)
    return Done("Cancelled.", experiment)


def _close(experiment: Experiment, given: Given) -> Done:
    services.close(experiment)
    return Done("Closed: those who judged may now see which answers were correct.", experiment)


def _retry(experiment: Experiment, given: Given) -> Done:
    """Those that failed for the one reason that is given, if one is."""
    again = services.retry_failed(experiment, given.get("reason"))
    return Done(f"{again:,} debates and readings are taken up again where they stopped.", experiment)


def _release(experiment: Experiment, given: Given) -> Done:
    place = Place.objects.filter(debate__experiment=experiment, pk=_number(given.get("place", ""))).first()
    if place is None or not services.release(place):
        raise services.BadState("Nobody has that place any more.")
    return Done(f"Released: the debate that {place.player} had is free for somebody else.", experiment)


def _number(text: str) -> int:
    return int(text) if text.isdecimal() else 0


def _duplicate(experiment: Experiment, given: Given) -> Done:
    made = duplicate(experiment, given.get("name") or name_of_copy(experiment))
    return Done(f"A draft, as “{experiment.name}” is. Change what you like, then launch it.", made)


OPERATIONS = {
    operation.verb: operation
    for operation in (
        Operation("launch", "Launch …", "", (Status.DRAFT,), May.CHANGE, _launch, asks=True, first=True),
        Operation(
            "pause",
            "Pause",
            "No new call is made; those in flight end and count.",
            (Status.RUNNING,),
            May.RUN,
            _pause,
        ),
        Operation("resume", "Resume", "It goes on where it stopped.", (Status.PAUSED,), May.RUN, _resume, first=True),
        Operation(
            "budget",
            "Change the budget …",
            "The hard cap on what all calls together may cost. What it paused goes on by itself once it is raised.",
            (Status.RUNNING, Status.PAUSED, Status.FINISHED),
            May.CHANGE,
            _budget,
            asks=True,
            of="money",
        ),
        Operation(
            "retry",
            "Retry what failed",
            "Failed debates and readings are taken up again where they stopped; what was said and paid stays.",
            (Status.RUNNING, Status.PAUSED, Status.FINISHED),
            May.RUN,
            _retry,
            of="failures",
        ),
        Operation(
            "release",
            "Release",
            "The debate is free for somebody else at once; what its judge has said so far is kept, and marked.",
            (Status.RUNNING,),
            May.RUN,
            _release,
            of="people",
        ),
        Operation(
            "duplicate",
            "Duplicate …",
            "A draft with the same questions, arms, seats and parameters, for you to change. Nothing is launched.",
            tuple(Status.values),
            May.CHANGE,
            _duplicate,
            asks=True,
            closed=True,
        ),
        Operation(
            "close",
            "Close …",
            "The judging ends, and those who judged may see which answers were correct, and which speakers were told "
            "to misbehave. It can't be opened again.",
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
    """The operations that can be done to the experiment now."""
    possible = [operation for operation in OPERATIONS.values() if operation.fits(experiment)]
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
        fits = operation.fits(experiment)
        shown = {"experiment": experiment, "operation": operation, "fits": fits}
        return render(request, "desk/operate.html", {**shown, **(_asked(experiment, verb) if fits else {})})
    try:
        done = operation.act(experiment, request.POST.dict())
    except (services.BadState, services.CannotLaunch, BadParameters, ValidationError) as problem:
        words = problem.messages if isinstance(problem, ValidationError) else [str(problem)]
        messages.error(request, " ".join(words))
        return redirect("operate", name, verb) if operation.asks else redirect("experiment", name)
    log(request, done.shown, done.words)
    messages.success(request, done.words)
    return redirect("experiment", name=done.shown.name)


def log(request: HttpRequest, experiment: Experiment, done: str) -> None:
    """Kept where the admin keeps what is changed in it: who, when, what."""
    assert isinstance(request.user, User), "only members get here"
    changed = Experiment.objects.filter(pk=experiment.pk)
    LogEntry.objects.log_actions(request.user.pk, changed, CHANGE, change_message=done, single_object=True)


def _asked(experiment: Experiment, verb: str) -> dict[str, object]:
    """What the page says more of this operation."""
    if verb == "duplicate":
        return {"new_name": name_of_copy(experiment)}
    if verb == "budget":
        budget = "" if experiment.budget_usd is None else f"{experiment.budget_usd.normalize():f}"
        return {"least": experiment.spent_usd + experiment.reserved_usd, "budget": budget}
    return _plan(experiment) if verb == "launch" else {}


def _plan(experiment: Experiment) -> dict[str, object]:
    """What a launch would take and send or, each in words, what stands in its way."""
    try:
        planned = in_words(plan_of(experiment))
        return {"estimate": estimate(experiment), "previews": previews(experiment), "analysis": planned}
    except services.CannotLaunch as problem:
        return {"problems": problem.problems}
