"""One debate played in memory by the code that runs debates: rows that are never stored, calls that are never made."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from debate.core.craft import Call
from debate.core.design import Trial
from debate.core.earlier import Remembered, remembered
from debate.core.flags import sitting_asks, stage_asks
from debate.core.prompts import Scene
from debate.core.types import WHOLE, Ask, Finished, Role, Transcript, Turn
from debate.llm.client import Completion
from debate.models import Endpoint, ModelCall, Question, Seat
from debate.models import Turn as TurnRow
from debate.services.advance import new_turn
from debate.services.calls import StoredCall, call_of, endpoint_for, new_row, read
from debate.services.launch import ArmPlan
from debate.services.perform import performed
from debate.services.stand_ins import stand_in
from debate.services.understudies import asked_itself
from judges import services as judging
from judges.models import Place

# Who replies instead of an endpoint: to a call with its request, and to what is shown in it.
Reply = Callable[[ModelCall, Scene], Completion]
Beliefs = tuple[int, ...]


@dataclass(frozen=True)
class RehearsedCall:
    """What would be sent to an endpoint, and the tokens that it takes. Of calls with one `key`, one is paid for."""

    endpoint: Endpoint
    sent: str
    tokens_in: int
    tokens_out: int
    key: str


@dataclass(frozen=True)
class Asked:
    """One ask of the stage, or of a reading (`reader` > 0), with the calls that it took; a person's took none."""

    role: Role
    who: str
    ask: Ask
    reader: int
    calls: tuple[RehearsedCall, ...]

    @property
    def only_speaks(self) -> bool:
        """Whether words are all that is asked for: what is too long is then asked for again."""
        return len(self.ask.wants) == 1 and self.ask.speech is not None


class Rehearsal:
    """One trial of an arm, played through: who was asked what, what was said, and what the judges then believe."""

    def __init__(self, plan: ArmPlan, trial: Trial, question: Question, reply: Reply) -> None:
        self.plan, self.trial, self.reply = plan, trial, reply
        self.new = plan.debate(0, trial, question)
        self.protocol, self.case = plan.protocol, self.new.case
        self.roles = {role.name: role for role in self.protocol.roles(self.case)}
        self.seats = {seat.role: seat for seat in self.new.stage()}
        self.asked: list[Asked] = []
        self.transcript = self._play()
        self.readings = [(seats, [self._sit(seat) for seat in seats]) for seats in self._readers()]

    @property
    def calls(self) -> Iterator[RehearsedCall]:
        for asked in self.asked:
            yield from asked.calls

    @property
    def tokens_in(self) -> int:
        return sum(call.tokens_in for call in self.calls)

    @property
    def tokens_out(self) -> int:
        return sum(call.tokens_out for call in self.calls)

    @property
    def goes_all_the_way(self) -> bool:
        """Whether the stage has asked all that it ever may: then debates like this one are all alike in their asks."""
        return sum(map(len, self.transcript)) == self.protocol.most_asks(self.case)

    def _play(self) -> Transcript:
        transcript: Transcript = ()
        while asks := stage_asks(self.protocol, self.case, transcript):
            transcript += (tuple(self._answered(self.seats[ask.role], ask, transcript) for ask in asks),)
        return transcript

    def _readers(self) -> Iterator[list[Seat]]:
        """The seats from which each judge who isn't on the stage reads: a model has two, a person one."""
        for number, want in enumerate(self.new.wanted()):
            if want.row and not (want.chair or want.role):
                player = self.plan.players.get(want.row.endpoint_id or 0)
                place = Place(debate=self.new.debate, number=number, player=player, pool=want.row.pool)
                readings = judging.READINGS if player else 1
                yield [judging.reader(place, reading, want.row) for reading in range(readings)]

    def _sit(self, seat: Seat) -> list[Turn]:
        asks = sitting_asks(self.protocol, self.case, self.transcript)
        return [self._answered(seat, ask, self.transcript) for ask in asks]

    def _answered(self, seat: Seat, ask: Ask, transcript: Transcript) -> Turn:
        calls: list[RehearsedCall] = []

        def make(turn: TurnRow, shown: Scene, call: Call, words: str, before: list[Call]) -> StoredCall:
            row = new_row(turn, endpoint_for(turn, call), shown, call, words, before)
            reply = self.reply(row, shown)
            read(row, reply, before)
            calls.append(RehearsedCall(row.endpoint, words, reply.tokens_in, reply.tokens_out, row.content_key))
            return StoredCall(call_of(row), row)

        turn = new_turn(self.new.debate, seat, len(transcript), ask)
        given = performed(turn, transcript, [], make).reply if turn.endpoint else stand_in(ask)
        role = self.roles[ask.role] if not seat.reader else self.protocol.reader()
        self.asked.append(Asked(role, str(turn.endpoint or seat.pool), ask, seat.reader, tuple(calls)))
        return given

    @property
    def finished(self) -> Finished:
        """As a later arm may learn from it."""
        return Finished(case=self.case, transcript=self.transcript, belief=self.believed.get("", ()))

    @property
    def remembered(self) -> Remembered | None:
        """As later judges may read it; None where nobody judged it."""
        believed = self.believed
        return remembered(self.protocol, self.case, self.transcript, believed) if believed else None

    @cached_property
    def believed(self) -> dict[str, Beliefs]:
        """The last beliefs: of each model by its endpoint's name, and under "" the mean of all; {} = none."""
        if self.protocol.decides:
            verdict = self.protocol.verdict(self.case, self.transcript)
            return {"": verdict} if verdict else {}
        found = defaultdict[str, list[Beliefs]](list)
        for seats, sittings in self.readings or [self._chair()]:
            if belief := self._belief(seats[0], sittings):
                found[""].append(belief)
                found[str(seats[0].player.endpoint) if seats[0].player else ""].append(belief)
        return {judge: tuple(judging.mean(beliefs)) for judge, beliefs in found.items()}

    def _chair(self) -> tuple[list[Seat], list[list[Turn]]]:
        chair = next(role.name for role in self.roles.values() if role.chair)
        turns = [turn for step in self.transcript for turn in step if turn.ask.role == chair]
        return [self.seats[chair]], [turns]

    def _belief(self, seat: Seat, sittings: Sequence[Sequence[Turn]]) -> Beliefs:
        """What a judge believes in the end; who is stood in for would favour something, say the first label."""
        if not (seat.player and seat.player.endpoint and asked_itself(seat.player.endpoint)):
            return (WHOLE, *[0] * (len(self.case.question.labels) - 1))
        last = [[turn for turn in turns if turn.ask.belief][-1:] for turns in sittings]
        beliefs = [turn.belief for turns in last for turn in turns]
        return tuple(judging.mean(beliefs)) if beliefs and all(beliefs) else ()
