"""Who is offered what: a Latin square of items and conditions, and the order in which a person goes through it.

An item is what one person may judge but once: a passage, or a question without one. A condition is an arm, or one of
an arm's halves. Each line of the square holds every item once and, over as many items as there are conditions, every
condition once (Fisher, The Design of Experiments, 1935, section 49). People keep to a line of their own while it
lasts; so each meets the conditions evenly, and the conditions of an item go to different people.

What looks random is sha256 of the experiment's seed and names that are the same in every database.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from hashlib import sha256

# Random places are below this: a database's positive integer.
END = 2**31


@dataclass(frozen=True, order=True)
class Wanted:
    """A judgement that is wanted of a person, by names: `name` tells it from all others of its experiment."""

    item: str
    condition: str
    name: str


@dataclass(frozen=True, order=True)
class Cell:
    """Where free places are: a line of the square and, on it, a condition, both by number."""

    line: int
    condition: int


@dataclass(frozen=True)
class Spot:
    """Where a place lies: its cell, and its random place in the order of that cell, from 0 to END."""

    cell: Cell
    shuffled: int


class Square:
    """The square of these items and conditions, by names. The order in which they come in changes nothing."""

    def __init__(self, seed: int, items: Iterable[str], conditions: Iterable[str]) -> None:
        self.seed = seed
        self.items = _numbered(seed, "item", items)
        self.conditions = _numbered(seed, "condition", conditions)

    def spot(self, wanted: Wanted) -> Spot:
        """Where a wanted judgement of one of its items and conditions lies."""
        condition = self.conditions[wanted.condition]
        line = line_of(self.items[wanted.item], condition, len(self.conditions))
        return Spot(Cell(line, condition), draw(self.seed, "place", wanted.name) % END)


def line_of(item: int, condition: int, conditions: int) -> int:
    """The line of an item's condition, all by number: the cyclic square, whose every line meets each item once."""
    return (item + condition) % conditions


def _numbered(seed: int, what: str, names: Iterable[str]) -> dict[str, int]:
    """The names in a random order, from 0."""
    return {name: n for n, name in enumerate(sorted(set(names), key=lambda name: (draw(seed, what, name), name)))}


def tried(seed: int, person: int, free: Iterable[Cell], met: Mapping[int, int]) -> list[Cell]:
    """The cells in the order in which a person is offered their places; `met` counts the conditions that they had.

    The condition that they had least comes first, then the person's own line: of those who come one after the other,
    each has another. What is equal is drawn anew each time, so that nobody can tell what comes next.
    """
    cells, had = list(free), sum(met.values())
    lines = 1 + max([*met, *(cell.condition for cell in cells), *(cell.line for cell in cells)], default=0)
    return sorted(
        cells,
        key=lambda cell: (
            met.get(cell.condition, 0),
            (cell.line - person - draw(seed, "line")) % lines,
            draw(seed, "next", person, had, cell.condition),
        ),
    )


def start_of(seed: int, person: int) -> int:
    """Where in a cell's order a person begins, going round: everybody meets the items in an order of their own."""
    return draw(seed, "start", person) % END


def draw(seed: int, *name: object) -> int:
    """48 bits that depend on the seed and the name alone."""
    return int.from_bytes(sha256(repr((seed, "assignment", *name)).encode()).digest()[:6])
