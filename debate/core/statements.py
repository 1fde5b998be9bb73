"""How one line of a reply is read: the values that it states outright, or none.

A line counts only as a whole. What stands inside a sentence is an argument and not an answer, so "CORRECT" is never
found in "INCORRECT", nor a belief in "A says that 70 % survived".
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from unicodedata import normalize

from debate.core.types import WHOLE, Choice, Items, Marks, Scale

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# What a belief that is said in steps is called in a reply.
STRENGTH = "preference"
NOTHING = {"", "-", "none", "nothing", "no", "n/a", "(none)", "[]"}
BULLET = re.compile(r"\A\s*(?:[-*•–]|\d{1,2}[.)])\s+(?=\S)")

_NUMBER = r"(?P<{0}>\d+(?:[.,]\d+)?|[.,]\d+)\s*(?P<{0}p>%|percent\b|per\s+cent\b|pct\b)?"
_LEAD = (
    r"(?:(?:my|final|the|updated|current|overall|revised|i|i['’]d|would|say|believe|estimate|so|now|therefore|is|are|that"
    r"|of|for|in|judge?ment|verdict|probabilit(?:y|ies)|beliefs?|confidence|credences?|percentages|split|distribution"
    r"|option|answer|choice|side)\b[\s:=,]*)*"
)
_JOIN = r"[\s,;/|&.]*(?:\b(?:and|vs)\b)?\s*"
_TO = r"\s*(?:[:=|,→]|=>|->|--?|–|—|\b(?:is|at|has|gets)\b)?\s*(?:~|≈|about\b|around\b|approximately\b)?\s*"
# A remark after the value stands behind a stop or dash, without figures: those could be the other end of a range.
_SURE = r"(?:\s+(?:likely|probable|probability|chance|sure|confident|confidence))?"
_REMARK = rf"{_SURE}\s*(?:[.;,!]*|(?:[.;,(–—]|-{{1,2}}\s)[^\d]*)\s*"
_TAIL = r"\s*(?:[.;!]?|[.;](?!\d).*|[(–—].*|-{1,2}\s.*)\s*"
LEAD = re.compile(rf"\A{_LEAD}", re.I)


@dataclass(frozen=True)
class Stated:
    """A number as it was written; `point` = with decimals, `percent` = with its sign."""

    value: Decimal
    percent: bool
    point: bool


def plain(line: str) -> str:
    """A line without Markdown's marks, full-width forms made plain."""
    line = re.sub(r"<([^<>]{1,60})>", r"\1", BULLET.sub("", normalize("NFKC", line), count=1))
    return re.sub(r"[*`]|__|^[\s>#|]+|[\s|]+$", "", line).strip()


def shares(labels: tuple[str, ...], line: str) -> dict[int, Stated]:
    """Which options, by place in `labels`, a line gives a share; {} when it is no statement of belief."""
    line = plain(line)
    if all_at_once := _split(len(labels)).fullmatch(line):
        return {n: _stated(all_at_once, f"s{n}") for n in range(len(labels))}
    return _pairs(labels, line) or _pairs(labels, LEAD.sub("", line, count=1))


def _pairs(labels: tuple[str, ...], line: str) -> dict[int, Stated]:
    found: dict[int, Stated] = {}
    at = 0
    while pair := _pair(labels).match(line, at):
        place = next(n for n in range(len(labels)) if pair[f"o{n}"])
        if place in found:
            return {}
        found[place] = _stated(pair, "v")
        at = pair.end()
    return found if re.fullmatch(_REMARK, line[at:], re.I) else {}


@lru_cache(maxsize=256)
def _pair(labels: tuple[str, ...]) -> re.Pattern[str]:
    """One option, by its letter, its words or both, and its share."""
    options = "|".join(f"(?P<o{n}>{_option(LETTERS[n], label)})" for n, label in enumerate(labels))
    correct = r"(?:\s+(?:is|being))?(?:\s+(?:right|correct|true))?"
    return re.compile(rf"{_JOIN}(?:{options}){correct}{_TO}{_NUMBER.format('v')}", re.I)


def _option(letter: str, label: str) -> str:
    parts = re.findall(r"\w+", normalize("NFKC", label))
    # An option may be a number: “46” is none of the words of “A: 46.2 %”.
    words = r"[\W_]+".join(re.escape(part) for part in parts) + r"(?![.,]\d)"
    lettered = rf"(?:option\s+|answer\s+|pr?(?=\())?[(\[\"'“]?\b{letter}\b[)\]\"'”.]*"
    if len(label.strip()) <= 1 or not parts:
        return lettered
    return rf"{lettered}(?:[\s:=(\"'“–—-]*\b{words}\b[\"'”.)\s]*)?|[\"'“]?\b{words}\b[\"'”.]*"


@lru_cache(maxsize=16)
def _split(size: int) -> re.Pattern[str]:
    """All shares in the shown order: 70/30."""
    letters = r"\s*/\s*".join(LETTERS[:size])
    numbers = r"\s*/\s*".join(_NUMBER.format(f"s{n}") for n in range(size))
    return re.compile(rf"{_LEAD}(?:\(?{letters}\)?\s*[:=]?\s*)?{numbers}\s*[.!]?", re.I)


def _stated(match: re.Match[str], group: str) -> Stated:
    digits = match[group].replace(",", ".")
    return Stated(Decimal(digits), match[f"{group}p"] is not None, "." in digits)


def belief(stated: Mapping[int, Stated], size: int) -> tuple[int, ...] | None:
    """The shares as parts of WHOLE; of two options the unnamed one has the rest. None when they make no whole."""
    if not stated:
        return None
    values = {place: share.value for place, share in stated.items()}
    if not any(share.percent for share in stated.values()) and max(values.values()) <= 1:
        if len(stated) < size and not all(s.point or not s.value for s in stated.values()):
            return None
        values = {place: 100 * value for place, value in values.items()}
    if size == 2 and len(values) == 1:
        values[1 - next(iter(values))] = 100 - next(iter(values.values()))
    return whole([float(values[n]) for n in range(size)]) if len(values) == size and _near(values) else None


def _near(values: Mapping[int, Decimal]) -> bool:
    return max(values.values()) <= 100 and abs(float(sum(values.values())) - 100) <= 2


def stepped(step: int, steps: int) -> tuple[int, int]:
    """A strength of preference, 1 to `steps`, as the belief in the shown first and second label; linear between."""
    second = round(WHOLE * (step - 1) / (steps - 1))
    return WHOLE - second, second


def strength(first: int, steps: int) -> int:
    """The step nearest to this belief in the shown first label."""
    return 1 + round((WHOLE - first) * (steps - 1) / WHOLE)


def whole(weights: Sequence[float]) -> tuple[int, ...]:
    """Weights as integers that sum to WHOLE: the largest remainders are rounded up."""
    exact = [weight * WHOLE / sum(weights) for weight in weights]
    parts = [int(value + 1e-9) for value in exact]
    first = sorted(range(len(exact)), key=lambda n: parts[n] - exact[n])
    for n in first[: WHOLE - sum(parts)]:
        parts[n] += 1
    return tuple(parts)


def named(name: str, line: str) -> str | None:
    """What a line gives for this name ("suspicion: 7"); None when it is about something else."""
    words = r"[\s_-]+".join(re.escape(word) for word in re.split(r"[\s_-]+", name))
    match = re.fullmatch(rf"(?:(?:my|final|the)\s+)?[\"']?{words}[\"']?\s*[:=]\s*(.*)", plain(line), re.I)
    return match[1].strip() if match else None


def numbered(want: Choice) -> bool:
    """Whether a choice is made by number, since whole sentences are seldom repeated faithfully."""
    return any(len(label.split()) > 3 for label in want.among)


def chosen(want: Choice, said: str) -> str | None:
    """Which of `among` is said, by its words or its number; None when it is none or more than one."""
    by_words = {_words(label): label for label in want.among}
    if label := by_words.get(_words(said)):
        return label
    if numbered(want):
        number = re.fullmatch(rf"[(\[]?(\d{{1,2}})[)\]]?(?:[.:)]?\s.*|{_TAIL})", said)
        place = int(number[1]) - 1 if number else -1
        return want.among[place] if 0 <= place < len(want.among) and _agrees(want, place, said) else None
    options = "|".join(re.escape(label) for label in sorted(want.among, key=len, reverse=True))
    match = re.fullmatch(rf"[\"'“(\[<]*({options})(?!\w)[\"'”)\]>]*{_TAIL}", said, re.I)
    return by_words.get(_words(match[1])) if match else None


def _agrees(want: Choice, place: int, said: str) -> bool:
    """A number followed by another option's words says nothing."""
    rest = _words(re.sub(r"^\W*\d+", "", said))
    return not any(rest == _words(label) for n, label in enumerate(want.among) if n != place)


def _words(text: str) -> str:
    return " ".join(re.findall(r"\w+", normalize("NFKC", text).casefold()))


def rated(want: Scale, said: str) -> int | None:
    """The whole number said, as "7" or "7/10"; None outside the scale."""
    match = re.fullmatch(rf"[\"']?(-?\d+)(?:[.,]0+)?\s*(?:(?:/|out of)\s*{want.high}|%)?[\"']?{_TAIL}", said)
    return int(match[1]) if match and want.low <= int(match[1]) <= want.high else None


def marked(want: Marks, said: Sequence[str]) -> dict[str, str] | None:
    """The marks named, each with its note; None when one of them isn't there to be marked."""
    found: dict[str, str] = {}
    options = "|".join(re.escape(label) for label in sorted(want.among, key=len, reverse=True))
    for entry in said:
        match = re.fullmatch(rf"[\"'(\[]*({options})(?!\w)[\"')\]]*\s*(?:[-–—:=(]+\s*(.*?)\)?)?[.\s]*", entry, re.I)
        if match is None:
            return None
        label = next(label for label in want.among if label.casefold() == match[1].casefold())
        found[label] = (match[2] or "").strip()
    return found


def listed(want: Marks | Items, said: str) -> tuple[str, ...]:
    """The entries that stand on the name's own line."""
    if said.casefold().strip(" .") in NOTHING:
        return ()
    if isinstance(want, Items):
        return (said,)
    bare = [part.strip() for part in re.split(r"[;,]|\band\b", said)]
    simple = all(part.casefold() in {label.casefold() for label in want.among} for part in bare)
    return tuple(bare) if simple else tuple(part.strip() for part in said.split(";") if part.strip())
