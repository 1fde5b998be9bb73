"""The step of a person's way through a pool that is next; POST does it. A GET changes nothing of how far they are."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods

from debate import access, services
from debate.access import CoursePage, Viewer
from debate.models import Player
from judges.course import Course, Step
from judges.models import Attendance, FormAnswer, FormItem, PageText, Rules
from judges.services import attending
from judges.services.standing import Standing
from judges.surveys import SurveyForm

Part = FormItem.Part


@dataclass(frozen=True)
class Here:
    """Where a person is: what every step is shown and done with."""

    request: HttpRequest
    viewer: Viewer
    standing: Standing
    attendance: Attendance

    @property
    def course(self) -> Course:
        return self.standing.course

    @property
    def player(self) -> Player:
        return self.attendance.player

    @property
    def rules(self) -> Rules:
        """The pool's, else those of a pool that has none."""
        return Rules.objects.select_related("practice").filter(pool=self.standing.pool).first() or Rules(
            pool_id=self.standing.pool
        )

    def items(self, part: str) -> list[FormItem]:
        return list(FormItem.objects.filter(pool=self.standing.pool, part=part, retired=False))


@never_cache
@login_required
@require_http_methods(["GET", "POST"])
def course(request: HttpRequest) -> HttpResponseBase:
    """Shows the step that is next, or leads to where it is done; POST does it, and leads on."""
    viewer = access.viewer_of(request.user)
    standing = access.standing(viewer)
    if standing is None:
        return redirect("end" if access.attendances(viewer) else "queue")
    here = Here(request, viewer, standing, _attendance(viewer, standing, make=request.method == "POST"))
    if request.method == "GET":
        return _show(here)
    if request.POST.get("step") != here.course.next:
        return _stale(here)
    return _DO[here.course.next](here) or _on(here)


def _attendance(viewer: Viewer, standing: Standing, *, make: bool) -> Attendance:
    """Theirs; of who came in before there were attendances, one that a first button stores."""
    assert viewer.player is not None, "only a player has a standing"
    if standing.attendance is not None:
        return Attendance.objects.select_related("player", "pool", "door").get(pk=standing.attendance)
    fresh = Attendance(player=viewer.player, pool_id=standing.pool)
    return attending.arrive(viewer.player, fresh.pool) if make else fresh


def _on(here: Here) -> HttpResponse:
    """To the next step, noted for who watches over the pool."""
    now = access.standing(here.viewer)
    if now and now.pool == here.standing.pool:
        attending.note_step(here.attendance, now.course.next)
    else:
        attending.note_step(here.attendance, Step.END)
    return redirect("course" if now else "end")


def _stale(here: Here) -> HttpResponse:
    """The form of a step that was done meanwhile: the first counts."""
    if here.request.POST.get("step") != Step.JUDGING:
        done = _("That step was done already, perhaps in another tab; the first answer counts. You are here now.")
        messages.info(here.request, done)
    return redirect("course")


def _show(here: Here, form: SurveyForm | None = None, **more: Any) -> HttpResponse:
    step = here.course.next
    if step is Step.JUDGING and (here.course.waits or not here.course.ends):
        return redirect("queue")
    page = access.course_page(here.standing, here.attendance)
    if here.attendance.pk:
        attending.note_step(here.attendance, step)
    if sure := _asked_whether_sure(here, page):
        return render(here.request, "judges/course/sure.html", {"page": page, "sure": sure})
    shown = _SHOW[step](here) if step in _SHOW and form is None else {}
    return render(here.request, f"judges/course/{step}.html", {"page": page, "form": form, **shown, **more})


def _asked_whether_sure(here: Here, page: CoursePage) -> str:
    """Going without consent, or before it is complete, is asked for once more."""
    if "decline" in here.request.GET and page.step is Step.CONSENT:
        return "decline"
    return "leave" if "leave" in here.request.GET and page.step is Step.JUDGING and not page.may_finish else ""


def _consent(here: Here) -> HttpResponse | None:
    if here.request.POST.get("do") == "decline":
        attending.decline_consent(here.attendance)
        return None
    text = PageText.objects.filter(pool=here.standing.pool, kind=PageText.Kind.CONSENT).order_by("-version").first()
    if text is None or str(text.version) != here.request.POST.get("version"):
        messages.info(here.request, _("The text has changed since you opened it. Please read it once more."))
        return redirect("course")
    attending.accept_consent(here.attendance, text)
    return None


def _instructions(here: Here) -> None:
    attending.read_instructions(here.attendance)
    here.request.session["instructed"] = True


def _comprehension(here: Here) -> HttpResponse | None:
    items = here.items(Part.COMPREHENSION)
    form = SurveyForm(items, here.request.POST, all_needed=True)
    if not form.is_valid():
        return _show(here, form, **_tries(here, items))
    attending.try_comprehension(here.attendance, form.answers, here.rules)
    return None


def _show_comprehension(here: Here) -> dict[str, Any]:
    """With what was wrong at the last try, and why; what was answered is still there."""
    items = here.items(Part.COMPREHENSION)
    last = FormAnswer.objects.filter(attendance=here.attendance.pk, attempt=here.attendance.tries)
    before = {answer.item_id: answer.value for answer in last}
    form = SurveyForm(items, before=before, all_needed=True)
    form.mark({item: attending.is_right(item, before[item.pk]) for item in items if item.pk in before})
    return {"form": form, **_tries(here, items)}


def _tries(here: Here, items: list[FormItem]) -> dict[str, int]:
    rules = here.rules
    needed = -(-rules.pass_mark * len(items) // 100)
    return {"left": rules.tries - here.attendance.tries, "tried": here.attendance.tries, "needed": needed}


def _survey(part: str) -> Callable[[Here], HttpResponse | None]:
    def answered(here: Here) -> HttpResponse | None:
        form = SurveyForm(here.items(part), here.request.POST)
        if not form.is_valid():
            return _show(here, form)
        attending.answer_survey(here.attendance, form.answers, part)
        return None

    return answered


def _show_survey(part: str) -> Callable[[Here], dict[str, Any]]:
    return lambda here: {"form": SurveyForm(here.items(part))}


def _practice(here: Here) -> HttpResponse | None:
    place = services.practise(here.player, here.rules)
    seat = access.seat_of(place) if place else None
    if seat is not None:
        return redirect("judge", seat.public_id)
    attending.end_practice(here.attendance)
    return None


def _show_practice(here: Here) -> dict[str, Any]:
    rules = here.rules
    return {"practised": services.practised(here.player, rules), "of": rules.practice_debates}


def _judging(here: Here) -> None:
    """They finish, with enough judged; or they go with less."""
    if here.request.POST.get("do") == "leave" and not here.course.may_finish:
        attending.end_early(here.attendance)
    elif here.course.may_finish and Step.AFTER in here.course.asked:
        attending.finish_judging(here.attendance)
    elif here.course.may_finish:
        attending.complete(here.attendance)


def _end(here: Here) -> None:
    attending.complete(here.attendance)


_DO: Mapping[Step, Callable[[Here], HttpResponse | None]] = {
    Step.CONSENT: _consent,
    Step.INSTRUCTIONS: _instructions,
    Step.COMPREHENSION: _comprehension,
    Step.BEFORE: _survey(Part.BEFORE),
    Step.PRACTICE: _practice,
    Step.JUDGING: _judging,
    Step.AFTER: _survey(Part.AFTER),
    Step.END: _end,
}
_SHOW: Mapping[Step, Callable[[Here], dict[str, Any]]] = {
    Step.COMPREHENSION: _show_comprehension,
    Step.BEFORE: _show_survey(Part.BEFORE),
    Step.PRACTICE: _show_practice,
    Step.AFTER: _show_survey(Part.AFTER),
}


@never_cache
@login_required
@require_GET
def instructions(request: HttpRequest) -> HttpResponse:
    """What was read before judging, to be read again; judging pages open it beside them."""
    words = access.instructions(access.viewer_of(request.user))
    if not words:
        raise Http404("There are no instructions.")
    return render(request, "judges/course/read_again.html", {"words": words})
