"""From what is typed to what is submitted: it is kept while one writes, shown once more, and only then taken."""

from __future__ import annotations

from secrets import token_urlsafe

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from debate import access, services
from debate.access import SeatPage, Viewer
from debate.models import Seat
from judges import checking, drafts
from judges.forms import AnswerForm


def shown(viewer: Viewer, page: SeatPage, form: AnswerForm | None = None) -> dict[str, object]:
    """What the page of a judgement is rendered from; its form begins with what was kept."""
    draft = drafts.of(page.turn) if page.ask else None
    if form is None and page.ask:
        form = AnswerForm(page, drafted=draft.values if draft else None)
    return {"page": page, "form": form, "draft": draft, "progress": access.progress(viewer, page.id)}


@never_cache
@login_required
@require_POST
def judge_draft(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """Keeps what the form holds so far, and says when it did. 409: its ask is closed; 413: too long to be kept."""
    seat = access.seat(access.viewer_of(request.user), seat_id)
    services.note_seen(seat)
    page = access.seat_page(seat)
    if not _is_asked(request, page):
        return HttpResponse(status=409)
    try:
        draft = drafts.keep(page.turn, AnswerForm(page, request.POST).sent)
    except drafts.TooLong:
        return HttpResponse(status=413)
    return JsonResponse({"saved_at": draft.saved_at}) if draft else HttpResponse(status=409)


def take(request: HttpRequest, viewer: Viewer, seat: Seat, page: SeatPage) -> HttpResponse:
    """A form of the judgement's page: one to the open ask leads to be checked or, with step=submit, is the answer."""
    if not _is_asked(request, page):
        return _closed(request, seat)
    form = AnswerForm(page, request.POST)
    if form.is_valid() and request.POST.get("step") == "submit":
        return _submit(request, seat, form)
    try:
        drafts.keep(page.turn, form.sent)
    except drafts.TooLong:
        form.add_error(None, _("That is more than can be kept: at most %(most)s characters.") % {"most": drafts.MOST})
    if not form.is_valid():
        return render(request, "judges/judge.html", shown(viewer, page, form), status=422)
    return redirect("judge_check", page.id)


@never_cache
@login_required
@require_GET
def judge_check(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """What one is about to submit, in words, with what makes one ask again whether it is meant."""
    seat = access.seat(access.viewer_of(request.user), seat_id)
    services.note_seen(seat)
    page = access.seat_page(seat)
    draft = drafts.of(page.turn) if page.ask else None
    form = AnswerForm(page, draft.values) if draft else None
    if form is None or not form.is_valid():
        return redirect(_here(seat))
    context = {
        "page": page,
        "form": form,
        "draft": draft,
        "key": token_urlsafe(24),
        "said": checking.said(form),
        "doubts": checking.doubts(form),
    }
    return render(request, "judges/check.html", context)


def _submit(request: HttpRequest, seat: Seat, form: AnswerForm) -> HttpResponse:
    turn = seat.turns.get(public_id=request.POST["turn"])
    key = request.POST.get("key", "")[:40]
    if not services.answer_by_person(turn, services.Answer(reply=form.reply), submission=key):
        return _closed(request, seat)
    return redirect(_here(seat))


def _is_asked(request: HttpRequest, page: SeatPage) -> bool:
    """Whether the form that was sent is one of the ask that is open now."""
    return page.ask is not None and request.POST.get("turn") == page.turn


def _closed(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Nothing is changed. What had come before by the same form is no surprise, and needs no message."""
    key = request.POST.get("key", "")[:40]
    came = seat.turns.filter(public_id=request.POST.get("turn", ""), submission=key)
    if not (key and came.exists()):
        messages.info(
            request,
            _("That had been answered already, in another tab or by a doubled click. Here is where things stand."),
        )
    return redirect(_here(seat))


def _here(seat: Seat) -> str:
    return reverse("judge", args=[seat.public_id]) + "#now"
