"""The board of an experiment's people, and what a researcher does on it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST, require_safe

from debate import access, desk, services
from debate.access import May, Viewer
from debate.models import Experiment, Pool
from debate.services.topping import top_up
from debate.views.experiment import experiment_for
from debate.views.operate import OPERATIONS, log
from judges.models import Announcement, Comment, Door
from judges.services import telling


@login_required
@require_safe
def people(request: HttpRequest, name: str) -> HttpResponse:
    return render(request, "desk/people.html", _shown(request, experiment_for(request, name, May.FOLLOW)))


@login_required
@require_safe
def people_news(request: HttpRequest, name: str) -> HttpResponse:
    """What of the board can have changed; the browser puts it in place of what it shows."""
    return render(request, "desk/people/news.html", _shown(request, experiment_for(request, name, May.FOLLOW)))


def _shown(request: HttpRequest, experiment: Experiment) -> dict[str, Any]:
    viewer = access.viewer_of(request.user)
    rights = viewer.rights(experiment)
    everybody, whole, knows = request.GET.get("who") == "all", "whole" in request.GET, May.KNOW in rights
    return {
        "experiment": experiment,
        "board": desk.board_of(experiment, viewer, knows=knows, all_of_them=everybody, whole=whole),
        "everybody": everybody,
        "query": request.GET.urlencode(),
        "knows": knows,
        "may_run": May.RUN in rights,
        "release": OPERATIONS["release"].fits(experiment),
        "may_top_up": _toppable(experiment),
        "now": timezone.now(),
    }


def _toppable(experiment: Experiment) -> bool:
    status = Experiment.Status
    study = experiment.purpose == Experiment.Purpose.STUDY and not experiment.closed
    return study and experiment.status in (status.RUNNING, status.PAUSED, status.FINISHED)


@dataclass(frozen=True)
class Wish:
    """What was pressed on the board, by whom, with what was filled in."""

    experiment: Experiment
    viewer: Viewer
    given: Mapping[str, str] = field(default_factory=dict)

    @property
    def pools(self) -> list[Pool]:
        """The experiment's pools that exist for the viewer."""
        return desk.pools_of(self.experiment, self.viewer)

    def number(self, name: str) -> int:
        text = self.given.get(name, "")
        return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0


class Refused(Exception):
    """It can't be done; says why."""


def _announce(wish: Wish) -> str:
    chosen = [pool for pool in wish.pools if wish.given.get("pool", "") in ("", str(pool.pk))]
    if not chosen:
        raise Refused("There is nobody to tell: no pool of yours judges this.")
    telling.announce(chosen, wish.given.get("words", ""), wish.viewer.user)
    return f"Told to everybody in {', '.join(pool.name for pool in chosen)}."


def _take_down(wish: Wish) -> str:
    mine = Announcement.objects.filter(pool__in=wish.pools, pk=wish.number("announcement"))
    if not telling.take_down(mine):
        raise Refused("That message isn't up any more.")
    return "The message was taken down."


def _reply(wish: Wish) -> str:
    if not telling.reply(_comment(wish), wish.given.get("words", "")):
        raise Refused("That comment isn't there any more.")
    return "Answered: they see it on their next page."


def _read(wish: Wish) -> str:
    if not telling.mark_read(_comment(wish)):
        raise Refused("That comment has been read.")
    return "Marked as read."


def _comment(wish: Wish) -> Any:
    mine = desk.comments_in(wish.experiment, wish.pools)
    return Comment.objects.filter(pk__in=mine.filter(pk=wish.number("comment")).values("pk"))


def _stop(wish: Wish) -> str:
    if not telling.stop(door := _door(wish)):
        raise Refused("That door is stopped already.")
    return f"Stopped: nobody begins at “{door.get()}”, and who came in by it is given nothing more."


def _go_on(wish: Wish) -> str:
    if not telling.let_go_on(door := _door(wish)):
        raise Refused("That door is open already.")
    return f"“{door.get()}” is open again."


def _door(wish: Wish) -> Any:
    return Door.objects.filter(pool__in=wish.pools, pk=wish.number("door"))


def _release(wish: Wish) -> str:
    operation = OPERATIONS["release"]
    if not operation.fits(wish.experiment):
        raise Refused("It isn't running, so nobody has a place to be released from.")
    return operation.act(wish.experiment, wish.given).words


def _top_up(wish: Wish) -> str:
    arm = wish.experiment.arms.filter(name=wish.given.get("arm", "")).first()
    if arm is None and wish.given.get("arm", ""):
        raise Refused("There is no such arm.")
    least = wish.number("least")
    added = top_up(wish.experiment, arm, least)
    where = f" in {arm.name}" if arm else ""
    if not added:
        return f"Nothing to add: each debate{where} has {least} judgement{'s' * (least != 1)}, made or to come."
    return f"Topped up{where} to {least}: {added:,} more judgement{'s' * (added != 1)} can be given."


DEEDS: dict[str, Callable[[Wish], str]] = {
    "announce": _announce,
    "take-down": _take_down,
    "reply": _reply,
    "read": _read,
    "stop": _stop,
    "go-on": _go_on,
    "release": _release,
    "top-up": _top_up,
}


@login_required
@require_POST
def people_deed(request: HttpRequest, name: str, deed: str) -> HttpResponse:
    if deed not in DEEDS:
        raise Http404(f"There is nothing called “{deed}” to do.")
    experiment = experiment_for(request, name, May.RUN)
    wish = Wish(experiment, access.viewer_of(request.user), request.POST.dict())
    try:
        done = DEEDS[deed](wish)
    except (Refused, telling.NothingSaid, services.BadState) as problem:
        messages.error(request, str(problem))
    else:
        log(request, experiment, done)
        messages.success(request, done)
    query = request.GET.urlencode()
    return redirect(reverse("people", args=[name]) + (f"?{query}" if query else ""))
