"""The admin's frame: its own security policy, Moot's sign-in, and a first page in the order of the work."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from csp.decorators import csp_update
from django.conf import settings
from django.contrib.auth.views import LogoutView, redirect_to_login
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from unfold.sites import UnfoldAdminSite

from debate import access
from debate.models import Endpoint, Experiment, Pool, ProtocolConfig, QuestionSet

# Alpine evaluates the expressions in unfold's attributes, and its theme is an inline style.
POLICY = {"script-src": ["'unsafe-eval'"], "style-src": ["'unsafe-inline'"]}

STEPS = (
    (
        QuestionSet,
        "Question sets",
        "What is argued about: questions with options, and the passages that hold the answers.",
    ),
    (Endpoint, "Endpoints", "Who speaks and judges: models behind an OpenAI-compatible address, each with a check."),
    (ProtocolConfig, "Protocols", "How it goes: a protocol with its parameters, and prompts of your own if you like."),
    (Pool, "Pools of judges", "Who else judges: people, who come by invitation."),
    (
        Experiment,
        "Experiments",
        "What is compared: arms, who sits where, the budget. Launch it, and follow it on its own page.",
    ),
)


class MootAdmin(UnfoldAdminSite):
    index_title = "Set up"
    index_template = "admin/set_up.html"

    def admin_view(
        self, view: Callable[..., HttpResponseBase], cacheable: bool = False
    ) -> Callable[..., HttpResponseBase]:
        guarded: Callable[..., HttpResponseBase] = csp_update(POLICY)(super().admin_view(view, cacheable))
        return guarded

    def has_permission(self, request: HttpRequest) -> bool:
        return access.viewer_of(request.user).sets_up

    def login(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        """Moot's own sign-in, the throttled one. Who is signed in, and is no researcher, finds nothing here."""
        if request.user.is_authenticated:
            raise Http404("There is no such page.")
        return redirect_to_login(request.GET.get("next", reverse("admin:index")), settings.LOGIN_URL)

    def logout(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponseBase:
        return LogoutView.as_view()(request)

    def index(self, request: HttpRequest, extra_context: dict[str, Any] | None = None) -> HttpResponse:
        viewer = access.viewer_of(request.user)
        steps = [
            {
                "name": name,
                "words": words,
                "count": access.set_up(viewer, model._default_manager.all()).count(),
                "address": reverse(f"admin:{model._meta.app_label}_{model._meta.model_name}_changelist"),
            }
            for model, name, words in STEPS
        ]
        page: HttpResponse = super().index(request, {"steps": steps, **(extra_context or {})})
        return page
