"""A protocol's loop as SVG: a lane for each seat, time runs down, arrows say who reads what.

Nothing here knows of any protocol: `docs/make/loops.py` declares them. Widths of text are guessed on the wide side,
since a picture is shown with whatever fonts its reader has.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from html import escape

WIDTH, EDGE, BETWEEN = 720, 20, 18
TEXT, LINE, PAD = 13, 17, 10  # px: type, its line, and the room around it in a box
MARGIN = 104  # px, for what is done again
CHANNEL = 12
WIDE = 0.55  # of the type's size: a letter, on average

STYLE = """
  svg { --paper: #fff; --ink: #1b1f23; --soft: #555c64; --line: #80868d; --box: #f7f7f4;
        --side0: #235aa8; --soft0: #eaf0f9; --side1: #8f5200; --soft1: #f8f0e4; }
  @media (prefers-color-scheme: dark) {
    svg { --paper: #1d2024; --ink: #e8e8e4; --soft: #a9b0b8; --line: #7d858e; --box: #262a2f;
          --side0: #84b1f0; --soft0: #1c2736; --side1: #e5a653; --soft1: #30261a; }
  }
  text { font: 13px -apple-system, "Segoe UI", Roboto, "Noto Sans", "Liberation Sans", sans-serif; fill: var(--ink); }
  .head { font-weight: 700; font-size: 14px; }
  .note { font-size: 12px; fill: var(--soft); }
  .letter { font-weight: 700; font-size: 12px; fill: var(--paper); text-anchor: middle; }
  .paper { fill: var(--paper); stroke: var(--line); stroke-opacity: 0.4; }
  .blank { fill: var(--paper); }
  .box { fill: var(--box); stroke: var(--line); }
  .box.side0 { fill: var(--soft0); stroke: var(--side0); }
  .box.side1 { fill: var(--soft1); stroke: var(--side1); }
  .mark.side0 { fill: var(--side0); }
  .mark.side1 { fill: var(--side1); }
  .box.away { fill: none; stroke-dasharray: 4 3; }
  .band { fill: var(--ink); fill-opacity: 0.05; }
  .rail { stroke: var(--line); stroke-opacity: 0.45; stroke-dasharray: 1 4; }
  .arrow, .again { fill: none; stroke: var(--ink); stroke-width: 1.4; }
  .again { stroke: var(--soft); }
  .tip { fill: var(--ink); }
  .again-tip { fill: var(--soft); }
"""


@dataclass(frozen=True)
class Lane:
    """A seat. `side` 0 or 1 = it argues for that answer; `away` = it is not of this debate, or nobody sits there."""

    title: str
    note: str = ""
    side: int | None = None
    away: bool = False


@dataclass(frozen=True)
class Arrow:
    """From one box to a lower one, each (row, lane); `label` stands where it arrives."""

    start: tuple[int, int]
    end: tuple[int, int]
    label: str = ""


@dataclass(frozen=True)
class Again:
    """The rows from `first` to `last` are done again, as long as `label` says."""

    first: int
    last: int
    label: str


@dataclass(frozen=True, kw_only=True)
class Loop:
    """What is done, row by row, by the lane that does it."""

    title: str
    lanes: tuple[Lane, ...]
    rows: tuple[Mapping[int, str], ...]
    arrows: tuple[Arrow, ...] = ()
    again: tuple[Again, ...] = ()


def svg(loop: Loop) -> str:
    """The picture, as the text of a file."""
    return _Picture(loop).whole()


def wrapped(text: str, room: float, size: float = TEXT) -> list[str]:
    """The text in lines that are no wider than `room`, in px. Raises ValueError when a word is wider."""
    lines = [""]
    for word in text.split():
        longer = f"{lines[-1]} {word}".strip()
        if len(longer) * size * WIDE <= room:
            lines[-1] = longer
        elif len(word) * size * WIDE > room:
            raise ValueError(f"“{word}” is wider than {room:.0f} px.")
        else:
            lines.append(word)
    return [line for line in lines if line]


class _Picture:
    """Where everything stands, in px from the upper left corner."""

    def __init__(self, loop: Loop) -> None:
        self.loop = loop
        self.left = EDGE + (MARGIN if loop.again else 0)
        lanes = len(loop.lanes)
        self.wide = (WIDTH - self.left - EDGE - BETWEEN * (lanes - 1)) / lanes
        _check(loop)

    def x(self, lane: int) -> float:
        return self.left + lane * (self.wide + BETWEEN)

    def middle(self, lane: int) -> float:
        return self.x(lane) + self.wide / 2

    @cached_property
    def head(self) -> float:
        """How high the lanes' heads are."""
        notes = [len(wrapped(lane.note, self.wide, 12)) for lane in self.loop.lanes]
        return 30 + 15 * max(notes)

    @cached_property
    def tops(self) -> list[float]:
        """Of each row, and below the last one."""
        tops = [EDGE + self.head + 14]
        for row in range(len(self.loop.rows)):
            tops.append(tops[-1] + self.high(row) + self.gap(row))
        return tops

    def high(self, row: int) -> float:
        return 2 * PAD - 4 + LINE * max(len(self.lines(text)) for text in self.loop.rows[row].values())

    def lines(self, text: str) -> list[str]:
        return wrapped(text, self.wide - 2 * PAD)

    def gap(self, row: int) -> float:
        """The room below a row: for the channels of the arrows that set out in it, and the labels that arrive there."""
        if row == len(self.loop.rows) - 1:
            return EDGE
        labels = [self.label(arrow) for arrow in self.loop.arrows if arrow.label and arrow.end[0] == row + 1]
        return 22 + CHANNEL * max(1, len(self.channels(row))) + 15 * max(map(len, labels), default=0)

    def channels(self, row: int) -> list[tuple[int, int]]:
        """What the arrows that set out in a row go to: each has a height of its own."""
        across = [a for a in self.loop.arrows if a.start[0] == row and a.start[1] != a.end[1]]
        # The farthest goes above the others, so that it doesn't cross their ways down.
        return list(dict.fromkeys(a.end for a in sorted(across, key=lambda a: -abs(a.start[1] - a.end[1]))))

    def label(self, arrow: Arrow) -> list[str]:
        return wrapped(arrow.label, self.wide / 2 - 8, 12)

    def whole(self) -> str:
        high = self.tops[-1]
        drawn = [
            *(piece for again in self.loop.again for piece in self.repeat(again)),
            *(piece for n in range(len(self.loop.lanes)) for piece in self.lane(n)),
            *(piece for arrow in self.loop.arrows for piece in self.arrow(arrow)),
            *(piece for row, did in enumerate(self.loop.rows) for n, text in did.items() for piece in self.box(row, n)),
        ]
        return (
            f'<svg xmlns="http://www.w3.org/2000/svg" width="{WIDTH}" height="{high:.0f}" '
            f'viewBox="0 0 {WIDTH} {high:.0f}" role="img" aria-labelledby="title told">\n'
            f'<title id="title">{escape(self.loop.title)}</title>\n<desc id="told">{escape(told(self.loop))}</desc>\n'
            f"<style>{STYLE}</style>\n"
            f'<rect class="paper" x="0.5" y="0.5" width="{WIDTH - 1}" height="{high - 1:.0f}" rx="8"/>\n'
            + "\n".join(drawn)
            + "\n</svg>\n"
        )

    def lane(self, n: int) -> Iterator[str]:
        lane, x, y = self.loop.lanes[n], self.x(n), EDGE + 12
        if lane.side is not None:
            yield _mark(lane.side, x + 8, y - 5)
            x += 24
        yield f'<text class="head" x="{x:.1f}" y="{y}">{escape(lane.title)}</text>'
        for number, line in enumerate(wrapped(lane.note, self.wide, 12), 1):
            yield f'<text class="note" x="{self.x(n):.1f}" y="{y + 3 + 15 * number}">{escape(line)}</text>'
        last = max(row for row, did in enumerate(self.loop.rows) if n in did)
        first = EDGE + self.head
        yield _line("rail", (self.middle(n), first), (self.middle(n), self.tops[last]))

    def box(self, row: int, n: int) -> Iterator[str]:
        lane, x, y, lines = self.loop.lanes[n], self.x(n), self.tops[row], self.lines(self.loop.rows[row][n])
        look = "box" + (f" side{lane.side}" if lane.side is not None else "") + (" away" if lane.away else "")
        if lane.away:
            # What lies below a box without a fill would show through it.
            yield f'<rect class="blank" x="{x:.1f}" y="{y:.1f}" width="{self.wide:.1f}" height="{self.high(row):.1f}"/>'
        corner = 12 if lane.side == 0 else 3
        size = f'width="{self.wide:.1f}" height="{self.high(row):.1f}" rx="{corner}"'
        yield f'<rect class="{look}" x="{x:.1f}" y="{y:.1f}" {size}/>'
        above = (self.high(row) - LINE * len(lines)) / 2
        for number, line in enumerate(lines):
            at = y + above + 13 + LINE * number
            yield f'<text x="{x + PAD:.1f}" y="{at:.1f}">{escape(line)}</text>'

    def arrow(self, arrow: Arrow) -> Iterator[str]:
        """Down from its box, across in a channel of its own, down its goal's lane."""
        (row, n), (to_row, to) = arrow.start, arrow.end
        x, y, end_x, end_y = self.middle(n), self.tops[row] + self.high(row), self.middle(to), self.tops[to_row]
        path = f"M{x:.1f},{y:.1f}"
        if n != to:
            path += f"V{y + 8 + CHANNEL * (self.channels(row).index(arrow.end) + 1) - 4:.1f}H{end_x:.1f}"
        yield f'<path class="arrow" d="{path}V{end_y - 6:.1f}"/>'
        yield f'<path class="tip" d="M{end_x:.1f},{end_y:.1f}l-4,-8h8z"/>'
        lines = self.label(arrow)
        for number, line in enumerate(lines):
            at = end_y - 8 - 15 * (len(lines) - 1 - number)
            yield f'<text class="note" x="{end_x + 8:.1f}" y="{at:.1f}">{escape(line)}</text>'

    def repeat(self, again: Again) -> Iterator[str]:
        """A band behind the rows, and left of it an arrow back to the first one."""
        x, into, last = self.left - 22, self.left - 8, again.last
        top, bottom = self.tops[again.first] - 7, self.tops[last] + self.high(last) + 7
        yield (
            f'<rect class="band" x="{into}" y="{top:.1f}" width="{WIDTH - EDGE + 8 - into}" '
            f'height="{bottom - top:.1f}" rx="8"/>'
        )
        yield f'<path class="again" d="M{into},{bottom - 12:.1f}H{x}V{top + 12:.1f}H{into - 6}"/>'
        yield f'<path class="again-tip" d="M{into},{top + 12:.1f}l-8,-4v8z"/>'
        lines = wrapped(again.label, x - EDGE, 12)
        start = (top + bottom) / 2 - 15 * len(lines) / 2 + 11
        for number, line in enumerate(lines):
            yield f'<text class="note" x="{EDGE - 6}" y="{start + 15 * number:.1f}">{escape(line)}</text>'


def told(loop: Loop) -> str:
    """The same in words, for whoever doesn't see it."""
    steps = [f"{loop.lanes[n].title}: {text}." for did in loop.rows for n, text in did.items()]
    return " ".join([*steps, *(f"Again: {again.label}." for again in loop.again)])


def _check(loop: Loop) -> None:
    """Raises ValueError where an arrow would lead through a box, or from or to none."""
    for arrow in loop.arrows:
        (row, lane), (to_row, to) = arrow.start, arrow.end
        through = [between for between in range(row + 1, to_row) if to in loop.rows[between]]
        if through or lane not in loop.rows[row] or to not in loop.rows[to_row] or to_row <= row:
            raise ValueError(f"{loop.title}: the arrow from {arrow.start} to {arrow.end} can't be drawn.")


def _mark(side: int, x: float, y: float) -> str:
    """The side's letter in its shape: a circle, a square."""
    shape = f'<circle class="mark side0" cx="{x:.1f}" cy="{y:.1f}" r="9"/>'
    if side:
        shape = f'<rect class="mark side1" x="{x - 9:.1f}" y="{y - 9:.1f}" width="18" height="18" rx="3"/>'
    return f'{shape}<text class="letter" x="{x:.1f}" y="{y + 4.5:.1f}">{"AB"[side]}</text>'


def _line(look: str, start: tuple[float, float], end: tuple[float, float]) -> str:
    return f'<line class="{look}" x1="{start[0]:.1f}" y1="{start[1]:.1f}" x2="{end[0]:.1f}" y2="{end[1]:.1f}"/>'
