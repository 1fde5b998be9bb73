"""Signing in with a password, throttled; by a one-time link; and out."""

from __future__ import annotations

from unicodedata import normalize

from django.contrib.auth import login
from django.contrib.auth.forms import AuthenticationForm
from django.contrib.auth.views import LoginView, LogoutView
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables
from django.views.decorators.http import require_http_methods
from limits import RateLimitItem, parse_many
from sesame.utils import get_user  # type: ignore[import-untyped]

from judges.throttle import limiter
from judges.views.second_factor import waits_for_it

# By address and name; and by name alone, for guesses that come from many addresses.
BY_ADDRESS = parse_many("5/5minutes;20/hour")
BY_NAME = parse_many("50/hour")
TOO_MANY = _("Too many tries for this name. Wait five minutes, then try again.")
USED = _("This sign-in link was used already, or is too old.")


class SignIn(LoginView):
    """For researchers. Each try counts before the password is looked at, so that a hundred at once are five."""

    template_name = "judges/sign_in.html"

    def post(self, request: HttpRequest, *args: str, **kwargs: str) -> HttpResponse:
        if not all(limiter().hit(limit, *key) for limit, key in _counted(request)):
            shown = self.get_context_data(form=AuthenticationForm(request), too_many=TOO_MANY)
            return self.render_to_response(shown, status=429)
        return super().post(request, *args, **kwargs)

    def form_valid(self, form: AuthenticationForm) -> HttpResponse:
        for limit, key in _counted(self.request):
            limiter().clear(limit, *key)
        if second := waits_for_it(self.request, form.get_user(), self.get_success_url()):
            return redirect(second)
        return super().form_valid(form)


sign_out = LogoutView.as_view()


def _counted(request: HttpRequest) -> list[tuple[RateLimitItem, tuple[str, ...]]]:
    """What this try counts towards. The form takes differently written names for one name, and so does this."""
    name = normalize("NFKC", request.POST.get("username", "")).strip().casefold()[:150]
    address = request.META.get("REMOTE_ADDR", "")
    by_address = [(limit, ("sign-in", name, address)) for limit in BY_ADDRESS]
    return [*by_address, *((limit, ("sign-in", name)) for limit in BY_NAME)]


@sensitive_variables("token")
@never_cache
@require_http_methods(["GET", "POST"])
def sign_in_link(request: HttpRequest) -> HttpResponse:
    """A one-time link: opening it shows a button, since mail programs open links too; the button uses it up."""
    token = request.GET.get("sesame", "")
    user = get_user(token, update_last_login=False) if token else None
    if user is None:
        return render(
            request,
            "judges/not_open.html",
            {"why": _("This sign-in link was used already, or is too old.")},
            status=410,
        )
    if request.method == "GET":
        return render(request, "judges/sign_in_link.html", {"name": user.get_username()})
    if second := waits_for_it(request, user, reverse("home")):
        return redirect(second)
    # Signing in moves the last login, which is part of what the link is signed with: it can't be used again.
    login(request, user)
    return redirect("home")
