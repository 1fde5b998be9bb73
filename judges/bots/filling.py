"""What a bot puts into a form: drawn, and right only by chance or where it has read what is right."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from random import Random

from judges.bots.pages import Field, Form

WORDS = "A bot says this: it has read nothing. "
# Of all boxes that could be ticked, the share that a bot ticks.
TICKED = 0.15
# The numbers of a belief are called so.
BELIEF = "belief"
# Where a number says no bounds.
LOW, HIGH = 0, 10


def filled(form: Form, random: Random, knows: Mapping[str, str] | None = None) -> dict[str, str]:
    """A value for each field that a person would fill in; `knows` are the right ones, by the field's name."""
    drawn = dict(_filled(form, random))
    return {**drawn, **{name: value for name, value in (knows or {}).items() if name in drawn}}


def _filled(form: Form, random: Random) -> Iterator[tuple[str, str]]:
    numbers = [fields[0] for _, fields in form.named("number")]
    yield from _shares([one.name for one in numbers if one.name.startswith(BELIEF)], random)
    for one in numbers:
        if not one.name.startswith(BELIEF):
            yield one.name, str(random.randint(int(float(one.low or LOW)), int(float(one.high or HIGH))))
    for kind in ("radio", "option"):
        for name, ways in form.named(kind):
            yield name, random.choice([way.value for way in ways if way.value] or [""])
    for name, boxes in form.named("checkbox"):
        if random.random() < TICKED:
            yield name, boxes[0].value or "on"
    for kind in ("textarea", "text"):
        for name, fields in form.named(kind):
            yield name, "" if name.endswith("_note") else _words(fields[0])


def _words(field: Field) -> str:
    """As many as are asked for, and no more than are taken."""
    least, most = int(field.low or 0), int(field.high or 1_000)
    return (WORDS * (1 + least // len(WORDS)))[:most].strip()


def _shares(names: Sequence[str], random: Random) -> Iterator[tuple[str, str]]:
    """A belief: whole percents that make a hundred."""
    cuts = sorted(random.randint(0, 100) for _ in names[1:])
    for name, low, high in zip(names, [0, *cuts], [*cuts, 100], strict=False):
        yield name, str(high - low)
