"""What a call costs, and the most that it can cost."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_UP, Decimal

from genai_prices import Usage, calc_price

from debate.llm.request import Message
from debate.models import Endpoint

MILLION = Decimal(1_000_000)
CENT_FRACTION = Decimal("0.00000001")


@dataclass(frozen=True)
class Price:
    """USD a million tokens."""

    tokens_in: Decimal
    tokens_out: Decimal

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        exact = (self.tokens_in * tokens_in + self.tokens_out * tokens_out) / MILLION
        return exact.quantize(CENT_FRACTION, rounding=ROUND_UP)


def price_of(endpoint: Endpoint) -> Price | None:
    """The researcher's price, else the one listed for the model at that address; None when neither is known."""
    if endpoint.price_in is not None and endpoint.price_out is not None:
        return Price(endpoint.price_in, endpoint.price_out)
    try:
        one_million = Usage(input_tokens=1_000_000, output_tokens=1_000_000)
        listed = calc_price(one_million, endpoint.model, provider_api_url=endpoint.base_url)
    except LookupError:
        return None
    # A tiered price is the dearer one at a million tokens: an upper bound for smaller prompts.
    return Price(listed.input_price, listed.output_price)


def most_tokens_in(messages: Sequence[Message]) -> int:
    """An upper bound: no token is shorter than a byte; a message's frame takes a few more."""
    return sum(len(message["content"].encode()) + 16 for message in messages) + 16


def most_cost(price: Price, messages: Sequence[Message], max_tokens: int) -> Decimal:
    """What a call can cost at most: reserved before it is made."""
    return price.cost(most_tokens_in(messages), max_tokens)
