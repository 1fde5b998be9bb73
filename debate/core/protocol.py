"""The contract: a protocol is a pure function from the transcript to who must act next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from inspect import getdoc
from sys import modules
from typing import Any, ClassVar, Literal

from debate.core.drawing import Drawing
from debate.core.parameters import parameter
from debate.core.types import Ask, Case, Finished, Judgement, Question, Role, Transcript, Turn

PROTOCOLS: dict[str, type[OversightProtocol]] = {}

Form = Literal["options", "candidate"]
Bound = Literal["", "floor", "ceiling"]


@dataclass(frozen=True, kw_only=True)
class Condition:
    """An arm of a protocol in a comparison, by the end of its name; "" is the one that is compared.

    `after` = the ends of the names of those of its arms that it waits for; THE_FLOOR = blind judgement.
    """

    suffix: str = ""
    params: Mapping[str, Any] = field(default_factory=dict)
    after: tuple[str, ...] = ()


THE_FLOOR = "the floor"


@dataclass(frozen=True, kw_only=True)
class OversightProtocol(ABC):
    """A frozen dataclass: its fields are its parameters. A subclass that has a slug is registered under it.

    `two_sided` = it is about just two options. `decides` = its stage ends in a `verdict`, so that no judge reads it.
    `own_bounds` = its floor is the arms that it learns from, its ceiling the arms of the same protocol that are one.
    `amounts` = the beginnings of the names of those of its measures that are counts or scores; the others are shares.
    `about_truth` = its judges are asked what is true; else what they believe says nothing of how good they are.
    `compared` = the arms that it has in a comparison with others.
    `ratios` = figures that are one of its measures' mean over another's: {"usefulness": ("success", "success_alone")}.
    """

    slug: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[str] = "1"
    prompts: ClassVar[Mapping[str, str]] = {}
    two_sided: ClassVar[bool] = False
    decides: ClassVar[bool] = False
    about_truth: ClassVar[bool] = True
    ratios: ClassVar[Mapping[str, tuple[str, str]]] = {}
    amounts: ClassVar[tuple[str, ...]] = ()
    own_bounds: ClassVar[bool] = False
    compared: ClassVar[tuple[Condition, ...]] = (Condition(),)

    flags: bool = parameter(False, "Judges and monitors may flag speeches that they take for misbehaviour.")
    announced: bool = parameter(False, "Speakers are told that others watch them and flag misbehaviour.")
    earlier: int = parameter(
        0,
        "Transcripts of earlier debates that model judges read first, from the arms that it waits for.",
        low=0,
        high=20,
    )

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" in cls.__dict__:
            PROTOCOLS[cls.slug] = cls

    @classmethod
    def summary(cls) -> str:
        """What its file says of it first."""
        return (modules[cls.__module__].__doc__ or getdoc(cls) or "").strip().split("\n\n")[0].replace("\n", " ")

    @abstractmethod
    def roles(self, case: Case) -> tuple[Role, ...]:
        """The seats on the stage."""

    @abstractmethod
    def next_asks(self, case: Case, transcript: Transcript) -> tuple[Ask, ...]:
        """The stage's next step; several are answered at once, unseen by each other; () = finished."""

    @abstractmethod
    def most_asks(self, case: Case) -> int:
        """The most asks that the stage can make: shown before launch, kept by a test."""

    @property
    def takes(self) -> tuple[Form, ...]:
        """The forms of question it can be about. A question that has another one is brought into the first."""
        return ("options",)

    @property
    def bound(self) -> Bound:
        """Whether its accuracy is the floor or the ceiling of what oversight recovers (PGR)."""
        return ""

    @property
    def learns(self) -> bool:
        """Whether it can't begin before other arms are finished, from which it learns."""
        return False

    @property
    def chaired(self) -> bool:
        """Whether a judge sits on the stage, so that the debate waits for it; k judges are then k debates."""
        anything = Case(question=Question(text="", options=("", "")))
        return any(role.chair for role in self.roles(anything))

    def reader(self) -> Role:
        """The seat of whoever judges by reading: what it may read follows from this role."""
        return Role(name="judge", title="Judge")

    def sitting(self, case: Case, transcript: Transcript) -> tuple[Ask, ...]:
        """What every judge is asked in turn, now or later, person or model; only grows with the transcript."""
        return ()

    def most_sitting_asks(self, case: Case) -> int:
        """The most asks of one sitting."""
        return 0

    def sides(self, case: Case, transcript: Transcript) -> Mapping[str, int]:
        """The option each role defends, as far as it is settled."""
        return {}

    def ways(self, question: Question) -> int:
        """How many ways there are to assign the sides; the design balances over them."""
        return 1

    def halves(self) -> bool:
        """Whether every question is run in each of its ways, since only together do they make a prior of 50/50."""
        return False

    def verdict(self, case: Case, transcript: Transcript) -> tuple[int, ...]:
        """The belief that a finished stage ends in, where the protocol `decides`; () when it can't be had."""
        return ()

    def learn(self, earlier: Iterable[Finished]) -> Mapping[str, Any]:
        """Once an arm: what it takes from the finished arms it waits for; every debate's `case.given`.

        Raises ValueError, in words for the researcher, when they hold too little to learn from.
        """
        return {}

    def left_out(self, case: Case) -> str:
        """Why, for all that it learnt, there is nothing to stage or to judge of a case, in words; "" = there is."""
        return ""

    def drawing(self, case: Case, transcript: Transcript, ask: Ask | None = None) -> Drawing | None:
        """What its own template draws of the transcript: for whoever is asked, of what they may read alone.

        Without an ask it is for a researcher, of everything. None = there is nothing to be drawn.
        """
        return None

    @property
    def draws(self) -> bool:
        """Whether it draws anything of any transcript."""
        return type(self).drawing is not OversightProtocol.drawing

    def measures(
        self, case: Case, transcript: Transcript, judgements: tuple[Judgement, ...]
    ) -> Mapping[str, float | None]:
        """The protocol's own figures for one debate; None = does not apply. Judgements without a belief count too."""
        return {}


@dataclass(frozen=True)
class Placed:
    """A turn with its step, and its number in the transcript: both count from 0 and 1."""

    step: int
    number: int
    turn: Turn


def placed(transcript: Transcript) -> tuple[Placed, ...]:
    """Every turn of a transcript in its place."""
    turns = [(step, turn) for step, together in enumerate(transcript) for turn in together]
    return tuple(Placed(step, number, turn) for number, (step, turn) in enumerate(turns, 1))


def heard_by(ask: Ask, transcript: Transcript) -> tuple[Placed, ...]:
    """The turns whose words the asked one may read: those addressed to its role and, on the stage, its own.

    Nobody is handed what a seat reasoned in private, not even the seat itself: its next speech reasons anew.
    """
    found = (at for at in placed(transcript[: ask.after]) if _may_read(ask, at.turn))
    return tuple(replace(at, turn=replace(at.turn, private=None)) for at in found)


def visible(ask: Ask, transcript: Transcript) -> tuple[Turn, ...]:
    """The same, as turns alone."""
    return tuple(at.turn for at in heard_by(ask, transcript))


def own(ask: Ask, turn: Turn) -> bool:
    """Whether a turn is the asked seat's own, on the stage."""
    return ask.after is None and (turn.ask.role, turn.ask.key) == (ask.role, ask.key)


def _may_read(ask: Ask, turn: Turn) -> bool:
    return own(ask, turn) or bool(turn.ask.to & {"*", ask.role})
