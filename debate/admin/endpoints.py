"""Endpoints, and the check that calls one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.text import capfirst
from redis.exceptions import RedisError
from unfold.admin import ModelAdmin
from unfold.decorators import action

from debate.admin.studies import Ours
from debate.llm import addresses, pace
from debate.llm.check import check, key_state
from debate.llm.client import CallFailed
from debate.llm.prices import price_of
from debate.llm.request import is_offline
from debate.models import Endpoint

UNKNOWN = (
    "Not known: it isn’t listed, or not so that a call’s cost has a bound. Enter its prices, or no budget can be kept."
)


class EndpointForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    def clean_base_url(self) -> str:
        url: str = self.cleaned_data["base_url"]
        if not is_offline(Endpoint(base_url=url)):
            try:
                addresses.check(url)
            except addresses.Refused as refused:
                raise ValidationError(str(refused)) from refused
        return url

    def clean_margin(self) -> Decimal:
        margin: Decimal | None = self.cleaned_data["margin"]
        return margin or Decimal(1)

    def clean(self) -> dict[str, Any]:
        """Half a price would leave the other half to a guess."""
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if (given.get("price_in") is None) != (given.get("price_out") is None) and not self.errors:
            lacking = "price_out" if given.get("price_out") is None else "price_in"
            self.add_error(lacking, "Give both prices, or neither for those of the table; 0 where it costs nothing.")
        return given


@admin.register(Endpoint)
class EndpointAdmin(Ours, ModelAdmin):
    form = EndpointForm
    list_display = ("name", "model", "base_url", "price", "key_variable")
    search_fields = ("name", "model", "base_url")
    actions = ("check_chosen",)
    actions_submit_line = ("save_and_check",)
    readonly_fields = ("key", "used_price", "just_now")
    compressed_fields = False
    formfield_overrides = {models.URLField: {"assume_scheme": "https"}}
    fieldsets = (
        (None, {"fields": ("name", "base_url", "model", "key_variable", "key", "study")}),
        ("Price", {"fields": ("used_price", ("price_in", "price_out"), "margin")}),
        ("Sampling", {"fields": (("temperature", "top_p"), "max_tokens", "logprobs", "cache")}),
        ("Reasoning models", {"fields": (("reasoning", "reasoning_effort"),)}),
        (
            "Limits",
            {
                "fields": (
                    "most_in_flight",
                    ("requests_a_minute", "tokens_a_minute"),
                    ("timeout_seconds", "attempts"),
                    "just_now",
                )
            },
        ),
        ("Tags", {"fields": ("tags",)}),
    )

    @admin.display(description="price, USD a million tokens")
    def price(self, endpoint: Endpoint) -> str:
        found = price_of(endpoint)
        return f"{found.tokens_in.normalize():f} in, {found.tokens_out.normalize():f} out" if found else "not known"

    @admin.display(description="price in use")
    def used_price(self, endpoint: Endpoint) -> str:
        """Whose price it is, too."""
        if not endpoint.pk:
            return (
                "Shown once it is saved. Without prices of yours, those listed for the model at this address are used."
            )
        found = price_of(endpoint)
        return f"{found}." if found else UNKNOWN

    @admin.display(description="its key")
    def key(self, endpoint: Endpoint) -> str:
        return key_state(endpoint)

    @admin.display(description="just now")
    def just_now(self, endpoint: Endpoint) -> str:
        try:
            return capfirst(str(pace.state(endpoint))) if endpoint.pk else "–"
        except RedisError:
            return "Not known: Redis can't be reached, so that no call is made."

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
    # It works: workers need not wait for a probe of their own.
    pace.succeeded(endpoint)
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
