"""Replies that nobody made: of the length that is expected of a model, or that say that they are none."""

from __future__ import annotations

from dataclasses import replace

from debate.core import replies
from debate.core.craft import Kind
from debate.core.private import stance_form
from debate.core.types import (
    WHOLE,
    Ask,
    Belief,
    Choice,
    Items,
    Marks,
    Scale,
    Speech,
    Turn,
    Want,
)

WORDS = 150  # of a speech without a limit
WORD = "stand"


def reply_to(
    ask: Ask, kind: Kind, display: tuple[int, ...] = (), labels: tuple[str, ...] = (), share: float = 1
) -> str:
    """A reply to a call of this kind that is made for this ask: a `share` of the length that it may have.

    It is the words that are fewer: the rest is as its form has it. `labels` are the question's.
    """
    if kind == "pick":
        return "1"
    turn = stand_in(replace(ask, wants=_wants(ask, kind, labels or ("one",))))
    whole, words = replies.render(turn, display), turn.text.split()
    if share < 1 and words:
        too_many = round((1 - share) * len(whole) / (len(WORD) + 1))
        shorter = replace(turn, text=" ".join(words[: max(1, len(words) - too_many)]))
        whole = replies.render(shorter, display)
    return whole


def _wants(ask: Ask, kind: Kind, labels: tuple[str, ...]) -> tuple[Want, ...]:
    """The form that the call's prompt ends in."""
    stance, reasoning = stance_form(labels)
    forms: dict[str, tuple[Want, ...]] = {"think": (stance, reasoning), "cut": (stance,), "read": (stance,)}
    return forms.get(kind, ask.wants)


def stand_in(ask: Ask) -> Turn:
    """A reply as long as it may be, which decides nothing: all options are equally likely, and the debate goes on."""
    wants = ask.wants
    return Turn(
        ask=ask,
        text=" ".join(WORD for want in wants if isinstance(want, Speech) for _ in range(want.words or WORDS)),
        belief=next((even(len(want.over)) for want in wants if isinstance(want, Belief)), ()),
        choices={want.name: want.among[0] for want in wants if isinstance(want, Choice)},
        scales={want.name: want.low for want in wants if isinstance(want, Scale)},
        marks={want.name: dict.fromkeys(want.among, "") for want in wants if isinstance(want, Marks)},
        items={want.name: ("an item of some length",) * want.most for want in wants if isinstance(want, Items)},
    )


def placeholder(ask: Ask) -> Turn:
    """A reply that says that it is none, for prompts that are shown to the researcher."""
    if ask.speech is None:
        return stand_in(ask)
    limit = f", of at most {ask.speech.words:,} words" if ask.speech.words else ""
    return replace(stand_in(ask), text=f"(Here stands what this seat has said{limit}.)")


def even(options: int) -> tuple[int, ...]:
    """A belief that prefers none of them, but for what rounding leaves over."""
    share, rest = divmod(WHOLE, options)
    return (share + rest, *[share] * (options - 1))
