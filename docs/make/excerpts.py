"""One debate of an exported experiment, as text: what was said, step by step, and what the judge made of it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator
from typing import Any

WIDTH, WORDS, NAMED = 100, 70, 60  # characters of a line, words of a speech, characters of what was chosen
LETTERS = "ABCDEFGHIJ"
HELD = "\xa0"  # a space at which no line ends
Record = dict[str, Any]


def transcript(record: Record) -> str:
    """The debate, speeches cut after `WORDS` words. Of a model that judges, the first of its two readings.

    Letters are those of the order in which this debate showed the options, since its seats speak of them by these.
    """
    matter = "\n".join(_matter(record))
    return "\n\n".join([matter, *("\n".join(_turn(record, turn)) for turn in sorted(_read(record), key=_place))]) + "\n"


def _matter(record: Record) -> Iterator[str]:
    yield _fill(f"Question: {record['question']['question']}", "  ")
    if record["form"] == "candidate":
        for number, line in enumerate(candidate(record).splitlines(), 1):
            yield _fill(f"{number}. {line}", "   ")
        return
    options = record["question"]["options"]
    argued = [options[n] for n in record["pair"] or range(len(options))]
    for letter, place in zip(LETTERS, record["display"], strict=False):
        yield _fill(f"{letter}. {argued[place]}", "   ")


def candidate(record: Record) -> str:
    """The one answer that the debate is about."""
    question = record["question"]
    return str(question["candidate"] or question["options"][record["candidate"]])


def _read(record: Record) -> list[Record]:
    """The turns on the stage, and those of each judge's first reading."""
    first = min((turn["reader"] for turn in record["turns"] if turn["reader"]), default=0)
    return [turn for turn in record["turns"] if turn["reader"] in (0, first)]


def _place(turn: Record) -> tuple[int, bool]:
    """What a reader is asked after n steps stands before the step of that number, which counts from 0."""
    after = turn["ask"]["after"]
    return (turn["step"], True) if after is None else (after, False)


def _turn(record: Record, turn: Record) -> Iterator[str]:
    side = record["sides"].get(turn["role"]) if turn["reader"] == 0 else None
    defends = "" if side is None else f"for {LETTERS[record['display'].index(side)]}"
    who = " ".join(filter(None, [turn["role"], turn["key"], defends]))
    if turn["private"]:
        yield _fill(f"{who}, in private: {_cut(turn['private']['reasoning'])}", "  ")
    said = [_cut(turn["text"])] if turn["text"] else []
    items = next(iter(turn["fields"].get("items", {}).values()), ())
    said += [*_values(turn, record["display"])] or ([] if said or items else [turn["status"]])
    yield _fill(f"{who}: {' '.join(said)}", "  ").rstrip()
    for number, item in enumerate(items, 1):
        yield _fill(f"  {number}. {item}", "     ")


def _values(turn: Record, display: list[int]) -> Iterator[str]:
    if turn["belief"]:
        over = next(want["over"] for want in turn["ask"]["wants"] if want["kind"] == "belief")
        labels = (
            dict(enumerate(over)) if over == ["right", "wrong"] else {n: LETTERS[display.index(n)] for n in display}
        )
        shares = sorted((label, turn["belief"][n]) for n, label in labels.items())
        yield f"[{', '.join(f'{label} {share / 100:g} %' for label, share in shares)}]".replace(" ", HELD)
    for name, value in {**turn["fields"].get("choices", {}), **turn["fields"].get("scales", {})}.items():
        yield f"[{name}: {textwrap.shorten(str(value), NAMED, placeholder=' …')}]".replace(" ", HELD)
    for name, marks in turn["fields"].get("marks", {}).items():
        yield f"[{name}: {', '.join(marks) or 'none'}]"


def _cut(text: str) -> str:
    words = text.split()
    return " ".join(words) if len(words) <= WORDS else f"{' '.join(words[:WORDS])} …"


def _fill(text: str, indent: str) -> str:
    return textwrap.fill(text, WIDTH, subsequent_indent=indent).replace(HELD, " ")
