"""What pages' scripts send as JSON: its size is bounded before it is read, and what is wrong is said in words."""

from __future__ import annotations

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, JsonResponse
from django.utils.translation import gettext as _
from pydantic import ValidationError


class Refused(Exception):
    """It can't be taken; says why."""


def body_of(request: HttpRequest, most: int) -> bytes:
    """Raises Refused for more than so many bytes."""
    try:
        body = request.body if int(request.headers.get("Content-Length") or 0) <= most else None
    except RequestDataTooBig:
        body = None
    if body is None or len(body) > most:
        raise Refused(_("That is more than can be taken at once: at most %(most)s bytes.") % {"most": most})
    return body


def refusal(problem: Exception) -> JsonResponse:
    """Where it is wrong and how; never what was sent."""
    if not isinstance(problem, ValidationError):
        return JsonResponse({"problem": str(problem)}, status=400)
    first = problem.errors(include_url=False, include_context=False, include_input=False)[0]
    where = ".".join(str(part) for part in first["loc"])
    return JsonResponse({"problem": f"{where}: {first['msg']}" if where else str(first["msg"])}, status=400)
