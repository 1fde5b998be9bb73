"""What a bot puts into a form: drawn, and right only by chance."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from random import Random

from judges.bots.pages import Form

WORDS = "A bot says this: it has read nothing."
# Of all boxes that could be ticked, the share that a bot ticks.
TICKED = 0.15


def filled(form: Form, random: Random) -> dict[str, str]:
    """A value for each field that a person would fill in; several numbers are a belief."""
    return dict(_filled(form, random))


def _filled(form: Form, random: Random) -> Iterator[tuple[str, str]]:
    yield from _shares([name for name, _ in form.named("number")], random)
    for kind in ("radio", "option"):
        for name, ways in form.named(kind):
            yield name, random.choice([way.value for way in ways if way.value] or [""])
    for name, boxes in form.named("checkbox"):
        if random.random() < TICKED:
            yield name, boxes[0].value or "on"
    for name, _ in form.named("textarea"):
        yield name, WORDS
    for name, _ in form.named("text"):
        yield name, "" if name.endswith("_note") else WORDS


def _shares(names: Sequence[str], random: Random) -> Iterator[tuple[str, str]]:
    """A belief: whole percents that make a hundred. A single number is one of a scale."""
    if len(names) == 1:
        yield names[0], str(random.randint(0, 10))
        return
    cuts = sorted(random.randint(0, 100) for _ in names[1:])
    for name, low, high in zip(names, [0, *cuts], [*cuts, 100], strict=False):
        yield name, str(high - low)
