"""Endpoints, and the check that calls one."""

from __future__ import annotations

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from unfold.admin import ModelAdmin
from unfold.decorators import action

from debate.admin.studies import Ours
from debate.llm import addresses
from debate.llm.check import check, key_state
from debate.llm.client import CallFailed
from debate.llm.prices import price_of
from debate.llm.request import is_offline
from debate.models import Endpoint


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean_base_url(self) -> str:
        url: str = self.cleaned_data["base_url"]
        if not is_offline(Endpoint(base_url=url)):
            try:
                addresses.check(url)
            except addresses.Refused as refused:
                raise ValidationError(str(refused)) from refused
        return url


@admin.register(Endpoint)
class EndpointAdmin(Ours, ModelAdmin):
    form = EndpointForm
    list_display = ("name", "model", "base_url", "price", "key_variable")
    search_fields = ("name", "model", "base_url")
    actions = ("check_chosen",)
    actions_submit_line = ("save_and_check",)
    readonly_fields = ("key",)
    compressed_fields = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "base_url", "model", "key_variable", "key", "study")}),
        ("Price", {"fields": (("price_in", "price_out"),)}),
        ("Sampling", {"fields": (("temperature", "top_p"), "max_tokens", "logprobs", "cache")}),
        ("Reasoning models", {"fields": (("reasoning", "reasoning_effort"),)}),
        (
            "Limits",
            {"fields": ("most_in_flight", ("requests_a_minute", "tokens_a_minute"), ("timeout_seconds", "attempts"))},
        ),
        ("Tags", {"fields": ("tags",)}),
    )

    @admin.display(description="price, USD a million tokens")
    def price(self, endpoint: Endpoint) -> str:
        found = price_of(endpoint)
        return f"{found.tokens_in.normalize():f} in, {found.tokens_out.normalize():f} out" if found else "not known"

    @admin.display(description="its key")
    def key(self, endpoint: Endpoint) -> str:
        return key_state(endpoint)

    @action(description="Save and check")
    def save_and_check(self, request: HttpRequest, endpoint: Endpoint) -> None:
        """The call is made with what was just saved."""
        tell(request, endpoint)

    @admin.action(description="Check the chosen endpoints")
    def check_chosen(self, request: HttpRequest, chosen: QuerySet[Endpoint]) -> None:
        for endpoint in chosen:
            tell(request, endpoint)


def tell(request: HttpRequest, endpoint: Endpoint) -> None:
    """Check an endpoint and say what came of it."""
    try:
        checked = check(endpoint)
    except CallFailed as failure:
        messages.error(request, failure.reason)
        return
    reply, price = checked.completion, checked.price
    cost = f"This call cost ${price.cost(reply.tokens_in, reply.tokens_out):f}." if price else "Its price is not known."
    messages.success(
        request,
        format_html(
            "{} answered in {} s as {}: “{}” {}",
            endpoint.name,
            f"{reply.seconds:.1f}",
            reply.resolved_model or "an unnamed model",
            reply.text.strip()[:300] or "(nothing)",
            cost,
        ),
    )
