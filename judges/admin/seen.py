"""A pool's pages as a person gets them, from the templates that people get; its buttons lead on and store nothing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from unfold.admin import ModelAdmin
from unfold.decorators import action

from debate.access import CoursePage
from debate.access.course import Ending, Handover, handover, words_go_to_models
from debate.access.markdown import page
from debate.admin.studies import Ours
from debate.models import Pool
from judges.course import Step
from judges.models import Attendance, Door, FormItem, Rules
from judges.services import texts
from judges.surveys import SurveyForm

WELCOME = "welcome"
NAMES: dict[str, str] = {
    WELCOME: "Welcome",
    Step.CONSENT: "Consent",
    Step.INSTRUCTIONS: "Instructions",
    Step.COMPREHENSION: "Comprehension",
    Step.BEFORE: "Survey before",
    Step.PRACTICE: "Practice",
    Step.AFTER: "Survey after",
    Step.END: "Last page",
}
ASKS = (Step.COMPREHENSION, Step.BEFORE, Step.AFTER)
ABOUT = (
    "You see this as people do, but for the debates themselves. Nothing is stored: each button leads to the next page."
)


class ShowsPages(Ours, ModelAdmin):
    """What the admin of pools has for it."""

    @action(description="See it as a person does", url_path="seen")
    def seen(self, request: HttpRequest, object_id: int) -> HttpResponse:
        pool = get_object_or_404(self.get_queryset(request), pk=object_id)
        pages = pages_of(pool)
        shown = request.GET.get("page", WELCOME)
        if shown not in pages:
            raise Http404("This pool has no such page.")
        after = pages.index(shown) + 1
        here = reverse("admin:debate_pool_seen", args=[pool.pk])
        if request.method == "POST":
            return redirect(f"{here}?page={pages[after]}" if after < len(pages) else here)
        messages.info(request, _banner(pool, pages, shown, here))
        template, context = _PAGE.get(shown, _step)(pool, shown)
        if "page" not in context:
            context["page"] = _course_page(pool, shown, pages)
        return render(request, template, context)


def pages_of(pool: Pool) -> list[str]:
    """Those that a person meets in this pool, in their order, but for the debates."""
    written = texts.in_force(pool)
    asked = set(FormItem.objects.filter(pool=pool, retired=False).values_list("part", flat=True))
    rules = Rules.objects.filter(pool=pool).first()
    there = {Step.CONSENT: "consent" in written, Step.INSTRUCTIONS: "instructions" in written}
    there |= {step: step.value in asked for step in ASKS}
    there[Step.PRACTICE] = bool(rules and rules.practice_id and rules.practice_debates)
    return [name for name in NAMES if name in (WELCOME, Step.END) or there[Step(name)]]


def _banner(pool: Pool, pages: list[str], shown: str, here: str) -> SafeString:
    links = format_html_join(" · ", "{}", ((_link(name, here, name == shown),) for name in pages))
    back = reverse("admin:debate_pool_change", args=[pool.pk])
    return format_html('{} <br>{} · <a href="{}">Back to the pool</a>', ABOUT, links, back)


def _link(name: str, here: str, current: bool) -> SafeString:
    if current:
        return format_html('<strong aria-current="page">{}</strong>', NAMES[name])
    return format_html('<a href="{}?page={}">{}</a>', here, name, NAMES[name])


def _course_page(pool: Pool, shown: str, pages: list[str]) -> CoursePage:
    steps = [name for name in pages if name not in (WELCOME, Step.END)]
    text = texts.in_force(pool).get(shown)
    rules = _rules(pool)
    return CoursePage(
        step=Step(shown) if shown != WELCOME else Step.CONSENT,
        number=steps.index(shown) + 1 if shown in steps else 0,
        most=len(steps) + 1,
        words=page(text.words) if text else SafeString(),
        version=text.version if text else 0,
        to_models=shown == Step.CONSENT and words_go_to_models(pool.pk),
        judged=rules.least_each,
        least=rules.least_each,
    )


def _rules(pool: Pool) -> Rules:
    return Rules.objects.filter(pool=pool).first() or Rules(pool=pool)


Shown = tuple[str, dict[str, Any]]


def _welcome(pool: Pool, shown: str) -> Shown:
    return "judges/join.html", {"welcome": page(pool.welcome), "returning": False, "page": None}


def _step(pool: Pool, shown: str) -> Shown:
    rules = _rules(pool)
    if shown in ASKS:
        form = SurveyForm(FormItem.objects.filter(pool=pool, part=shown, retired=False))
        return f"judges/course/{shown}.html", {"form": form, "left": rules.tries, "tried": 0}
    return f"judges/course/{shown}.html", {"practised": 0, "of": rules.practice_debates}


def _end(pool: Pool, shown: str) -> Shown:
    """With the code of the first panel, where there is one."""
    panel = Door.objects.filter(pool=pool, kind=Door.Kind.PANEL).order_by("pk").first()
    text = texts.in_force(pool).get("ending")
    ending = Ending(
        outcome=Attendance.Outcome.COMPLETE,
        words=page(text.words) if text else SafeString(),
        handover=handover(panel, panel.code_complete, "") if panel else Handover(""),
    )
    return "judges/end.html", {"ending": ending, "earned": None}


_PAGE: dict[str, Callable[[Pool, str], Shown]] = {WELCOME: _welcome, Step.END: _end}
