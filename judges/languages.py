"""In which language a page speaks: what people who judge meet, in theirs; the researchers' desk, in English."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.middleware.locale import LocaleMiddleware
from django.utils import translation

from debate import access

HOME = "home"


class PeoplesLanguage(LocaleMiddleware):
    """The language that was chosen on a page, else the browser's; English where nothing is translated."""

    def process_view(self, request: HttpRequest, view: Any, args: Any, kwargs: Any) -> None:
        offered = _for_people(request, view)
        request.languages_offered = offered  # type: ignore[attr-defined]  # base.html asks for it
        if not offered:
            translation.activate("en")
            request.LANGUAGE_CODE = "en"


def _for_people(request: HttpRequest, view: Any) -> bool:
    if request.resolver_match and request.resolver_match.url_name == HOME:
        return not access.viewer_of(request.user).researcher
    return str(view.__module__).startswith(("judges.views", "django.views.i18n"))
