"""What a person has earned and how they did, and how others did: their own pages, apart from the end of a course."""

from __future__ import annotations

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

from debate import access
from debate.access.earned import earned
from debate.access.leaderboard import has_board, leaderboard
from debate.models import Pool


@never_cache
@login_required
@require_safe
def results(request: HttpRequest) -> HttpResponse:
    """One part for each pool in which the person has judged."""
    viewer = access.viewer_of(request.user)
    parts = [(earned(viewer, one), one.pool) for one in access.attendances(viewer)]
    shown = [(mine, pool.pk if has_board(viewer, pool) else None) for mine, pool in parts if mine]
    return render(request, "judges/results.html", {"parts": shown})


@never_cache
@login_required
@require_safe
def board(request: HttpRequest, id: int) -> HttpResponse:
    """Of one pool, for its people and its researchers; for anybody else, and before the close, it doesn't exist."""
    pool = get_object_or_404(Pool.objects.select_related("rules"), pk=id)
    found = leaderboard(access.viewer_of(request.user), pool)
    if found is None:
        raise Http404("There is no such leaderboard.")
    return render(request, "judges/leaderboard_page.html", {"board": found})
