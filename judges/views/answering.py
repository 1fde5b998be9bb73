"""From what is typed to what is submitted: it is kept while one writes, shown once more, and only then taken."""

from __future__ import annotations

from datetime import datetime
from secrets import token_urlsafe

from django.contrib import messages
from django.contrib.auth.decorators import login_required
from django.http import HttpRequest, HttpResponse, HttpResponseBase, JsonResponse
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_POST

from debate import access, services
from debate.access import Margin, SeatPage, Viewer
from debate.models import Seat, Turn
from judges import checking, drafts
from judges.forms import AnswerForm
from judges.models import Draft

# With it, scripts ask for what follows at once, instead of being led there, which saves a request: after an answer the
# part of the page that changes, after a claim the next page, whose address they make the browser's.
DIRECT = "direct"


def entered(viewer: Viewer, seat_id: str, *, whole: bool = True) -> Seat:
    """The viewer's seat, before which they sit now; one that had become free while they were away is theirs again."""
    seat = access.seat(viewer, seat_id, whole=whole)
    return access.seat(viewer, seat_id, whole=whole) if services.note_seen(seat) else seat


def shown(seat: Seat, beside: Margin) -> dict[str, object]:
    """What the changing part of a judgement's page is rendered from; its form begins with what was kept."""
    page, draft = access.seat_page(seat), _draft(seat)
    form = AnswerForm(page, drafted=draft.values if draft else None) if page.ask else None
    return {"page": page, "form": form, "draft": draft, **_of(page, seat, beside)}


def _of(page: SeatPage, seat: Seat, beside: Margin) -> dict[str, object]:
    return {"margin": beside, "earning": access.earning(beside, page), "practising": access.practising(seat, page)}


def _margin(request: HttpRequest, viewer: Viewer, seat: Seat) -> Margin:
    """With what the tags of base.html would look up."""
    beside, around = access.margin(viewer, seat)
    request.around = viewer, around  # type: ignore[attr-defined]
    return beside


def _draft(seat: Seat) -> Draft | None:
    return getattr(access.open_turn(seat), "draft", None)


def judgement(request: HttpRequest, viewer: Viewer, seat: Seat) -> HttpResponse:
    """A judgement's page as it stands now."""
    progress = access.progress(viewer, seat.public_id, lately=True)
    context = {**shown(seat, _margin(request, viewer, seat)), "progress": progress, "direct": DIRECT in request.POST}
    return render(request, "judges/judge.html", context)


def part(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Of that page, what changes."""
    return render(request, "judges/now.html", shown(seat, access.beside(seat)))


@never_cache
@login_required
@require_POST
def judge_draft(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """Keeps what the form holds so far, and says when it did. 409: its ask is closed; 413: too long to be kept.

    With `check`, for a script that shows it at once: what judge_check would say of it, "" where it isn't whole.
    """
    seat = entered(access.viewer_of(request.user), seat_id)
    if not _asked(request, seat):
        return HttpResponse(status=409)
    checks = "check" in request.POST
    page = access.said_page(seat) if checks else access.form_page(seat)
    form = AnswerForm(page, request.POST)
    try:
        saved_at = drafts.keep(page.turn, form.sent)
    except drafts.TooLong:
        return HttpResponse(status=413)
    if saved_at is None:
        return HttpResponse(status=409)
    whole = checks and form.is_valid()
    said = render_to_string("judges/checked.html", _said(page, form, saved_at), request) if whole else ""
    return JsonResponse({"saved_at": saved_at, "check": said})


def take(request: HttpRequest, viewer: Viewer, seat: Seat) -> HttpResponse:
    """A form of the judgement's page: one to the open ask leads to be checked or, with step=submit, is the answer."""
    turn = _asked(request, seat)
    if turn is None:
        return _closed(request, seat)
    page = access.form_page(seat)
    form = AnswerForm(page, request.POST)
    if form.is_valid() and request.POST.get("step") == "submit":
        return _submit(request, viewer, seat, turn, form)
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
    beside = _of(page, seat, _margin(request, viewer, seat))
    return render(request, "judges/judge.html", {**context, **beside}, status=422)


@never_cache
@login_required
@require_GET
def judge_check(request: HttpRequest, seat_id: str) -> HttpResponseBase:
    """What one is about to submit, in words, with what makes one ask again whether it is meant."""
    seat = entered(access.viewer_of(request.user), seat_id)
    draft = _draft(seat)
    if draft:
        page = access.said_page(seat)
        form = AnswerForm(page, draft.values)
        if form.is_valid():
            return render(request, "judges/check.html", _said(page, form, draft.saved_at))
    return redirect(_here(seat))


def _said(page: SeatPage, form: AnswerForm, saved_at: datetime) -> dict[str, object]:
    """What a valid form of a page of `access.said_page` says, in words."""
    return {
        "page": page,
        "form": form,
        "draft": {"saved_at": saved_at},
        "key": token_urlsafe(24),
        "said": checking.said(form),
        "doubts": checking.doubts(form, _quotable(page, form)),
    }


def _quotable(page: SeatPage, form: AnswerForm) -> str:
    """The passage before who argues, if they quote at all; "" for everybody else."""
    return "" if page.judge or "<quote>" not in form.reply.text else page.passage


def _submit(request: HttpRequest, viewer: Viewer, seat: Seat, turn: Turn, form: AnswerForm) -> HttpResponse:
    turn.debate = seat.debate
    key = request.POST.get("key", "")[:40]
    if not services.answer_by_person(turn, services.Answer(reply=form.reply), submission=key):
        return _closed(request, seat)
    if DIRECT not in request.POST:
        return redirect(_here(seat))
    # What the debate is about has not changed meanwhile.
    seat, whole = entered(viewer, seat.public_id, whole=False), turn.debate
    seat.debate.arm, seat.debate.question = whole.arm, whole.question
    return part(request, seat)


def _asked(request: HttpRequest, seat: Seat) -> Turn | None:
    """The turn that is open now, if the form that was sent is one of it."""
    turn = access.open_turn(seat)
    return turn if turn and request.POST.get("turn") == turn.public_id else None


def _closed(request: HttpRequest, seat: Seat) -> HttpResponse:
    """Nothing is changed: to the page as it stands, or 409. What the same form had brought before needs no message."""
    key = request.POST.get("key", "")[:40]
    came = seat.turns.filter(public_id=request.POST.get("turn", ""), submission=key)
    if not (key and came.exists()):
        messages.info(
            request,
            _("That had been answered already, in another tab or by a doubled click. Here is where things stand."),
        )
    return HttpResponse(status=409) if DIRECT in request.POST else redirect(_here(seat))


def _here(seat: Seat) -> str:
    return reverse("judge", args=[seat.public_id]) + "#now"
