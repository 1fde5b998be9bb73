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
from debate.access import Viewer
from debate.models import Seat, Turn
from judges import checking, drafts
from judges.forms import AnswerForm
from judges.models import Draft


def entered(viewer: Viewer, seat_id: str) -> Seat:
    """The viewer's seat, before which they sit now; one that had become free while they were away is theirs again."""
    seat = access.seat(viewer, seat_id)
    return access.seat(viewer, seat_id) if services.note_seen(seat) else seat


def shown(seat: Seat) -> dict[str, object]:
    """What the changing part of a judgement's page is rendered from; its form begins with what was kept."""
    page, draft = access.seat_page(seat), _draft(seat)
    form = AnswerForm(page, drafted=draft.values if draft else None) if page.ask else None
    return {"page": page, "form": form, "draft": draft}


def _draft(seat: Seat) -> Draft | None:
    return getattr(access.open_turn(seat), "draft", None)


@never_cache
@login_required
@require_POST
def judge_draft(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """Keeps what the form holds so far, and says when it did. 409: its ask is closed; 413: too long to be kept."""
    seat = entered(access.viewer_of(request.user), seat_id)
    if not _asked(request, seat):
        return HttpResponse(status=409)
    page = access.form_page(seat)
    try:
        saved_at = drafts.keep(page.turn, AnswerForm(page, request.POST).sent)
    except drafts.TooLong:
        return HttpResponse(status=413)
    return JsonResponse({"saved_at": saved_at}) if saved_at else HttpResponse(status=409)


def take(request: HttpRequest, viewer: Viewer, seat: Seat) -> HttpResponse:
    """A form of the judgement's page: one to the open ask leads to be checked or, with step=submit, is the answer."""
    turn = _asked(request, seat)
    if turn is None:
        return _closed(request, seat)
    form = AnswerForm(access.form_page(seat), request.POST)
    if form.is_valid() and request.POST.get("step") == "submit":
        return _submit(request, seat, turn, form)
    try:
        drafts.keep(turn.public_id, form.sent)
    except drafts.TooLong:
        most = {"most": drafts.MOST}
        return _refused(request, viewer, seat, _("That is more than can be kept: at most %(most)s characters.") % most)
    if not form.is_valid():
        return _refused(request, viewer, seat)
    return redirect("judge_check", seat.public_id)


def _refused(request: HttpRequest, viewer: Viewer, seat: Seat, why: str = "") -> HttpResponse:
    """The page again, with what was sent and what is wrong with it."""
    page = access.seat_page(seat)
    form = AnswerForm(page, request.POST)
    form.full_clean()
    if why:
        form.add_error(None, why)
    context = {"page": page, "form": form, "draft": _draft(seat), "progress": access.progress(viewer, page.id)}
    return render(request, "judges/judge.html", context, status=422)


@never_cache
@login_required
@require_GET
def judge_check(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """What one is about to submit, in words, with what makes one ask again whether it is meant."""
    seat = entered(access.viewer_of(request.user), seat_id)
    page, draft = access.seat_page(seat), _draft(seat)
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


def _submit(request: HttpRequest, seat: Seat, turn: Turn, form: AnswerForm) -> HttpResponse:
    turn.debate = access.whole(seat.debate)
    key = request.POST.get("key", "")[:40]
    if not services.answer_by_person(turn, services.Answer(reply=form.reply), submission=key):
        return _closed(request, seat)
    return redirect(_here(seat))


def _asked(request: HttpRequest, seat: Seat) -> Turn | None:
    """The turn that is open now, if the form that was sent is one of it."""
    turn = access.open_turn(seat)
    return turn if turn and request.POST.get("turn") == turn.public_id else None


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
