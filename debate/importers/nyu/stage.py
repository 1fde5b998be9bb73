"""A room's rounds as the steps of a stage: speeches, what the live judge said between them, votes to end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from debate.core.types import EVERYONE, NOBODY, Ask, Belief, Choice, Scale, Speech
from debate.importers.nyu import forms
from debate.importers.nyu.room import Room, belief_of, moment, pseudonym
from debate.importers.nyu.speech import Said, said
from debate.models.player import public_id
from debate.records import TurnRecord
from debate.transcripts import ask_to_json

NEXT = Choice("next", ("continue", "end"))


@dataclass
class Stage:
    """`reached` = how many steps a reader has read after 0, 1, 2 ... rounds of speeches.

    `hands` = the roles in which somebody else spoke than sits there in the end; `cut` = quotes past the story's end.
    """

    turns: list[TurnRecord] = field(default_factory=list)
    reached: list[int] = field(default_factory=lambda: [0])
    steps: int = 0
    hands: set[str] = field(default_factory=set)
    cut: int = 0

    @property
    def rounds(self) -> int:
        return len(self.reached) - 1


def stage_of(room: Room) -> Stage:
    return _Staging(room).stage


class _Staging:
    """Goes through the rounds; who is asked something is asked when the step before is done."""

    def __init__(self, room: Room) -> None:
        self.room, self.stage, self.now = room, Stage(), room.created_at
        for one in room.form.rounds:
            if one.judge_feedback:
                self._feedback(one.judge_feedback)
            elif one.negotiate_end:
                self._votes(one.negotiate_end)
            elif one.simultaneous_speeches:
                self._round([one.simultaneous_speeches.speeches])
            elif one.sequential_speeches:
                speeches = one.sequential_speeches.speeches
                self._round([{index: speeches[index]} for index in sorted(speeches)])

    def _round(self, steps: list[dict[forms.Debater, forms.Speech]]) -> None:
        number = self.stage.rounds + 1
        for speeches in steps:
            self._step([self._speech(int(index), speeches[index], number) for index in sorted(speeches)])
        self.stage.reached.append(self.stage.steps)

    def _speech(self, index: int, speech: forms.Speech, number: int) -> TurnRecord:
        role, words = self.room.sides[index], said(speech.content, self.room.story)
        ask = Ask(role=role, prompt="opening" if number == 1 else _LATER[role], about={"round": str(number)})
        return self._turn(ask, speech, words, self.room.debater(index), option=self.room.pair[index])

    def _feedback(self, one: forms.Feedback) -> None:
        room, number = self.room, self.stage.rounds
        wants = (Belief(room.answers), Speech(name="question"), NEXT)
        ask = Ask(role="judge", prompt="chair_asks", wants=wants, about={"round": str(number)}, to=EVERYONE)
        words, next_ = said(one.feedback.content, room.story), NEXT.among[one.end_debate]
        belief, fields = belief_of(one.distribution), {"choices": {NEXT.name: next_}}
        self._step([self._turn(ask, one.feedback, words, room.judge or "", belief=belief, fields=fields)])

    def _votes(self, one: forms.Votes) -> None:
        """When somebody voted isn't told."""
        about = {"round": str(self.stage.rounds)}
        turns = []
        for index, end in sorted(one.votes.items()):
            ask = Ask(role=self.room.sides[int(index)], prompt="vote", wants=(NEXT,), about=about, to=NOBODY)
            fields = {"choices": {NEXT.name: NEXT.among[end]}}
            turns.append(turn(ask, self.stage.steps, opened_at=self.now, answered_at=self.now, fields=fields))
        self._step(turns)

    def _turn(self, ask: Ask, spoken: forms.Speech, words: Said, seated: str, **values: Any) -> TurnRecord:
        self.stage.cut += words.cut
        if spoken.speaker != seated:
            self.stage.hands.add(ask.role)
            values["fields"] = {**values.get("fields", {}), "by": pseudonym(spoken.speaker)}
        times = {"opened_at": self.now, "answered_at": moment(spoken.timestamp)}
        return turn(ask, self.stage.steps, text=words.text, quotes=words.quotes, **times, **values)

    def _step(self, turns: list[TurnRecord]) -> None:
        """Where nobody said anything there is no step."""
        self.stage.turns += turns
        self.stage.steps += bool(turns)
        self.now = max([self.now, *(one.answered_at for one in turns if one.answered_at)])


_LATER = {"consultant": "continued", "debater_a": "rebuttal", "debater_b": "rebuttal"}


def turn(ask: Ask, step: int, *, opened_at: datetime, answered_at: datetime, **values: Any) -> TurnRecord:
    """An ask that was answered."""
    told: dict[str, Any] = {
        "id": public_id(),
        "role": ask.role,
        "reader": 0,
        "step": step,
        "key": ask.key,
        "option": None,
        "ask": ask_to_json(ask),
        "status": "ok",
        "reason": "",
        "text": "",
        "cut": False,
        "belief": [],
        "fields": {},
        "quotes": [],
        "opened_at": opened_at,
        "seen_at": None,
        "answered_at": answered_at,
        "deadline": None,
        "calls": [],
    }
    return TurnRecord(**told | values)


# The release keeps 0 to 4 for what people were shown as 1 to 5.
_SHOWN = 1
_BEST = 4


def survey_turn(room: Room, role: str, name: str, at: TurnRecord | None, when: datetime) -> TurnRecord | None:
    """What somebody answered on scales when all was over, beside the last turn `at`; free text stays outside."""
    surveyed = room.form.feedback.get(name)
    scales = dict(_scales(surveyed)) if surveyed else {}
    if not scales or at is None:
        return None
    wants = tuple(Scale(scale, _SHOWN, _BEST + _SHOWN) for scale in scales)
    about = {"round": str(at.ask["about"].get("round", 0))}
    ask = Ask(role=role, prompt="survey", wants=wants, key="survey", about=about, to=NOBODY, after=at.ask.get("after"))
    return turn(ask, at.step, reader=at.reader, opened_at=when, answered_at=when, fields={"scales": scales})


def _scales(surveyed: forms.Surveyed) -> Iterator[tuple[str, int]]:
    """A debater compares itself with its opponent, a judge A with B."""
    both = ("self", "opponent") if surveyed.debater else ("A", "B")
    for question, answer in surveyed.survey.answers.items():
        answers: Mapping[str, Any] = answer if isinstance(answer, dict) else {"": answer}
        for which, value in answers.items():
            side = dict(zip(("first", "second"), both, strict=True)).get(which, which)
            if type(value) is int and 0 <= value <= _BEST:
                yield f"{question}: {side}" if side else question, value + _SHOWN
