"""What each page of a person has around it: `{% told %}` announcements, and `{% ask_link %}` the way to ask."""

from __future__ import annotations

from typing import Any

from django import template
from django.http import HttpRequest

from debate import access
from debate.access import Around, Viewer

register = template.Library()


@register.inclusion_tag("judges/told.html", takes_context=True)
def told(context: template.RequestContext) -> dict[str, Any]:
    viewer, around = _around(context)
    return {
        "told": around.told,
        "reached": viewer.player,
    }


@register.inclusion_tag("judges/ask_link.html", takes_context=True)
def ask_link(context: template.RequestContext) -> dict[str, Any]:
    viewer, around = _around(context)
    seat = getattr(context.get("page"), "id", "")
    return {"reached": viewer.player, "new": around.new, "seat": seat}


@register.inclusion_tag("judges/come_back.html", takes_context=True)
def come_back(context: template.RequestContext) -> dict[str, Any]:
    viewer, _ = _around(context)
    later = "later" in context["request"].GET
    return {"link": access.way_back(viewer) if viewer.player else "", "reached": viewer.player, "later": later}


def _around(context: template.RequestContext) -> tuple[Viewer, Around]:
    """Looked up once for a page; pages of researchers have nobody to tell."""
    request: HttpRequest | None = context.get("request")
    if request is None or not hasattr(request, "user"):
        return Viewer(), Around()
    if not hasattr(request, "around"):
        viewer = access.viewer_of(request.user)
        request.around = viewer, access.around(viewer)  # type: ignore[attr-defined]  # kept for the next tag
    found: tuple[Viewer, Around] = request.around  # type: ignore[attr-defined]
    return found
