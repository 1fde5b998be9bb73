"""What a call costs, and the most that it can cost: by the researcher's price, else by the table of genai-prices."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from decimal import ROUND_UP, Decimal
from functools import lru_cache
from urllib.parse import urlsplit

import genai_prices
from genai_prices.types import ModelPrice, PriceCalculation, TieredPrices

from debate.llm.request import Message
from debate.llm.usage import Used
from debate.models import Endpoint

MILLION = Decimal(1_000_000)
CENT_FRACTION = Decimal("0.00000001")
YOURS, TABLE = "yours", f"the table of genai-prices {genai_prices.__version__}"
# Of a router the table has the cheapest host's price, and the call may go to a dearer one.
ROUTERS = ("openrouter",)
# Charged for what a model does unasked, as often as it likes: no bound can be put on it.
UNBOUNDED = ("output_reasoning_mtok", "output_citation_mtok")


@dataclass(frozen=True, kw_only=True)
class Rate:
    """USD a million tokens, in calls of more than `above` tokens in.

    Of the tokens in, some may have been read from the provider's own cache, or written to it.
    """

    above: int = 0
    tokens_in: Decimal
    cached: Decimal
    written: Decimal
    tokens_out: Decimal

    def cost(self, used: Used) -> Decimal:
        plain = used.tokens_in - used.cached - used.written
        dollars = self.tokens_in * plain + self.cached * used.cached + self.written * used.written
        return (dollars + self.tokens_out * used.tokens_out) / MILLION


@dataclass(frozen=True)
class Price:
    """What an endpoint charges, and who says so: `rates` by rising `above`, `a_call` USD for each call beside them."""

    rates: tuple[Rate, ...]
    source: str = YOURS
    a_call: Decimal = Decimal(0)

    @property
    def tokens_in(self) -> Decimal:
        """USD a million tokens, in calls of ordinary length."""
        return self.rates[0].tokens_in

    @property
    def tokens_out(self) -> Decimal:
        return self.rates[0].tokens_out

    def charged(self, used: Used) -> Decimal:
        """What a call costs that used these tokens."""
        rate = next(rate for rate in reversed(self.rates) if used.tokens_in > rate.above or rate is self.rates[0])
        return _rounded(self.a_call + rate.cost(used))

    def cost(self, tokens_in: int, tokens_out: int) -> Decimal:
        """The same, where nothing passes through the provider's own cache."""
        return self.charged(Used(tokens_in=tokens_in, tokens_out=tokens_out))

    def most(self, tokens_in: int, tokens_out: int) -> Decimal:
        """The most that a call of at most so many tokens can cost, whatever the provider's own cache does."""
        plain = Used(tokens_in=tokens_in, tokens_out=tokens_out)
        through = (plain, replace(plain, cached=tokens_in), replace(plain, written=tokens_in))
        # Every rate that a shorter call could have, too: some sell the long ones cheaper.
        possible = [rate for rate in self.rates if rate.above < tokens_in or rate is self.rates[0]]
        return _rounded(self.a_call + max(rate.cost(used) for rate in possible for used in through))

    def __str__(self) -> str:
        """“2.50 / 10.00 USD a million tokens (5.00 / 15.00 above 272,000 in), from the table of ...”."""
        first, *dearer = (f"{_money(rate.tokens_in)} / {_money(rate.tokens_out)}" for rate in self.rates)
        more = [f"{words} above {rate.above:,} in" for words, rate in zip(dearer, self.rates[1:], strict=True)]
        call = f" and {_money(self.a_call)} a call" if self.a_call else ""
        above = f" ({', '.join(more)})" if more else ""
        return f"{first} USD a million tokens{above}{call}, {'' if self.source == YOURS else 'from '}{self.source}"


def _rounded(exact: Decimal) -> Decimal:
    return exact.quantize(CENT_FRACTION, rounding=ROUND_UP)


def _money(amount: Decimal) -> str:
    """At least two decimals, and no zeros after them."""
    least = amount.quantize(Decimal("0.01"))
    return f"{least if least == amount else amount.normalize():f}"


def price_of(endpoint: Endpoint, at: datetime | None = None) -> Price | None:
    """The researcher's price, else the one listed for the model at that address; None when neither is known.

    Listed prices change by date and by hour: it is the dearer of the one `at` which a call begins (now, if left out)
    and of the one when it ends at the latest.
    """
    own = [price for price in (endpoint.price_in, endpoint.price_out) if price is not None]
    if own:
        # Half a price says that the table's isn't right, and the other half would be a guess.
        return _plain(*own) if len(own) == 2 and min(own) >= 0 else None
    begins = (at or datetime.now(UTC)).replace(second=0, microsecond=0)
    ends = begins + timedelta(seconds=60 + endpoint.timeout_seconds)
    found = [_listed(endpoint.model, endpoint.base_url, moment) for moment in (begins, ends)]
    known = [price for price in found if price is not None]
    return max(known, key=lambda price: price.most(1000, 1000)) if len(known) == len(found) else None


def _plain(tokens_in: Decimal, tokens_out: Decimal) -> Price:
    return Price((Rate(tokens_in=tokens_in, cached=tokens_in, written=tokens_in, tokens_out=tokens_out),))


@lru_cache(maxsize=1024)  # A look into the table takes 0.3 ms, and a call asks several times.
def _listed(model: str, base_url: str, at: datetime) -> Price | None:
    """The table's price at that minute, where it is this very provider's and leaves nothing open."""
    try:
        listed = genai_prices.calc_price(
            genai_prices.Usage(), model, provider_api_url=base_url, genai_request_timestamp=at
        )
    except (LookupError, ValueError):
        return None
    price = listed.model_price
    if not _is_its_own(listed, base_url) or "search" in model.lower() or any(getattr(price, key) for key in UNBOUNDED):
        return None
    # An empty row of the table says “unknown” or “free”: which of both can't be told.
    if price.input_mtok is None or price.output_mtok is None:
        return None
    fee = _at(price.requests_kcount, 0) / 1000
    return Price(tuple(_rate(price, above) for above in _steps(price)), TABLE, fee)


def _is_its_own(listed: PriceCalculation, base_url: str) -> bool:
    """Not a neighbour's: of a router, of the provider whose model another one offers, of a host that begins alike."""
    provider, host = listed.provider, f"https://{urlsplit(base_url).netloc}"
    found = re.match(provider.api_pattern, base_url)
    whole = found is not None and (found.end() >= len(host) or found[0].endswith("."))
    return whole and provider.id not in ROUTERS and any(listed.model is model for model in provider.models)


def _steps(price: ModelPrice) -> list[int]:
    """The numbers of tokens in above which another rate holds."""
    kinds = (price.input_mtok, price.cache_read_mtok, price.cache_write_mtok, price.output_mtok)
    return sorted({0}.union(*({tier.start for tier in kind.tiers} for kind in kinds if isinstance(kind, TieredPrices))))


def _rate(price: ModelPrice, above: int) -> Rate:
    plain = _at(price.input_mtok, above)
    return Rate(
        above=above,
        tokens_in=plain,
        cached=_at(price.cache_read_mtok, above, plain),
        written=_at(price.cache_write_mtok, above, plain),
        tokens_out=_at(price.output_mtok, above),
    )


def _at(price: Decimal | TieredPrices | None, above: int, missing: Decimal = Decimal(0)) -> Decimal:
    """What holds for calls of more than `above` tokens in."""
    if isinstance(price, TieredPrices):
        return next((tier.price for tier in reversed(price.tiers) if tier.start <= above), price.base)
    return missing if price is None else price


def most_tokens_in(messages: Sequence[Message]) -> int:
    """An upper bound: no token is shorter than a byte; a message's frame takes a few more."""
    return sum(len(message["content"].encode()) + 16 for message in messages) + 16


def most_cost(price: Price, messages: Sequence[Message], max_tokens: int) -> Decimal:
    """What a call can cost at most: reserved before it is made."""
    return price.most(most_tokens_in(messages), max_tokens)
