"""What the page of a seat shows, as plain values: a template can't reach further than they do."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Literal

from django.utils.safestring import SafeString

from debate.core.code import is_code
from debate.core.types import Ask

# asked: something is to be answered; waiting: for others; over: judged to the end; left: it is somebody else's by now;
# stopped: nothing will come any more; withdrawn: its person has taken back what they judged or said there.
State = Literal["asked", "waiting", "over", "left", "stopped", "withdrawn"]


@dataclass(frozen=True)
class ShownOption:
    """An option under its shown letter; `place` counts from 0 in the order of display; `correct` needs the truth.

    `mine` = the viewer argues for it; then nothing has a letter.
    """

    place: int
    letter: str
    text: str
    correct: bool = False
    mine: bool = False


@dataclass(frozen=True)
class Revealed:
    """What a speaker was told to do, for after the close: `title` "" = nobody had told them to misbehave.

    `free` = it was no order. `flagged`: whether the viewer flagged the speech; None = they couldn't.
    """

    title: str = ""
    told: str = ""
    free: bool = False
    flagged: bool | None = None


@dataclass(frozen=True)
class ShownSpeech:
    """A speech as its reader meets it. `place` and `letter` are the defended option's; None and "" for nobody's.

    `number` is its number in the transcript; `flag`: it can be flagged now. `words` is HTML, "" if nothing was said.
    `revealed` = whether it was told to misbehave, once that may be told.
    """

    number: int
    flag: bool
    revealed: Revealed | None
    speaker: str
    place: int | None
    letter: str
    words: SafeString


@dataclass(frozen=True)
class ShownSource:
    """Where something is quoted: the quote's element, and whose speech it stands in; `number` 0 = in no speech."""

    id: str
    number: int = 0
    speaker: str = ""
    place: int | None = None
    letter: str = ""


@dataclass(frozen=True)
class ShownQuote:
    """Something that is quoted, with each place where it is. Of the passage it shows these words alone."""

    id: str
    text: str
    verified: bool
    sources: tuple[ShownSource, ...]


@dataclass(frozen=True)
class ShownShare:
    """What the viewer gave to the option at this place, in percent."""

    place: int
    letter: str
    percent: float


@dataclass(frozen=True)
class ShownAnswer:
    """What the viewer answered; `heard` if others read its words; `status` says why there is nothing.

    `number` is its number in the transcript; 0 if it has none. `words` is the text as HTML, where it quotes.
    """

    belief: tuple[ShownShare, ...]
    text: str
    heard: bool
    status: str
    number: int
    words: SafeString


@dataclass(frozen=True)
class ShownRound:
    """What was said in a round and what the viewer answered after it; 0 is before the first."""

    number: int
    speeches: tuple[ShownSpeech, ...]
    answers: tuple[ShownAnswer, ...]


@dataclass(frozen=True, kw_only=True)
class SeatPage:
    """All that the page of a seat shows, or its form alone; `number` and `most` count its asks.

    `turn` is the public id of the open turn and `ask` what it asks; "" and None when nothing is to be answered.
    `task` is what is asked, in paragraphs; `handed` is what it passes on to judge by, as HTML: critiques, a proof.
    `quotes` is all that is quoted: what was found in the passage, in the passage's order, then what was not.
    `candidate` are the lines of the one answer that is judged; () where options are.
    `judge`: they judge; else they sit in another seat of the stage. `display[i]` is the option shown at place i.
    `before` is the last belief, in percent, in the order of display.
    `drawing` is what the protocol draws by a template of its own, `drawn_by`, in the place of what is handed on; {} =
    nothing. `cursor` changes whenever the page does. `left` = the seconds that an answer has, by the server's clock, of
    `seconds` in all; `due` = when the debate stops waiting for it.
    """

    id: str
    state: State
    cursor: str
    display: tuple[int, ...]
    turn: str
    ask: Ask | None
    before: tuple[float, ...]
    number: int
    truth: bool
    judge: bool = True
    left: float | None = None
    seconds: int | None = None
    due: datetime | None = None
    question: str = ""
    options: tuple[ShownOption, ...] = ()
    candidate: tuple[str, ...] = ()
    passage: str = ""
    task: tuple[str, ...] = ()
    handed: tuple[SafeString, ...] = ()
    rounds: tuple[ShownRound, ...] = ()
    quotes: tuple[ShownQuote, ...] = ()
    most: int = 0
    protocol: str = ""
    drawing: Mapping[str, Any] = field(default_factory=dict)

    @property
    def code(self) -> bool:
        """Whether the answer that is judged is a program."""
        return is_code(self.candidate)

    @property
    def argues(self) -> bool:
        return any(option.mine for option in self.options)

    @property
    def drawn_by(self) -> str:
        return f"drawn/{self.protocol}.html"
