"""The page on which many are invited at once, and letters that weren't sent are asked for again."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.models import User
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from unfold.admin import ModelAdmin
from unfold.decorators import action

from debate.admin.studies import Ours
from debate.models import Invitation, Pool
from debate.services import letters
from judges.admin.inviting import InviteForm, invite


class InvitesPeople(Ours, ModelAdmin):
    """What the admin of pools has for it."""

    @action(description="Invite people", url_path="invite")
    def invite(self, request: HttpRequest, object_id: int) -> HttpResponse:
        pool = get_object_or_404(self.get_queryset(request), pk=object_id)
        back = reverse("admin:debate_pool_change", args=[pool.pk]) + "#invitations"
        unsent = pool.invitations.filter(letters.unsent())
        if request.method == "POST" and "unsent" in request.POST:
            _send(request, list(unsent), request.POST.get("language", ""))
            return redirect(back)
        form = InviteForm(request.POST or None)
        if form.is_valid():
            _invite(request, pool, form)
            return redirect(back)
        shown = {
            **self.admin_site.each_context(request),
            "title": f"Invite people to {pool}",
            "opts": self.opts,
            "form": form,
            "media": self.media + form.media,
            "back": back,
            "unsent": unsent.count(),
            "mail": settings.EMAIL_SET_UP,
            "sender": settings.DEFAULT_FROM_EMAIL,
        }
        return render(request, "admin/pool_invite.html", shown)


def _invite(request: HttpRequest, pool: Pool, form: InviteForm) -> None:
    made, known = invite(pool, form.cleaned_data)
    words = f"{_many(len(made), 'invitation')} made."
    if known:
        words += f" {_many(known, 'address').replace('addresss', 'addresses')} invited before: left out."
    messages.success(request, words)
    if form.cleaned_data.get("send"):
        _send(request, made, form.cleaned_data.get("language", ""))


def _send(request: HttpRequest, invitations: list[Invitation], language: str) -> None:
    assert isinstance(request.user, User), "only members get here"
    if not settings.EMAIL_SET_UP:
        messages.error(request, "Mail isn’t set up here: copy the links and send them yourself.")
        return
    asked = letters.ask_for(invitations, request.user, language if language in dict(settings.LANGUAGES) else "en")
    if asked:
        messages.success(request, f"{_many(asked, 'letter')} handed to the worker; each invitation says how it went.")


def _many(n: int, what: str) -> str:
    return f"{n:,} {what}{'' if n == 1 else 's'}"
