"""What an experiment would take, before it is launched."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from random import Random
from typing import Any

from debate.core.types import Ask, Finished, Turn
from debate.llm.prices import CENT_FRACTION, Price, price_of
from debate.models import Arm, Endpoint, Experiment
from debate.services.launch import CannotLaunch
from debate.services.measured import Measured, measured
from debate.services.planning import chosen_questions, design, problems, taught_first
from debate.services.rehearsal import Rehearsal, RehearsedCall, stand_in
from debate.transcripts import protocol_of

PLAYED = 5  # debates of each arm
CHARACTERS = 4  # to a token: the rule of thumb for English


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """`calls` are those of a run in which every reply is as asked for; `most_calls` is the bound that holds anyhow.

    `usd` is None where an endpoint's price isn't known: `unpriced` names those. Tokens are reckoned from `measured`
    earlier calls; those of the endpoints that `guessed` names, by a rule of thumb.
    """

    debates: int
    calls: int
    most_calls: int
    tokens_in: int
    tokens_out: int
    usd: Decimal | None
    unpriced: tuple[str, ...] = ()
    measured: int = 0
    guessed: tuple[str, ...] = ()

    @property
    def basis(self) -> str:
        """Where the tokens come from: “from 1,240 calls measured”."""
        thumb = f"by a rule of thumb: {CHARACTERS} characters a token"
        if not self.measured:
            return thumb if self.guessed else "nothing to measure"
        found = f"from {self.measured:,} calls measured"
        return f"{found}; those of {', '.join(self.guessed)} {thumb}" if self.guessed else found

    def __str__(self) -> str:
        cost = f"about {self.usd:.4f} USD" if self.usd is not None else "an unknown cost"
        if self.unpriced:
            cost += f" (no price known for {', '.join(self.unpriced)})"
        return (
            f"{self.debates:,} debates; about {self.calls:,} model calls (at most {self.most_calls:,}), "
            f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out ({self.basis}); {cost}"
        )


def estimate(experiment: Experiment) -> Estimate:
    """Dry-play a few debates of each arm, and count. Raises CannotLaunch. Makes no call and writes nothing.

    Of each arm, `PLAYED` trials drawn by the experiment's seed are played in memory, by stand-ins that speak to their
    limits and end nothing early. Their real prompts are rendered for every call that their seats' crafts would make;
    a model judge reads in both display orders. Characters become tokens at the rate that earlier calls of the endpoint,
    or of its model, show; without such calls a token is `CHARACTERS` characters, and a reasoning model writes all that
    it may. The arm's mean is multiplied by its debates. Left out: replies that have to be asked for again, and those
    that the cache has.
    """
    count, debates, most_calls = _Count(), 0, 0
    for played in rehearsed(experiment):
        for rehearsal in played.rehearsals:
            count.add(rehearsal.calls(), weight=played.debates / len(played.rehearsals))
        debates += played.debates
        most_calls += played.debates * max(rehearsal.most_calls for rehearsal in played.rehearsals)
    return count.estimate(debates, most_calls)


@dataclass(frozen=True)
class Rehearsed:
    """Some of an arm's debates, played in memory; `debates` = how many it would have."""

    arm: Arm
    debates: int
    rehearsals: tuple[Rehearsal, ...]


def rehearsed(
    experiment: Experiment, most: int = PLAYED, speak: Callable[[Ask], Turn] = stand_in
) -> Iterator[Rehearsed]:
    """Some debates of each arm; those arms that learn from others come after these. Raises CannotLaunch."""
    arms = list(
        experiment.arms.select_related("config").prefetch_related("after", "seats__endpoint", "seats__selector")
    )
    questions = chosen_questions(experiment)
    if found := problems(experiment, arms, questions):
        raise CannotLaunch(found)
    trials = design(experiment, arms, questions)
    by_id = {question.external_id: question for question in questions}
    finished: dict[int, list[Finished]] = {}
    for arm in taught_first(arms):
        own = [trial for trial in trials if trial.arm == arm.name]
        drawn = Random(experiment.seed).sample(own, min(most, len(own)))
        given = _learnt(arm, finished)
        played = tuple(Rehearsal(arm, trial, by_id[trial.item_id], given, speak) for trial in drawn)
        finished[arm.pk] = [rehearsal.finished for rehearsal in played]
        yield Rehearsed(arm, len(own), played)


def _learnt(arm: Arm, finished: Mapping[int, list[Finished]]) -> Mapping[str, Any]:
    """What the arm would learn from the rehearsals; the few of them may be too few to learn from."""
    try:
        return protocol_of(arm).learn(one for other in arm.after.all() for one in finished[other.pk])
    except ValueError:
        return {}


@dataclass
class _Of:
    """What one endpoint would be sent and reply, in calls and tokens, and what it would charge."""

    price: Price | None
    rate: Measured | None
    calls: float = 0
    tokens_in: float = 0
    tokens_out: float = 0
    usd: Decimal = Decimal(0)

    def add(self, call: RehearsedCall, weight: float) -> None:
        tokens_in, tokens_out = self._tokens(call)
        self.calls += weight
        self.tokens_in += weight * tokens_in
        self.tokens_out += weight * tokens_out
        if self.price:
            # Call by call: long ones can be dearer a token.
            self.usd += self.price.cost(round(tokens_in), round(tokens_out)) * Decimal(weight)

    def _tokens(self, call: RehearsedCall) -> tuple[float, float]:
        most = call.endpoint.max_tokens
        if self.rate:
            return len(call.sent) * self.rate.tokens_in, min(len(call.reply) * self.rate.tokens_out, most)
        written = most if call.endpoint.reasoning else min(len(call.reply) / CHARACTERS, most)
        return len(call.sent) / CHARACTERS, written


class _Count(dict[Endpoint, _Of]):
    """Calls and tokens, weighted, by endpoint."""

    def __missing__(self, endpoint: Endpoint) -> _Of:
        self[endpoint] = made = _Of(price_of(endpoint), measured(endpoint))
        return made

    def add(self, calls: Iterator[RehearsedCall], weight: float) -> None:
        for call in calls:
            self[call.endpoint].add(call, weight)

    def estimate(self, debates: int, most_calls: int) -> Estimate:
        unpriced = tuple(sorted(endpoint.name for endpoint, of in self.items() if of.price is None))
        return Estimate(
            debates=debates,
            calls=round(sum(of.calls for of in self.values())),
            most_calls=most_calls,
            tokens_in=round(sum(of.tokens_in for of in self.values())),
            tokens_out=round(sum(of.tokens_out for of in self.values())),
            usd=None if unpriced else sum((of.usd for of in self.values()), Decimal(0)).quantize(CENT_FRACTION),
            unpriced=unpriced,
            measured=sum(rate.calls for rate in {of.rate for of in self.values()} if rate),
            guessed=tuple(sorted(endpoint.name for endpoint, of in self.items() if of.rate is None)),
        )
