"""Rounds of speeches, with or without a chair between them: what debate and consultancy have in common.

The stage is: [the pick of a side], [the chair], then each round its speech steps and [the chair].
"""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Mapping
from dataclasses import dataclass

from debate.core.parameters import parameter
from debate.core.protocol import OversightProtocol
from debate.core.types import (
    EVERYONE,
    NOBODY,
    Ask,
    Case,
    Choice,
    Judgement,
    Question,
    Role,
    Speech,
    Transcript,
    Want,
    beliefs,
)

CHAIR = Role(name="judge", title="Judge", chair=True)


@dataclass(frozen=True, kw_only=True)
class Rounds(OversightProtocol):
    """A fixed number of rounds, or one that the chair ends between a least and a most."""

    rounds: int = parameter(3, "Rounds of speeches; the most, where the judge may end it.", low=1, high=12)
    least_rounds: int | None = parameter(
        None, "The judge may end it after this many rounds; nothing = never.", low=1, high=12
    )
    interactive: bool = parameter(False, "The judge asks the speakers between rounds.")
    open: bool = parameter(False, "The first speaker picks its own side.")
    stepped: bool = parameter(
        True,
        "Judges say what they believe before the first round and after each; else once, when they have read it all.",
    )
    speech_words: int = parameter(150, "The longest speech, in words.", low=10, high=2000)
    quote_words: int = parameter(80, "The most quoted words in one speech.", low=0, high=1000)

    def __post_init__(self) -> None:
        if self.least_rounds is not None and self.least_rounds > self.rounds:
            raise ValueError(f"least_rounds ({self.least_rounds}) is more than rounds ({self.rounds}).")
        if self.chaired and not self.stepped:
            raise ValueError("A judge who sits on the stage is asked after each round: leave stepped as it is.")

    @property
    def speakers(self) -> tuple[str, ...]:
        """The speaking roles in their order; the first is the one who picks a side, where sides are open."""
        return tuple(role.name for role in self.cast())

    @property
    def chaired(self) -> bool:
        return self.interactive or self.least_rounds is not None

    @abstractmethod
    def cast(self) -> tuple[Role, ...]:
        """The speakers."""

    @abstractmethod
    def speeches(self, number: int) -> tuple[tuple[Ask, ...], ...]:
        """The steps of round `number`, which counts from 1."""

    def speech(self, role: str, number: int, prompt: str) -> Ask:
        limits = Speech(words=self.speech_words, quoted=self.quote_words)
        return Ask(role=role, prompt=prompt, wants=(limits,), about={"round": str(number)})

    def roles(self, case: Case) -> tuple[Role, ...]:
        return (*self.cast(), CHAIR) if self.chaired else self.cast()

    def ways(self, question: Question) -> int:
        return 1 if self.open else 2

    def _size(self) -> int:
        """Steps in a round, the chair's included."""
        return len(self.speeches(1)) + self.chaired

    def next_asks(self, case: Case, transcript: Transcript) -> tuple[Ask, ...]:
        if self.open and not transcript:
            return (self._pick(case),)
        done = len(transcript) - self.open
        if self.chaired and done == 0:
            return (self._chair(case, 0),)
        heard, place = divmod(done - self.chaired, self._size())
        if place == len(self.speeches(1)):
            return (self._chair(case, heard + 1),)
        if place == 0 and (heard == self.rounds or self._ended(transcript)):
            return ()
        return self.speeches(heard + 1)[place]

    def most_asks(self, case: Case) -> int:
        spoken = sum(len(step) for n in range(1, self.rounds + 1) for step in self.speeches(n))
        return self.open + spoken + self.chaired * (self.rounds + 1)

    def _ended(self, transcript: Transcript) -> bool:
        return self.chaired and transcript[-1][0].choices.get("next") == "end"

    def _pick(self, case: Case) -> Ask:
        wants = (Choice("option", case.question.options),)
        return Ask(role=self.speakers[0], prompt="pick", wants=wants, to=NOBODY)

    def picked(self, case: Case, transcript: Transcript) -> int | None:
        """The option that the first speaker picked; a seeded draw where its reply could not be read."""
        if not transcript:
            return None
        options = case.question.options
        choice = transcript[0][0].choices.get("option")
        return options.index(choice) if choice in options else int(case.draw("pick") * len(options))

    def _chair(self, case: Case, heard: int) -> Ask:
        wants: tuple[Want, ...] = (beliefs(case.question),)
        asks = self.interactive and heard < self.rounds
        wants += (Speech(words=60, name="question" if asks else "reason"),)
        if self.least_rounds is not None and self.least_rounds <= heard < self.rounds:
            wants += (Choice("next", ("continue", "end")),)
        prompt = "chair_asks" if asks else "chair"
        to = EVERYONE if asks else NOBODY
        return Ask(role=CHAIR.name, prompt=prompt, wants=wants, about={"round": str(heard)}, to=to)

    def sitting(self, case: Case, transcript: Transcript) -> tuple[Ask, ...]:
        if len(transcript) < self.open:
            return ()
        heard = min((len(transcript) - self.open) // self._size(), self.rounds)
        if not self.stepped:
            return (self._reading(case, heard),) if heard == self.rounds else ()
        return tuple(self._reading(case, n) for n in range(heard + 1))

    def _reading(self, case: Case, heard: int) -> Ask:
        return Ask(
            role="judge",
            prompt="judge" if heard else "judge_before",
            wants=(beliefs(case.question), Speech(words=100, name="reason")),
            about={"round": str(heard)},
            to=NOBODY,
            after=self.open + heard * self._size(),
        )

    def most_sitting_asks(self, case: Case) -> int:
        return self.rounds + 1 if self.stepped else 1

    def measures(
        self, case: Case, transcript: Transcript, judgements: tuple[Judgement, ...]
    ) -> Mapping[str, float | None]:
        """`picked_right`: whether the first speaker, free to choose, took the correct option."""
        if not self.open or case.question.answer is None:
            return {"picked_right": None}
        return {"picked_right": float(self.picked(case, transcript) == case.question.answer)}
