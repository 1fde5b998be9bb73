"""Where the names of dots stand: each beside its own dot, on no other dot and on no other name."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

# Points: how far a dot reaches, a line of words is high, and a character is wide in a wide font.
DOT, LINE, CHARACTER = 7.0, 15.0, 7.2
# Above or below a dot's whiskers, to the right or to the left of it; further off where it is crowded.
OFFSETS = tuple((side, rise) for rise in (-11, 11, -25, 25) for side in (1, -1))
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Dot:
    """A name, and where its dot stands: points from the left and from the top."""

    name: str
    x: float
    y: float


@dataclass(frozen=True)
class Label:
    """A name from `x` on, or up to it where it is on the `left` of its dot; `y` is its middle."""

    name: str
    x: float
    y: float
    left: bool


def placed(dots: Sequence[Dot], lines: Sequence[Box], width: float, height: float) -> list[Label]:
    """A label for each dot that has room for one within the plot, those at the top first; off the lines where it can.

    `lines` = their boxes, each (left, top, right, bottom).
    """
    taken: list[Box] = [(dot.x - DOT, dot.y - DOT, dot.x + DOT, dot.y + DOT) for dot in dots]
    found = []
    for dot in sorted(dots, key=lambda dot: (dot.y, dot.x)):
        free = [
            label
            for label in (Label(dot.name, dot.x + side * (DOT + 1), dot.y + rise, side < 0) for side, rise in OFFSETS)
            if _inside(_box(label), width, height) and not _touches(_box(label), taken)
        ]
        if free:
            best = min(free, key=lambda label: sum(_touch(_box(label), line) for line in lines))
            taken.append(_box(best))
            found.append(best)
    return found


def _inside(box: Box, width: float, height: float) -> bool:
    return box[0] >= 0 and box[2] <= width and box[1] >= -LINE and box[3] <= height


def _touches(box: Box, others: Sequence[Box]) -> bool:
    return any(_touch(box, other) for other in others)


def _box(label: Label) -> Box:
    length = CHARACTER * len(label.name)
    left = label.x - length if label.left else label.x
    return left, label.y - LINE / 2, left + length, label.y + LINE / 2


def _touch(one: Box, other: Box) -> bool:
    return one[0] < other[2] and other[0] < one[2] and one[1] < other[3] and other[1] < one[3]
