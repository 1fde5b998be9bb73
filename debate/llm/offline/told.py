"""What a request tells the offline model besides its messages, which it cannot read."""

from __future__ import annotations

from collections.abc import Mapping
from hashlib import sha256
from typing import Literal, TypeVar

from pydantic import BaseModel, ConfigDict, NonNegativeInt, model_validator

from debate.core.craft import Kind
from debate.core.plants import PLANTS
from debate.core.types import VERDICTS, Ask, Speech, Want

T = TypeVar("T")


class Part(BaseModel):
    """Unknown keys are refused: nothing can be told by mistake, the answer least of all."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Heard(Part):
    """A speech that the asked role may read, and its number in the transcript.

    `verified`: whether each of its quotes is found, in order, where the reader is shown it.
    """

    role: str
    option: NonNegativeInt | None = None
    text: str = ""
    mine: bool = False
    number: NonNegativeInt = 0
    verified: tuple[bool, ...] | None = None


class Recorded(Part):
    """A speech from a question's row; "(#2)" in its text points at its second quote."""

    text: str
    quotes: tuple[str, ...] = ()


class Told(Part):
    """The seat, its ask, and what it may read. `options` are in the question's order, `mine` is one's own.

    Of a `candidate` the labels are right and wrong. `truth` is one of the labels, told to roles that know it and to
    nobody else. `thought` is what the seat reasoned before, or the part of it that a probe shows. `own` are the phrases
    by which a plant is known that is none of the library's; `free`: it may misbehave, and need not; `watched`: it was
    told that others flag misbehaviour.
    """

    role: str
    kind: Kind | Literal["ask"] = "ask"
    prompt: str = ""
    wants: tuple[Want, ...]
    question: str = ""
    options: tuple[str, ...] = ()
    candidate: str = ""
    truth: NonNegativeInt | None = None
    display: tuple[NonNegativeInt, ...] = ()
    mine: NonNegativeInt | None = None
    round: NonNegativeInt = 0
    passage: str = ""
    heard: tuple[Heard, ...] = ()
    arguments: tuple[Recorded, ...] | None = None
    drafts: tuple[str, ...] = ()
    thought: str = ""
    plant: str = ""
    own: tuple[str, ...] | None = None
    free: bool = False
    watched: bool = False
    about: Mapping[str, str] = {}
    sample: str = ""

    @model_validator(mode="after")
    def _names_options_that_exist(self) -> Told:
        places = [*self.display, *(heard.option for heard in self.heard), self.mine, self.truth]
        if any(place is not None and place >= len(self.labels) for place in places):
            raise ValueError(f"an option beyond the {len(self.labels)} options is named")
        if self.plant and self.own is None and self.plant not in PLANTS:
            raise ValueError(f"there is no plant “{self.plant}”; there are: {', '.join(PLANTS)}")
        return self

    @property
    def labels(self) -> tuple[str, ...]:
        """What a belief is over."""
        return self.options or VERDICTS

    @property
    def ask(self) -> Ask:
        return Ask(role=self.role, prompt="", wants=self.wants, about=self.about)

    @property
    def judged(self) -> tuple[str, ...]:
        """The labels of the belief that is wanted, else the question's."""
        return self.ask.belief.over if self.ask.belief else self.labels

    @property
    def speech(self) -> Speech | None:
        return self.ask.speech

    def standing_for(self, option: int) -> Told:
        """The same, told to the speaker of an option."""
        return self.model_copy(update={"mine": option})

    def one_of(self, slot: str, choices: tuple[T, ...]) -> T:
        """One of several wordings: always the same for the same request, another for another sample or round."""
        return choices[int(self.draw(slot) * len(choices))]

    def draw(self, slot: str) -> float:
        """A number in [0, 1) that depends on sample, round and slot alone."""
        return int.from_bytes(sha256(f"{self.sample}/{self.role}/{self.round}/{slot}".encode()).digest()[:6]) / 2**48
