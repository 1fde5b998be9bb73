"""What the models of a configuration would read, each prompt on a real question: seen before anything is launched."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action

from debate import access
from debate.admin.studies import Ours
from debate.core.design import BadDesign
from debate.models import ProtocolConfig, Question, QuestionSet
from debate.services.sample_prompts import SamplePrompt, sample_prompts

LOOKED_AT = 20  # questions, for one that the protocol can take


class ShowsPrompts(Ours, ModelAdmin):
    """The admin of configurations: its prompts filled in, on a page of their own and after “Save and preview”."""

    class Media:
        css = {"all": ["set_up.css"]}

    actions_detail = ("prompts",)
    actions_submit_line = ("save_and_preview",)

    @action(description="Save and preview the prompts")
    def save_and_preview(self, request: HttpRequest, config: ProtocolConfig) -> None:
        """What was saved is shown next: see `_next`."""

    def response_add(self, request: HttpRequest, obj: ProtocolConfig, post_url_continue: Any = None) -> Any:
        return self._next(request, obj, super().response_add(request, obj, post_url_continue))

    def response_change(self, request: HttpRequest, obj: ProtocolConfig) -> Any:
        return self._next(request, obj, super().response_change(request, obj))

    def _next(self, request: HttpRequest, config: ProtocolConfig, response: HttpResponse) -> HttpResponse:
        """Whoever has written prompts, or asks for it, is shown them filled in."""
        asked = any(name.endswith("_save_and_preview") for name in request.POST)
        if asked or (config.prompts and "_save" in request.POST):
            return redirect("admin:debate_protocolconfig_prompts", config.pk)
        return response

    @action(description="What the models read", url_path="prompts")
    def prompts(self, request: HttpRequest, object_id: int) -> HttpResponse:
        config = get_object_or_404(self.get_queryset(request), pk=object_id)
        sets = access.set_up(access.viewer_of(request.user), QuestionSet.objects.all())
        name = request.GET.get("set", "")
        if name and not sets.filter(name=name).exists():
            raise Http404("There is no such question set.")
        question, samples = _first_that_fits(config, [name] if name else list(sets.values_list("name", flat=True)))
        shown = {
            **self.admin_site.each_context(request),
            "title": f"What the models of “{config}” read",
            "opts": self.opts,
            "config": config,
            "back": reverse("admin:debate_protocolconfig_change", args=[config.pk]),
            "sets": sets,
            "question": question,
            "samples": samples,
            "unasked": [f"“{one.name}”" for one in samples if not (one.text or one.problem)],
        }
        return render(request, "admin/prompts.html", shown)


def _first_that_fits(config: ProtocolConfig, sets: list[str]) -> tuple[Question | None, tuple[SamplePrompt, ...]]:
    questions = Question.objects.filter(question_set__name__in=sets).select_related("passage", "question_set")
    for question in questions.order_by("pk")[:LOOKED_AT]:
        try:
            return question, sample_prompts(config, question)
        except BadDesign:
            continue
    return None, ()
