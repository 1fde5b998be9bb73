"""What is asked, of whom, and what came back: the words every other module speaks.

Beliefs are integers everywhere: hundredths of a percent, one for each option, together `WHOLE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any, Literal

WHOLE = 10_000
EVERYONE = frozenset({"*"})
NOBODY: frozenset[str] = frozenset()

Status = Literal["ok", "refused", "cut_off", "unparsed", "error", "timed_out"]


@dataclass(frozen=True)
class Speech:
    """Free words. Limits are in words; `quoted` bounds what stands inside <quote> marks."""

    words: int | None = None
    quoted: int | None = None
    name: str = "speech"
    kind: Literal["speech"] = "speech"


@dataclass(frozen=True)
class Belief:
    """A probability for each label."""

    over: tuple[str, ...]
    kind: Literal["belief"] = "belief"


@dataclass(frozen=True)
class Choice:
    """Exactly one of `among`."""

    name: str
    among: tuple[str, ...]
    kind: Literal["choice"] = "choice"


@dataclass(frozen=True)
class Scale:
    """A whole number from `low` to `high`, both included."""

    name: str
    low: int
    high: int
    kind: Literal["scale"] = "scale"


@dataclass(frozen=True)
class Marks:
    """Any number of `among`, each with a note if one likes: flagged turns, convincing critiques."""

    name: str
    among: tuple[str, ...]
    kind: Literal["marks"] = "marks"


@dataclass(frozen=True)
class Items:
    """A list of at most `most` short texts: sub-claims, principles."""

    name: str
    most: int
    kind: Literal["items"] = "items"


Want = Speech | Belief | Choice | Scale | Marks | Items


@dataclass(frozen=True, kw_only=True)
class Question:
    """One item. `answer` is an index into `options`; a `candidate` is one answer, right or wrong."""

    text: str
    options: tuple[str, ...] = ()
    answer: int | None = None
    passage: str = ""
    candidate: str = ""
    correct: bool | None = None


@dataclass(frozen=True, kw_only=True)
class Case:
    """A debate's frozen input.

    `way` is which of the protocol's `ways` of assigning sides this debate takes; the design balances it.
    `given` is what the debate's arm learnt from the arms it waited for.
    """

    question: Question
    seed: int = 0
    way: int = 0
    given: Mapping[str, Any] = field(default_factory=dict)

    def draw(self, label: str) -> float:
        """A number in [0, 1) that depends on the seed and the label alone; nothing else here is random."""
        return int.from_bytes(sha256(f"{self.seed}/{label}".encode()).digest()[:6]) / 2**48


@dataclass(frozen=True, kw_only=True)
class Role:
    """A seat on the stage. A `chair` is the one judge whom an interactive debate waits for."""

    name: str
    title: str
    reads_passage: bool = False
    knows_answer: bool = False
    chair: bool = False


@dataclass(frozen=True, kw_only=True)
class Ask:
    """One request to one role. Its `wants` are the form: web page, reply format and parser follow from them.

    `prompt` names a template of the protocol; `about` holds further variables for it.
    `to` are the roles that may read the words of the reply (numbers travel only through a later `about`).
    `after` (a sitting's ask) is the number of steps to have read before it.
    """

    role: str
    prompt: str
    wants: tuple[Want, ...] = (Speech(),)
    key: str = ""
    about: Mapping[str, str] = field(default_factory=dict)
    to: frozenset[str] = EVERYONE
    after: int | None = None
    seconds: int | None = None


@dataclass(frozen=True, kw_only=True)
class Turn:
    """An ask with its reply. A status other than "ok" says why there is none; what is missing is empty."""

    ask: Ask
    status: Status = "ok"
    text: str = ""
    belief: tuple[int, ...] = ()
    choices: Mapping[str, str] = field(default_factory=dict)
    scales: Mapping[str, int] = field(default_factory=dict)
    marks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    items: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


Step = tuple[Turn, ...]
Transcript = tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A finished debate as a later arm may learn from it; `belief` is () when missing."""

    case: Case
    transcript: Transcript
    belief: tuple[int, ...] = ()


def beliefs(question: Question) -> Belief:
    """The belief every judge is asked for: over the options, or whether the candidate is right."""
    return Belief(question.options or ("right", "wrong"))


def is_right(belief: tuple[int, ...], answer: int) -> bool:
    """The correct option alone has the highest belief; a tie is wrong."""
    return bool(belief) and belief.count(max(belief)) == 1 and belief.index(max(belief)) == answer


def is_tie(belief: tuple[int, ...]) -> bool:
    return bool(belief) and belief.count(max(belief)) > 1
