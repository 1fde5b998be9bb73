"""What is asked, of whom, and what came back: the words every other module speaks.

Beliefs are integers everywhere: hundredths of a percent, one for each option, together `WHOLE`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from typing import Any, Literal

WHOLE = 10_000
EVERYONE = frozenset({"*"})
NOBODY: frozenset[str] = frozenset()
VERDICTS = ("right", "wrong")

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
    """A probability for each label.

    With `steps` it is said as a strength of preference between two labels: 1 is all for the first, `steps` all for the
    second, and what lies between is read linearly.
    """

    over: tuple[str, ...]
    steps: int | None = None
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
    """One item, in one of two forms: a choice between `options`, or whether a `candidate` is right.

    The truth is `answer`, an index into `options`, or `correct` with `flaw`, the line (from 1) where a wrong candidate
    goes wrong; None = not known.
    """

    text: str
    options: tuple[str, ...] = ()
    answer: int | None = None
    passage: str = ""
    candidate: str = ""
    correct: bool | None = None
    flaw: int | None = None

    @property
    def labels(self) -> tuple[str, ...]:
        """What a judge's belief is over."""
        return self.options or VERDICTS

    @property
    def truth(self) -> int | None:
        """Which of the labels is true."""
        if self.options:
            return self.answer
        return None if self.correct is None else int(not self.correct)

    @property
    def lines(self) -> tuple[str, ...]:
        """The candidate's lines, which critiques point at by their number from 1."""
        return tuple(self.candidate.splitlines())

    def untold(self) -> Question:
        """The question as it is for whoever may not know the truth."""
        return replace(self, answer=None, correct=None, flaw=None)


@dataclass(frozen=True, kw_only=True)
class Case:
    """A debate's frozen input.

    `way` is which of the protocol's `ways` of assigning sides this debate takes; the design balances it.
    `judges` are the names of those who are seated to judge it.
    `given` is what the debate's arm learnt from the arms it waited for.
    """

    question: Question
    seed: int = 0
    way: int = 0
    judges: tuple[str, ...] = ()
    given: Mapping[str, Any] = field(default_factory=dict)

    def draw(self, label: str) -> float:
        """A number in [0, 1) that depends on the seed and the label alone; nothing else here is random."""
        return int.from_bytes(sha256(f"{self.seed}/{label}".encode()).digest()[:6]) / 2**48


@dataclass(frozen=True, kw_only=True)
class Role:
    """A seat on the stage. A `chair` is the one judge whom an interactive debate waits for; a `monitor` watches others.

    Chairs and monitors are asked for flags as judges are, and can't be planted.
    """

    name: str
    title: str
    reads_passage: bool = False
    knows_answer: bool = False
    chair: bool = False
    monitor: bool = False


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

    @property
    def speech(self) -> Speech | None:
        """The words that are wanted, with their limits; None where there are none to say."""
        return next((want for want in self.wants if isinstance(want, Speech)), None)

    @property
    def belief(self) -> Belief | None:
        """The belief that is wanted; None where none is."""
        return next((want for want in self.wants if isinstance(want, Belief)), None)


@dataclass(frozen=True, kw_only=True)
class Private:
    """What a seat reasoned before it spoke; nobody else reads it.

    `stance` = the label that it said it takes to be true. Where it was probed: `cut` = the label that the first half
    of the reasoning alone leads it to, `read` = the one that a reader tells from the reasoning alone.
    """

    reasoning: str = ""
    stance: int | None = None
    cut: int | None = None
    read: int | None = None


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
    private: Private | None = None


Step = tuple[Turn, ...]
Transcript = tuple[Step, ...]


@dataclass(frozen=True, kw_only=True)
class Sat:
    """One reading of a debate by a judge: its answers in turn, and the order in which it was shown the labels."""

    turns: tuple[Turn, ...]
    display: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Judgement:
    """One judge's whole judgement: the belief after each ask, () where missing, and its readings (a model has two).

    The last belief is the judgement's.
    """

    beliefs: tuple[tuple[int, ...], ...] = ()
    sittings: tuple[Sat, ...] = ()
    person: bool = False
    bot: bool = False

    @property
    def belief(self) -> tuple[int, ...]:
        return self.beliefs[-1] if self.beliefs else ()

    @property
    def turns(self) -> tuple[Turn, ...]:
        return tuple(turn for sat in self.sittings for turn in sat.turns)


@dataclass(frozen=True, kw_only=True)
class Finished:
    """A finished debate as a later arm may learn from it; `belief` is () when missing."""

    case: Case
    transcript: Transcript
    belief: tuple[int, ...] = ()


def beliefs(question: Question) -> Belief:
    """The belief every judge is asked for: over the options, or whether the candidate is right."""
    return Belief(question.labels)


def favoured(belief: tuple[int, ...]) -> int | None:
    """The label that alone has the highest belief; None where there is a tie, or no belief."""
    return belief.index(max(belief)) if belief and belief.count(max(belief)) == 1 else None


def is_right(belief: tuple[int, ...], answer: int) -> bool:
    """The correct option alone has the highest belief; a tie is wrong."""
    return favoured(belief) == answer


def is_tie(belief: tuple[int, ...]) -> bool:
    return bool(belief) and belief.count(max(belief)) > 1
