"""What an experiment would take, before it is launched."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from random import Random

from debate.core import replies
from debate.core.craft import Call, Craft, words_for
from debate.core.design import Trial, display_order
from debate.core.play import play
from debate.core.prompts import Scene, render, scene
from debate.core.types import WHOLE, Ask, Belief, Case, Choice, Items, Marks, Scale, Speech, Transcript, Turn
from debate.llm.prices import price_of
from debate.models import Arm, Endpoint, Experiment, Question
from debate.services.launch import CannotLaunch
from debate.services.perform import NO_CRAFT
from debate.services.planning import chosen_questions, design, problems, speaker
from debate.services.replying import is_speech
from debate.transcripts import prompts_of, protocol_of, question_of
from judges import services as judging

PLAYED = 5  # debates of each arm
CHARACTERS = 4  # to a token: the rule of thumb for English
WORDS = 150  # of a speech without a limit


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
    arms = list(experiment.arms.select_related("config").prefetch_related("seats__endpoint", "seats__selector"))
    questions = chosen_questions(experiment)
    if found := problems(experiment, arms, questions):
        raise CannotLaunch("\n".join(found))
    trials = design(experiment, arms, questions)
    by_id = {question.external_id: question for question in questions}
    count, most_calls = _Count(), 0
    for arm in arms:
        own = [trial for trial in trials if trial.arm == arm.name]
        drawn = Random(experiment.seed).sample(own, min(PLAYED, len(own)))
        rehearsals = [_Rehearsal(arm, trial, by_id[trial.item_id]) for trial in drawn]
        for rehearsal in rehearsals:
            count.add(rehearsal.calls(), weight=len(own) / len(drawn))
        most_calls += len(own) * max(rehearsal.most_calls for rehearsal in rehearsals)
    return count.estimate(len(trials), most_calls)


@dataclass(frozen=True)
class _Call:
    endpoint: Endpoint
    sent: str
    reply: str

    @property
    def tokens_out(self) -> float:
        most = self.endpoint.max_tokens
        return most if self.endpoint.reasoning else min(len(self.reply) / CHARACTERS, most)


@dataclass
class _Count:
    """Calls and tokens, weighted, by endpoint."""

    calls: dict[Endpoint, float] = field(default_factory=lambda: defaultdict(float))
    tokens_in: dict[Endpoint, float] = field(default_factory=lambda: defaultdict(float))
    tokens_out: dict[Endpoint, float] = field(default_factory=lambda: defaultdict(float))

    def add(self, calls: Iterator[_Call], weight: float) -> None:
        for call in calls:
            self.calls[call.endpoint] += weight
            self.tokens_in[call.endpoint] += weight * len(call.sent) / CHARACTERS
            self.tokens_out[call.endpoint] += weight * call.tokens_out

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


class _Rehearsal:
    """One debate, played by stand-ins."""

    def __init__(self, arm: Arm, trial: Trial, question: Question) -> None:
        self.trial = trial
        self.protocol, self.overrides = protocol_of(arm), prompts_of(arm)
        self.passage = question.passage.text if question.passage else ""
        pair = list(trial.pair) if trial.pair else None
        self.case = Case(question=question_of(question, pair), seed=trial.seed, way=trial.way)
        self.transcript = play(self.protocol, self.case, lambda ask, _: stand_in(ask))
        wanted = [want.row for want in judging.wanted_by(arm)]
        self.chair = wanted[trial.chair] if self.protocol.chaired else None
        self.readers = [] if self.protocol.chaired else [row.endpoint for row in wanted]
        rows = list(arm.seats.all())
        roles = self.protocol.roles(self.case)
        self.seats = {role.name: self.chair if role.chair else speaker(rows, role.name) for role in roles}

    def calls(self) -> Iterator[_Call]:
        for number, step in enumerate(self.transcript):
            for turn in step:
                yield from self._speaking(turn.ask, self.transcript[:number])
        for place, endpoint in enumerate(self.readers):
            if endpoint:
                for reading in range(judging.READINGS):
                    yield from self._reading(endpoint, display_order(self.trial.display, place + reading))

    @property
    def most_calls(self) -> int:
        on_stage = [seat.craft.most_calls for seat in self.seats.values() if seat and seat.endpoint]
        readings = judging.READINGS * sum(endpoint is not None for endpoint in self.readers)
        stage = self.protocol.most_asks(self.case) * max(on_stage, default=0)
        return stage + readings * self.protocol.most_sitting_asks(self.case)

    def _speaking(self, ask: Ask, transcript: Transcript) -> Iterator[_Call]:
        seat = self.seats[ask.role]
        if seat is None or seat.endpoint is None:
            return
        shown = scene(self.protocol, self.case, ask, transcript, self.trial.display, self.overrides)
        craft = seat.craft if is_speech(shown) else NO_CRAFT
        yield from self._made(shown, craft, seat.endpoint, seat.selector or seat.endpoint)

    def _reading(self, endpoint: Endpoint, display: Sequence[int]) -> Iterator[_Call]:
        for ask in self.protocol.sitting(self.case, self.transcript):
            shown = scene(self.protocol, self.case, ask, self.transcript, display, self.overrides)
            yield from self._made(shown, NO_CRAFT, endpoint, endpoint)

    def _made(self, shown: Scene, craft: Craft, endpoint: Endpoint, selector: Endpoint) -> Iterator[_Call]:
        """The calls of one turn, as a worker would make them."""
        prompt = render(shown, self.passage, letter=endpoint.logprobs)
        done: tuple[Call, ...] = ()
        while wanted := craft.next_calls(done):
            for call in wanted:
                sent = words_for(call.kind, prompt, done)
                reply = "1" if call.kind == "pick" else replies.render(stand_in(shown.ask))
                yield _Call(selector if call.kind == "pick" else endpoint, sent, reply)
                done += (Call(call.kind, call.sample, reply),)


def stand_in(ask: Ask) -> Turn:
    """A reply as long as it may be, which decides nothing: all options are equally likely, and the debate goes on."""
    wants = ask.wants
    return Turn(
        ask=ask,
        text=" ".join("stand" for want in wants if isinstance(want, Speech) for _ in range(want.words or WORDS)),
        belief=next((even(len(want.over)) for want in wants if isinstance(want, Belief)), ()),
        choices={want.name: want.among[0] for want in wants if isinstance(want, Choice)},
        scales={want.name: want.low for want in wants if isinstance(want, Scale)},
        marks={want.name: dict.fromkeys(want.among, "") for want in wants if isinstance(want, Marks)},
        items={want.name: ("an item of some length",) * want.most for want in wants if isinstance(want, Items)},
    )


def even(options: int) -> tuple[int, ...]:
    """A belief that prefers none of them, but for what rounding leaves over."""
    share, rest = divmod(WHOLE, options)
    return (share + rest, *[share] * (options - 1))
