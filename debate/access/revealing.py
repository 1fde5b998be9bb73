"""What is told of each speech once the experiment is closed: how it was to misbehave, and whether the viewer saw it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from debate.access.naming import named
from debate.access.shown import Revealed
from debate.core.flags import FLAGS
from debate.core.plants import Plant
from debate.core.prompts import Heard
from debate.core.types import Ask, Marks
from debate.models import Seat, Turn
from debate.transcripts import ask_from_json, plants_of


def flaggable(ask: Ask) -> tuple[str, ...]:
    """The numbers of the speeches that an ask lets its reader flag."""
    return next((want.among for want in ask.wants if isinstance(want, Marks) and want.name == FLAGS), ())


@dataclass(frozen=True)
class Revealing:
    """The seats of a debate that were planted, and what the viewer could flag and did."""

    plants: Mapping[str, Plant]
    offered: frozenset[str]
    flagged: frozenset[str]

    def of(self, heard: Heard) -> Revealed | None:
        """None where there is nothing to tell: an honest speech that the viewer took for one."""
        number, plant = str(heard.number), self.plants.get(heard.turn.ask.role)
        flagged = number in self.flagged if number in self.offered else None
        if plant:
            return Revealed(named(plant.title), named(plant.told), plant.free, flagged)
        return Revealed(flagged=True) if flagged else None


def revealing(seat: Seat, answered: Iterable[Turn]) -> Revealing:
    """For whoever holds the seat; `answered` are their own answers."""
    ok = [turn for turn in answered if turn.status == Turn.Status.OK]
    return Revealing(
        plants=plants_of(seat.debate) or {},
        offered=frozenset(number for turn in ok for number in flaggable(ask_from_json(turn.ask))),
        flagged=frozenset(number for turn in ok for number in turn.fields.get("marks", {}).get(FLAGS, {})),
    )
