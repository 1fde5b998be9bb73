"""Whose price a call has, what it costs by it, and the most that it can cost."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from genai_prices import Usage, calc_price
from genai_prices.data_snapshot import get_snapshot

from debate.llm.prices import TABLE, YOURS, Price, most_cost, price_of
from debate.llm.usage import MOST_TOKENS, Used, used_in
from debate.models import Endpoint
from tests.debate.filled_in import ADMIN, said
from tests.debate.test_admin import ENDPOINT

OPENAI, DEEPSEEK = "https://api.openai.com/v1", "https://api.deepseek.com"
NOON = datetime(2026, 11, 21, 12, tzinfo=UTC)


def model(name: str, url: str = OPENAI, **values: Any) -> Endpoint:
    return Endpoint(name=name, model=name, base_url=url, **values)


def known(endpoint: Endpoint, at: datetime | None = None) -> Price:
    price = price_of(endpoint, at)
    assert price is not None
    return price


def test_the_researchers_price_goes_before_the_listed_one() -> None:
    listed, own = known(model("gpt-4o")), known(model("gpt-4o", price_in=Decimal(3), price_out=Decimal(12)))
    assert (listed.tokens_in, listed.tokens_out, listed.source) == (Decimal("2.5"), Decimal(10), TABLE)
    assert (own.tokens_in, own.tokens_out, own.source) == (Decimal(3), Decimal(12), YOURS)
    assert str(listed) == f"2.50 / 10.00 USD a million tokens, from {TABLE}"
    assert str(own) == "3.00 / 12.00 USD a million tokens, yours"


def test_a_price_of_nothing_is_a_price() -> None:
    free = known(model("llama", "http://127.0.0.1:11434/v1", price_in=Decimal(0), price_out=Decimal(0)))
    assert most_cost(free, [{"role": "user", "content": "x" * 1000}], 5000) == 0


def test_half_a_price_or_less_than_nothing_is_none() -> None:
    assert price_of(model("gpt-4o", price_in=Decimal(3))) is None
    assert price_of(model("gpt-4o", price_in=Decimal(3), price_out=Decimal(-1))) is None


@pytest.mark.parametrize(
    ("name", "url"),
    [
        ("gpt-4o", "http://127.0.0.1:11434/v1"),  # by its name alone it could be anybody's
        ("gpt-4o", "https://api.openai.com.example.org/v1"),
        ("gpt-4o", "https://api.openai.com@example.org/v1"),
        ("ft:gpt-4o-mini:acme::1", OPENAI),  # fine-tuned: dearer than what it is made of
        ("gpt-4o-2031-01-01", OPENAI),
        ("gpt-5.1", "https://acme.openai.azure.com/openai/v1"),  # the table has OpenAI's price of it, not Azure's
        ("anthropic/claude-sonnet-4", "https://openrouter.ai/api/v1"),  # its cheapest host's
        ("deepseek/deepseek-r1:free", "https://openrouter.ai/api/v1"),
        ("phi-4-reasoning:free", "https://acme.openai.azure.com/openai/v1"),  # an empty row
        ("text-embedding-3-small", OPENAI),  # no price for what it says
        ("sonar-deep-research", "https://api.perplexity.ai"),  # charged by search, too
        ("gpt-4o-mini-search-preview", OPENAI),
    ],
)
def test_a_guess_is_no_price(name: str, url: str) -> None:
    assert price_of(model(name, url)) is None


def test_a_long_call_is_charged_by_its_own_rate() -> None:
    price = known(model("gpt-6-sol"))
    assert price.cost(272_000, 1000) == Decimal("0.554")
    assert price.cost(272_001, 1000) == Decimal("1.10300400")
    assert str(price) == f"2.00 / 10.00 USD a million tokens (4.00 / 15.00 above 272,000 in), from {TABLE}"


def test_what_the_providers_cache_gives_is_charged_as_such_and_reserved_as_if_it_were_written() -> None:
    price = known(model("gpt-6-sol"))
    plain, read, written = (
        price.charged(Used(tokens_in=10_000, tokens_out=0, **through))
        for through in ({}, {"cached": 10_000}, {"written": 10_000})
    )
    assert (read, plain, written) == (Decimal("0.002"), Decimal("0.02"), Decimal("0.025"))
    assert price.most(10_000, 0) == written


def test_a_fee_for_each_call_is_counted() -> None:
    price = known(model("sonar", "https://api.perplexity.ai"))
    assert price.cost(1000, 1000) == Decimal("0.014")
    assert str(price).startswith("1.00 / 1.00 USD a million tokens and 0.012 a call")


def test_a_price_is_that_of_the_day() -> None:
    later = model("gemini-4-argon", "https://generativelanguage.googleapis.com/v1beta/openai")
    assert known(later, datetime(2026, 11, 20, tzinfo=UTC)) != known(later, datetime(2026, 12, 2, tzinfo=UTC))


def test_of_two_prices_in_the_time_that_a_call_may_take_it_is_the_dearer() -> None:
    """Nights are cheaper there: until half past midnight."""
    chat = model("deepseek-chat", DEEPSEEK, timeout_seconds=120)
    night, day = datetime(2025, 8, 1, 0, 20, tzinfo=UTC), datetime(2025, 8, 1, 0, 40, tzinfo=UTC)
    assert known(chat, night).tokens_in < known(chat, day).tokens_in
    assert known(chat, night.replace(minute=28)) == known(chat, day)


def listed() -> Iterator[tuple[str, str, Price]]:
    """Name, address and price of every model of the table to which an address of its provider leads."""
    for provider in get_snapshot().providers:
        url = provider.api_pattern.split("(?:/")[0].replace("\\.", ".").replace("(api.)?", "").split("(")[0]
        for row in provider.models:
            if price := price_of(model(row.id, url), NOON):
                yield row.id, url, price


def test_nothing_in_the_table_can_cost_more_than_is_reserved_nor_otherwise_than_is_counted() -> None:
    several = [(900, 300), (150_000, 4000), (300_000, 60_000)]
    met = 0
    for name, url, price in listed():
        for tokens_in, tokens_out in several:
            for kind, through in (("", ""), ("cache_read_tokens", "cached"), ("cache_write_tokens", "written")):
                counted = Usage(input_tokens=tokens_in, output_tokens=tokens_out, **({kind: tokens_in} if kind else {}))
                true = calc_price(counted, name, provider_api_url=url, genai_request_timestamp=NOON).total_price
                used = Used(tokens_in=tokens_in, tokens_out=tokens_out, **({through: tokens_in} if through else {}))
                assert abs(price.charged(used) - true) <= Decimal("0.00000001"), (name, url)
                assert price.most(tokens_in + 10, tokens_out + 10) >= true, (name, url)
        met += 1
    assert met > 500


def usage(**counted: Any) -> dict[str, Any]:
    return {"usage": {"prompt_tokens": 100, "completion_tokens": 10, **counted}}


@pytest.mark.parametrize(
    ("reply", "found"),
    [
        (usage(), Used(tokens_in=100, tokens_out=10)),
        (usage(total_tokens=110), Used(tokens_in=100, tokens_out=10)),
        # Reasoning beside what was said, as x-ai and Google count it.
        (usage(total_tokens=600), Used(tokens_in=100, tokens_out=500)),
        (usage(prompt_tokens_details={"cached_tokens": 64}), Used(tokens_in=100, tokens_out=10, cached=64)),
        (usage(prompt_cache_hit_tokens=64), Used(tokens_in=100, tokens_out=10, cached=64)),
        (usage(prompt_tokens_details={"cache_write_tokens": 80}), Used(tokens_in=100, tokens_out=10, written=80)),
        (usage(prompt_tokens_details={"cached_tokens": 900}), Used(tokens_in=100, tokens_out=10, cached=100)),
        (usage(prompt_tokens_details=None), Used(tokens_in=100, tokens_out=10)),
    ],
)
def test_what_a_reply_says_it_used_is_read(reply: dict[str, Any], found: Used) -> None:
    assert used_in(reply) == found


@pytest.mark.parametrize(
    "reply",
    [
        {},
        {"usage": None},
        {"usage": "many"},
        usage(prompt_tokens=0, completion_tokens=0),
        usage(completion_tokens=None),
        usage(completion_tokens=-5),
        usage(completion_tokens="10"),
        usage(prompt_tokens=True),
        usage(prompt_tokens=MOST_TOKENS + 1),
    ],
)
def test_what_a_reply_can_not_have_used_is_not_believed(reply: dict[str, Any]) -> None:
    assert used_in(reply) is None


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("prices", "problem"),
    [
        ({"price_in": "3"}, "Give both prices, or neither"),
        ({"price_out": "3"}, "Give both prices, or neither"),
        ({"price_in": "-1", "price_out": "3"}, "greater than or equal to 0"),
        ({"price_in": "1", "price_out": "20000"}, "less than or equal to 10000"),
        ({"price_in": "1", "price_out": "2", "margin": "0.5"}, "greater than or equal to 1"),
    ],
)
def test_prices_that_can_not_be_right_are_refused(researcher: Client, prices: dict[str, str], problem: str) -> None:
    assert problem in said(researcher.post(f"{ADMIN}/endpoint/add/", {**ENDPOINT, **prices}))
    assert not Endpoint.objects.exists()


@pytest.mark.django_db
def test_the_admin_says_whose_price_is_used(researcher: Client) -> None:
    made = Endpoint.objects.create(name="a", base_url=OPENAI, model="gpt-4o")
    page = f"{ADMIN}/endpoint/{made.pk}/change/"
    assert f"2.50 / 10.00 USD a million tokens, from {TABLE}." in said(researcher.get(page))
    Endpoint.objects.update(price_in=1, price_out=2)
    assert "1.00 / 2.00 USD a million tokens, yours." in said(researcher.get(page))
    Endpoint.objects.update(price_in=None, price_out=None, model="my-own")
    assert "Not known: it isn’t listed" in said(researcher.get(page))
