"""The least that a judgement could cost under the same servers: `python benchmarks/floor.py HOST`.

One bare view: an indexed UPDATE of a row, committed to the disk, and an answer of two bytes; nobody signed in, nothing
checked, nothing shown.
"""

from __future__ import annotations

import sys

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from debate import serving
from debate.models import Turn
from debate.models.statements import rows

_UPDATE = "UPDATE debate_turn SET reason = %(reason)s WHERE public_id = %(turn)s RETURNING id"


@csrf_exempt
def floor(request: HttpRequest) -> HttpResponse:
    found = rows(_UPDATE, {"turn": request.POST["turn"], "reason": request.POST["reason"]})
    return HttpResponse("ok" if found else "no", content_type="text/plain")


urlpatterns = [path("floor/", floor), path("", lambda request: HttpResponse())]

if __name__ == "__main__":
    assert Turn.objects.exists(), "a row to write"
    settings.ROOT_URLCONF = __name__
    serving.main(sys.argv[1])
