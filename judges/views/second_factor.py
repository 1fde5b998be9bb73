"""Signing in with a second factor, and setting one up."""

from __future__ import annotations

import time

from django.contrib import messages
from django.contrib.auth import login
from django.contrib.auth.models import User
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods

from debate import access, second_factor

# In the session of who has given the password, and is not signed in yet; for so many seconds.
AWAITED, PATIENCE = "awaits_second_factor", 600
WRONG = gettext_lazy(
    "That code isn’t right, or it was used before. Wait a moment, then enter the one that is shown now."
)


def waits_for_it(request: HttpRequest, user: User, onward: str) -> str:
    """Where a sign-in that has passed its first check goes on: to the second; "" = it needs none."""
    if not (second_factor.demanded(user) or second_factor.missing(user)):
        return ""
    request.session[AWAITED] = {"user": user.pk, "at": time.time(), "onward": onward}
    return "second_factor" if second_factor.demanded(user) else "second_factor_set_up"


def _awaited(request: HttpRequest) -> User | None:
    """Who has given the password just now."""
    waiting = request.session.get(AWAITED)
    if not waiting or time.time() - waiting["at"] > PATIENCE:
        return None
    return User.objects.filter(pk=waiting["user"], is_active=True).first()


def _sign_in(request: HttpRequest, user: User) -> str:
    """Returns where they wanted to go."""
    onward: str = request.session.pop(AWAITED)["onward"]
    login(request, user, backend="debate.people.ByInvitation")
    return onward


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest) -> HttpResponse:
    """The second step of a sign-in; GET shows it, POST checks the code."""
    user = _awaited(request)
    if user is None:
        return redirect("sign_in")
    if request.method == "POST":
        if second_factor.right(user, request.POST.get("code", "")):
            return redirect(_sign_in(request, user))
        return render(request, "judges/second_factor.html", {"wrong": WRONG}, status=422)
    return render(request, "judges/second_factor.html")


@sensitive_post_parameters("code")
@never_cache
@require_http_methods(["GET", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Gives an authenticator app its secret; the first code that it makes puts it in force.

    For who is signed in, and for who must have one before they are.
    """
    awaited = None if request.user.is_authenticated else _awaited(request)
    user = awaited or request.user
    if not isinstance(user, User) or not access.viewer_of(user).researcher:
        raise Http404("There is no such page.")
    if awaited and second_factor.demanded(awaited):
        return redirect("second_factor")
    if request.method == "GET":
        return _offer(request, user)
    if "remove" in request.POST:
        return _remove(request, user)
    codes = second_factor.confirm(user, request.POST.get("code", ""))
    if not codes:
        return _offer(request, user, str(WRONG), 422)
    onward = _sign_in(request, awaited) if awaited else ""
    return render(request, "judges/spare_codes.html", {"codes": codes, "onward": onward})


def _offer(request: HttpRequest, user: User, wrong: str = "", status: int = 200) -> HttpResponse:
    device = second_factor.offered(user)
    shown = {
        "wrong": wrong,
        "picture": second_factor.picture(device),
        "secret": second_factor.secret(device),
        "has_one": second_factor.demanded(user),
        "must": second_factor.missing(user),
    }
    return render(request, "judges/second_factor_set_up.html", shown, status=status)


def _remove(request: HttpRequest, user: User) -> HttpResponse:
    if not second_factor.right(user, request.POST.get("code", "")):
        return _offer(request, user, str(WRONG), 422)
    second_factor.remove(user)
    messages.info(request, _("Signing in asks for your password alone again."))
    return redirect("second_factor_set_up")
