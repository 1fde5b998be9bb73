"""One debate played in memory by stand-ins, with the calls that its seats and judges would make."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from debate.core import replies
from debate.core.craft import Call, words_for
from debate.core.design import Trial, display_order
from debate.core.flags import sitting_asks
from debate.core.play import play
from debate.core.prompts import render, scene
from debate.core.types import (
    WHOLE,
    Ask,
    Belief,
    Case,
    Choice,
    Finished,
    Items,
    Marks,
    Role,
    Scale,
    Speech,
    Transcript,
    Turn,
)
from debate.models import Arm, ArmSeat, Endpoint, Question
from debate.services.calls import BY_SELECTOR
from debate.services.perform import craft_of
from debate.services.planning import judges_of, speaker
from debate.transcripts import prompts_of, protocol_of, question_of
from judges import services as judging

WORDS = 150  # of a speech without a limit


@dataclass(frozen=True)
class RehearsedCall:
    """What would be sent to an endpoint, and a reply of the length that it may have."""

    endpoint: Endpoint
    sent: str
    reply: str


@dataclass(frozen=True)
class Asked:
    """A seat's first ask, or one of a judge's, with the calls that it would take; people take none.

    `when` says which of several asks it is.
    """

    role: Role
    row: ArmSeat
    calls: Iterator[RehearsedCall]
    when: str = ""


class Rehearsal:
    """One trial of an arm; `given` is what the arm would have learnt, `speak` stands in for everybody."""

    def __init__(
        self, arm: Arm, trial: Trial, question: Question, given: Mapping[str, Any], speak: Callable[[Ask], Turn]
    ) -> None:
        self.trial = trial
        self.protocol, self.overrides = protocol_of(arm), prompts_of(arm)
        self.passage = question.passage.text if question.passage else ""
        rows = list(arm.seats.all())
        self.case = Case(
            question=question_of(question, trial.pair, trial.candidate),
            seed=trial.seed,
            way=trial.way,
            judges=tuple(row.who for row in judges_of(rows)),
            given=given,
        )
        self.transcript = play(self.protocol, self.case, lambda ask, _: speak(ask))
        wanted = [want.row for want in judging.wanted_by(arm) if want.row]
        self.chair = wanted[trial.chair] if self.protocol.chaired else None
        self.readers = [] if self.protocol.chaired or self.protocol.decides else wanted
        self.roles = {role.name: role for role in self.protocol.roles(self.case)}
        self.seats = {n: self.chair if role.chair else speaker(rows, n) for n, role in self.roles.items()}

    @property
    def finished(self) -> Finished:
        """As a later arm may learn from it: everybody certain of the first label."""
        labels = len(self.case.question.labels)
        return Finished(case=self.case, transcript=self.transcript, belief=(WHOLE, *[0] * (labels - 1)))

    def calls(self) -> Iterator[RehearsedCall]:
        for number, step in enumerate(self.transcript):
            for turn in step:
                if (seat := self.seats[turn.ask.role]) and seat.endpoint:
                    yield from self._made(seat, turn.ask, self.transcript[:number], self.trial.display)
        for place, row in enumerate(self.readers):
            if row.endpoint:
                for reading in range(judging.READINGS):
                    yield from self._reading(row, display_order(self.trial.display, place + reading))

    def first_asked(self) -> Iterator[Asked]:
        """Each seat of the stage as it is first asked, in turn, and the first judge before and after all speeches."""
        met = set()
        for number, step in enumerate(self.transcript):
            for turn in step:
                name = turn.ask.role
                if (row := self.seats[name]) and name not in met:
                    met.add(name)
                    calls = self._made(row, turn.ask, self.transcript[:number], self.trial.display)
                    yield Asked(self.roles[name], row, calls)
        asks = sitting_asks(self.protocol, self.case, self.transcript)
        for row in self.readers[:1]:
            for when, ask in zip(("first", "last") if asks[1:] else ("",), (*asks[:1], *asks[1:][-1:]), strict=False):
                calls = self._made(row, ask, self.transcript, self.trial.display)
                yield Asked(self.protocol.reader(), row, calls, f"the {when} of its {len(asks)} asks" if when else "")

    @property
    def most_calls(self) -> int:
        on_stage = [seat.craft.most_calls for seat in self.seats.values() if seat and seat.endpoint]
        readings = sum(row.craft.of_forms.most_calls for row in self.readers if row.endpoint) * judging.READINGS
        stage = self.protocol.most_asks(self.case) * max(on_stage, default=0)
        return stage + readings * self.protocol.most_sitting_asks(self.case)

    def _reading(self, row: ArmSeat, display: Sequence[int]) -> Iterator[RehearsedCall]:
        for ask in sitting_asks(self.protocol, self.case, self.transcript):
            yield from self._made(row, ask, self.transcript, display)

    def _made(self, row: ArmSeat, ask: Ask, transcript: Transcript, display: Sequence[int]) -> Iterator[RehearsedCall]:
        """The calls of one turn, as a worker would make them; a person's takes none."""
        if row.endpoint is None:
            return
        shown = scene(self.protocol, self.case, ask, transcript, display, self.overrides)
        craft, prompt = craft_of(row, shown), render(shown, self.passage, letter=row.endpoint.logprobs)
        done: tuple[Call, ...] = ()
        while wanted := craft.next_calls(done):
            for call in wanted:
                sent, reply = (
                    words_for(call.kind, prompt, done, shown.question.labels),
                    longest_reply(shown.ask, call.kind),
                )
                other = row.selector if call.kind in BY_SELECTOR else None
                yield RehearsedCall(other or row.endpoint, sent, reply)
                done += (Call(call.kind, call.sample, reply),)


def longest_reply(ask: Ask, kind: str) -> str:
    """A reply as long as it may be, to a call of this kind that is made for this ask."""
    match kind:
        case "pick":
            return "1"
        case "think":
            return " ".join(["stand"] * WORDS + ["stance: 1"])
        case "cut" | "read":
            return "stance: 1"
    return replies.render(stand_in(ask))


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


def placeholder(ask: Ask) -> Turn:
    """A reply that says that it is none, for prompts that are shown to the researcher."""
    if ask.speech is None:
        return stand_in(ask)
    limit = f", of at most {ask.speech.words:,} words" if ask.speech.words else ""
    return replace(stand_in(ask), text=f"(Here stands what this seat has said{limit}.)")


def even(options: int) -> tuple[int, ...]:
    """A belief that prefers none of them, but for what rounding leaves over."""
    share, rest = divmod(WHOLE, options)
    return (share + rest, *[share] * (options - 1))
