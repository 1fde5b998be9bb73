"""What an experiment would take, before it is launched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random
from typing import Any

from debate.core.types import Ask, Finished, Turn
from debate.llm.prices import price_of
from debate.models import Arm, Endpoint, Experiment
from debate.services.launch import CannotLaunch
from debate.services.planning import chosen_questions, design, problems, taught_first
from debate.services.rehearsal import Rehearsal, RehearsedCall, stand_in
from debate.transcripts import protocol_of

PLAYED = 5  # debates of each arm
CHARACTERS = 4  # to a token: the rule of thumb for English


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """`calls` are those of a run in which every reply is as asked for; `most_calls` is the bound that holds anyhow.

    `usd` is None where an endpoint's price isn't known: `unpriced` names those.
    """

    debates: int
    calls: int
    most_calls: int
    tokens_in: int
    tokens_out: int
    usd: Decimal | None
    unpriced: tuple[str, ...] = ()

    def __str__(self) -> str:
        cost = f"about {self.usd:.4f} USD" if self.usd is not None else "an unknown cost"
        if self.unpriced:
            cost += f" (no price known for {', '.join(self.unpriced)})"
        return (
            f"{self.debates:,} debates; about {self.calls:,} model calls (at most {self.most_calls:,}), "
            f"{self.tokens_in:,} tokens in, {self.tokens_out:,} out; {cost}"
        )


def estimate(experiment: Experiment) -> Estimate:
    """Dry-play a few debates of each arm, and count. Raises CannotLaunch. Makes no call and writes nothing.

    Of each arm, `PLAYED` trials drawn by the experiment's seed are played in memory, by stand-ins that speak to their
    limits and end nothing early. Their real prompts are rendered for every call that their seats' crafts would make;
    a model judge reads in both display orders. A token is `CHARACTERS` characters; of a reasoning model's reply, all
    that it may write. The arm's mean is multiplied by its debates. Left out: replies that have to be asked for again,
    and those that the cache has.
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


def _tokens_out(call: RehearsedCall) -> float:
    most = call.endpoint.max_tokens
    return most if call.endpoint.reasoning else min(len(call.reply) / CHARACTERS, most)


@dataclass
class _Count:
    """Calls and tokens, weighted, by endpoint."""

    calls: dict[Endpoint, float] = field(default_factory=lambda: defaultdict(float))
    tokens_in: dict[Endpoint, float] = field(default_factory=lambda: defaultdict(float))
    tokens_out: dict[Endpoint, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, calls: Iterator[RehearsedCall], weight: float) -> None:
        for call in calls:
            self.calls[call.endpoint] += weight
            self.tokens_in[call.endpoint] += weight * len(call.sent) / CHARACTERS
            self.tokens_out[call.endpoint] += weight * _tokens_out(call)

    def estimate(self, debates: int, most_calls: int) -> Estimate:
        unpriced = tuple(sorted(endpoint.name for endpoint in self.calls if price_of(endpoint) is None))
        return Estimate(
            debates=debates,
            calls=round(sum(self.calls.values())),
            most_calls=most_calls,
            tokens_in=round(sum(self.tokens_in.values())),
            tokens_out=round(sum(self.tokens_out.values())),
            usd=None if unpriced else self._usd(),
            unpriced=unpriced,
        )

    def _usd(self) -> Decimal:
        costs = [
            price.cost(round(self.tokens_in[endpoint]), round(self.tokens_out[endpoint]))
            for endpoint in self.calls
            if (price := price_of(endpoint))
        ]
        return sum(costs, Decimal(0))
