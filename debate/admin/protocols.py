"""Protocol configurations: first the protocol is chosen, then its form is made from its fields and prompts."""

from __future__ import annotations

from typing import Any

from django.contrib import admin
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html

from debate.admin.prompt_pages import ShowsPrompts
from debate.admin.prompt_variables import EVERYWHERE, listed
from debate.admin.protocol_form import form_for, groups_of
from debate.models import ProtocolConfig
from debate.protocols import PROTOCOLS

PROMPTS = (
    "What the models are sent; a text that stays as it is, or is emptied, follows the protocol's own. "
    "For a $ itself write $$. Every prompt can name:"
)


@admin.register(ProtocolConfig)
class ProtocolConfigAdmin(ShowsPrompts):
    list_display = ("name", "title", "differs")
    list_filter = ("protocol",)
    search_fields = ("name",)
    compressed_fields = False

    @admin.display(description="protocol", ordering="protocol")
    def title(self, config: ProtocolConfig) -> str:
        return PROTOCOLS[config.protocol].title if config.protocol in PROTOCOLS else f"{config.protocol} (unknown)"

    @admin.display(description="parameters")
    def differs(self, config: ProtocolConfig) -> str:
        own = [f"{len(config.prompts)} own prompts"] if config.prompts else []
        return ", ".join([f"{name} {value}" for name, value in config.params.items() if value is not None] + own)

    def add_view(self, request: HttpRequest, form_url: str = "", extra_context: Any = None) -> HttpResponse:
        """Without a protocol in the address, the page on which to choose one."""
        if request.GET.get("protocol") in PROTOCOLS:
            response: HttpResponse = super().add_view(request, form_url, extra_context)
            return response
        if not self.has_add_permission(request):
            raise Http404("There is no such page.")
        protocols = [(slug, PROTOCOLS[slug].title, PROTOCOLS[slug].summary()) for slug in sorted(PROTOCOLS)]
        shown = {
            **self.admin_site.each_context(request),
            "title": "Choose a protocol",
            "opts": self.opts,
            "protocols": protocols,
        }
        return render(request, "admin/choose_protocol.html", shown)

    def get_form(self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any) -> Any:
        form = form_for(_slug(request, obj))
        kwargs["fields"] = ["name", "study"]
        return super().get_form(request, obj, change, form=form, **kwargs)

    def get_fieldsets(self, request: HttpRequest, obj: Any = None) -> Any:
        cls = PROTOCOLS[_slug(request, obj)]
        parameters, prompts = groups_of(cls)
        sets: list[Any] = [(cls.title, {"fields": ["name", "study", *parameters]})]
        if prompts:
            words = format_html("{}{}", PROMPTS, listed(EVERYWHERE))
            sets.append(("Prompts", {"fields": prompts, "description": words, "classes": ["collapse"]}))
        return sets


def _slug(request: HttpRequest, config: ProtocolConfig | None) -> str:
    slug = config.protocol if config else request.GET.get("protocol", "")
    if slug not in PROTOCOLS:
        raise Http404(f"There is no protocol “{slug}”.")
    return slug
