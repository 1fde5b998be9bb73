"""What an experiment would take, before it is launched."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, NamedTuple

from debate.llm.prices import CENT_FRACTION, Price, price_of
from debate.models import Endpoint, Experiment
from debate.services.dry_play import Rehearsed, rehearsed
from debate.services.rehearsal import Rehearsal, RehearsedCall
from debate.services.repeats import Repeats
from debate.services.understudies import CHARACTERS, Understudies, asked_itself


class Range(NamedTuple):
    """Where a total lies, as far as that hangs on which debates were played."""

    low: float
    high: float


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """`calls` bring a reply each, and `most_calls` is the bound that holds whatever is replied.

    `usd` is None where an endpoint's price isn't known: `unpriced` names those. The offline model, `itself` by its
    endpoints' names, was asked; other tokens are reckoned from `measured` earlier calls; those of the endpoints that
    `guessed` names, by a rule of thumb. `played` debates were played; `ranges` are the totals' 95 % intervals.
    """

    debates: int
    calls: int
    most_calls: int
    tokens_in: int
    tokens_out: int
    usd: Decimal | None
    played: int = 0
    ranges: Mapping[str, Range] = field(default_factory=dict)
    unpriced: tuple[str, ...] = ()
    measured: int = 0
    guessed: tuple[str, ...] = ()
    itself: tuple[str, ...] = ()
    arms: Mapping[str, Estimate] = field(default_factory=dict)

    @property
    def basis(self) -> str:
        """Where the tokens come from: “from 1,240 calls measured”."""
        found = []
        if self.itself:
            found.append("by asking the offline model itself")
        if self.measured:
            found.append(f"from {self.measured:,} calls measured")
        if self.guessed:
            of = f"those of {', '.join(self.guessed)} " if found else ""
            found.append(f"{of}by a rule of thumb: {CHARACTERS} characters a token")
        return "; ".join(found) or "nothing to measure"

    def __str__(self) -> str:
        calls = f"about {self.calls:,} model calls ({self._between('calls', ',.0f', '; ')}at most {self.most_calls:,})"
        tokens = f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out ({self.basis})"
        return f"{self.debates:,} debates; {calls}, {tokens}; {self._cost}"

    @property
    def _cost(self) -> str:
        if self.usd is None:
            return f"an unknown cost (no price known for {', '.join(self.unpriced)})"
        between = self._between("usd", ".4f")
        return f"about {self.usd:.4f} USD{f' ({between})' if between else ''}"

    @property
    def usd_range(self) -> Range | None:
        """Where its cost lies; None where what was played settles it."""
        return self._range("usd") if self.usd is not None else None

    @property
    def stood_in(self) -> bool:
        """Whether anybody but the offline model replies."""
        return bool(self.measured or self.guessed)

    def _range(self, name: str) -> Range | None:
        found = self.ranges.get(name)
        return found if found and found.high > found.low else None

    def _between(self, name: str, form: str, after: str = "") -> str:
        """“1,100 to 1,250”, and what comes after it; nothing where there is no range."""
        found = self._range(name)
        return f"{found.low:{form}} to {found.high:{form}}{after}" if found else ""


def estimate(experiment: Experiment) -> Estimate:
    """Dry-play a few debates of each arm, and count. Raises CannotLaunch. Makes no call and writes nothing.

    Of each arm, at least 5 debates drawn by the experiment's seed are played in memory, by the code that runs debates;
    see `Understudies` for who replies, and `sampling` for how the few stand for all. Left out: what the cache has of
    other experiments, and calls that fail at their endpoint and are made again.
    """
    count = _Count(Understudies())
    arms = {played.arm.name: count.of(played) for played in rehearsed(experiment, count.understudies)}
    ranges = {
        # Arms are played on the same questions and may all be off to one side: their intervals add up.
        name: Range(*(sum(bounds) for bounds in zip(*(one.ranges[name] for one in arms.values()), strict=True)))
        for name in QUANTITIES
    }
    return count.estimate(
        count.met,
        {name: sum(float(getattr(one, name) or 0) for one in arms.values()) for name in QUANTITIES},
        ranges,
        debates=sum(one.debates for one in arms.values()),
        most_calls=sum(one.most_calls for one in arms.values()),
        played=sum(one.played for one in arms.values()),
        arms=arms,
    )


QUANTITIES = ("calls", "tokens_in", "tokens_out", "usd")


class _Count:
    """Adds up what rehearsals took. Of calls that ask the same, the first one is paid for."""

    def __init__(self, understudies: Understudies) -> None:
        self.understudies = understudies
        self.prices: dict[Endpoint, Price | None] = {}
        self.repeats = Repeats(self.cost)

    @property
    def met(self) -> set[Endpoint]:
        return set(self.prices)

    def of(self, played: Rehearsed) -> Estimate:
        """What an arm would take."""
        took = [self._took(rehearsal) for rehearsal in played.rehearsals]
        counted = {name: [one[name] for one in took] for name in QUANTITIES}
        paid = self.repeats.paid_by(played)
        counted["usd"] = [paid * usd for usd in counted["usd"]]
        totals = {name: played.sample.total(each) for name, each in counted.items()}
        return self.estimate(
            {call.endpoint for rehearsal in played.rehearsals for call in rehearsal.calls},
            totals,
            {name: _range(played, each, totals[name]) for name, each in counted.items()},
            debates=played.debates,
            most_calls=played.most_calls,
            played=len(played.rehearsals),
        )

    def _took(self, rehearsal: Rehearsal) -> dict[str, float]:
        """Its totals, as if nothing of it were asked elsewhere."""
        calls = list(rehearsal.calls)
        return {
            "calls": len(calls),
            "tokens_in": sum(call.tokens_in for call in calls),
            "tokens_out": sum(call.tokens_out for call in calls),
            # Call by call: long ones can be dearer a token.
            "usd": sum(self.cost(call) for call in calls),
        }

    def cost(self, call: RehearsedCall) -> float:
        price = self._price(call.endpoint)
        return float(price.cost(call.tokens_in, call.tokens_out)) if price else 0.0

    def _price(self, endpoint: Endpoint) -> Price | None:
        if endpoint not in self.prices:
            self.prices[endpoint] = price_of(endpoint)
        return self.prices[endpoint]

    def estimate(
        self, met: Collection[Endpoint], totals: Mapping[str, float], ranges: Mapping[str, Range], **known: Any
    ) -> Estimate:
        stood_in = [endpoint for endpoint in met if not asked_itself(endpoint)]
        rates = {endpoint: self.understudies.rate(endpoint) for endpoint in stood_in}
        unpriced = _names(endpoint for endpoint in met if self._price(endpoint) is None)
        return Estimate(
            calls=round(totals["calls"]),
            tokens_in=round(totals["tokens_in"]),
            tokens_out=round(totals["tokens_out"]),
            usd=None if unpriced else Decimal(totals["usd"]).quantize(CENT_FRACTION),
            ranges=ranges,
            unpriced=unpriced,
            itself=_names(endpoint for endpoint in met if endpoint not in rates),
            measured=sum(rate.calls for rate in {*rates.values()} if rate),
            guessed=_names(endpoint for endpoint, rate in rates.items() if rate is None),
            **known,
        )


def _names(endpoints: Iterable[Endpoint]) -> tuple[str, ...]:
    return tuple(sorted(endpoint.name for endpoint in endpoints))


def _range(played: Rehearsed, counted: Sequence[float], total: float) -> Range:
    """No less than what the played ones take by themselves."""
    half = played.sample.half_width(counted)
    return Range(max(total - half, sum(counted)), total + half)
