"""Markdown with its preview beside it, made on the server by what people's pages are made by."""

from __future__ import annotations

from typing import Any

from django.forms import Script
from django.forms.renderers import BaseRenderer
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.views.decorators.http import require_POST
from unfold.widgets import UnfoldAdminTextareaWidget

from debate.access.markdown import page

EMPTY = "Nothing yet. What you write shows here as people will see it."


@require_POST
def preview(request: HttpRequest) -> HttpResponse:
    """What a browser shows beside the text while it is written."""
    return HttpResponse(page(request.POST.get("words", "")))


class PreviewedWidget(UnfoldAdminTextareaWidget):
    """Without its script the preview shows what was saved."""

    class Media:
        css = {"all": ["set_up.css", "pool.css"]}
        js = [Script("preview.js", type="module")]

    def __init__(self, rows: int = 12) -> None:
        super().__init__(attrs={"rows": rows, "class": "font-mono"})

    def render(
        self, name: str, value: Any, attrs: dict[str, Any] | None = None, renderer: BaseRenderer | None = None
    ) -> SafeString:
        return format_html(
            '<div class="written" data-preview="{}">{}<div class="previewed" role="region" tabindex="0" '
            'aria-label="Preview" data-empty="{}">{}</div></div>',
            reverse("admin:debate_pool_preview"),
            super().render(name, value, attrs, renderer),
            EMPTY,
            page(value or ""),
        )
