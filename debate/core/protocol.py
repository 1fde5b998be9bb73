"""The contract: a protocol is a pure function from the transcript to who must act next."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from debate.core.types import Ask, Case, Finished, Question, Role, Transcript, Turn

PROTOCOLS: dict[str, type[OversightProtocol]] = {}


@dataclass(frozen=True, kw_only=True)
class OversightProtocol(ABC):
    """A frozen dataclass: its fields are its parameters. A subclass that has a slug is registered under it."""

    slug: ClassVar[str]
    title: ClassVar[str]
    version: ClassVar[str] = "1"
    prompts: ClassVar[Mapping[str, str]] = {}
    two_sided: ClassVar[bool] = False

    def __init_subclass__(cls, **kwargs: Any) -> None:
        super().__init_subclass__(**kwargs)
        if "slug" in cls.__dict__:
            PROTOCOLS[cls.slug] = cls

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
    def chaired(self) -> bool:
        """Whether a judge sits on the stage, so that the debate waits for it; k judges are then k debates."""
        return False

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

    def learn(self, earlier: Iterable[Finished]) -> Mapping[str, Any]:
        """Once an arm: what it takes from the finished arms it waits for; every debate's `case.given`."""
        return {}

    def measures(
        self, case: Case, transcript: Transcript, ratings: tuple[tuple[int, ...], ...]
    ) -> Mapping[str, float | None]:
        """The protocol's own figures for one debate; None = does not apply."""
        return {}


def visible(ask: Ask, transcript: Transcript) -> tuple[Turn, ...]:
    """The turns whose words the asked one may read: those addressed to its role and, on the stage, its own."""
    return tuple(turn for step in transcript[: ask.after] for turn in step if _may_read(ask, turn))


def _may_read(ask: Ask, turn: Turn) -> bool:
    own = ask.after is None and (turn.ask.role, turn.ask.key) == (ask.role, ask.key)
    return own or bool(turn.ask.to & {"*", ask.role})
