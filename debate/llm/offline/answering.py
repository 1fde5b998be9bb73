"""A whole reply: each want is answered by a mind, and all are put into the form that prompts ask for."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

from debate.core import limits
from debate.core.private import REASONING, STANCE
from debate.core.replies import render
from debate.core.statements import LETTERS, stepped, strength
from debate.core.stems import stems
from debate.core.types import Belief, Choice, Items, Marks, Scale, Turn
from debate.llm.offline import choosing, claims, planted, readers, thinking
from debate.llm.offline.told import Told

# A mind as sure as this ends a debate that it may end. In hundredths of a percent.
SURE = 8500


class Mind(Protocol):
    """What a judging model brings: how likely it takes the labels to be, how it rates and marks, and its reasons.

    Lines and critiques are named by their numbers, from 1; speeches by their places among those heard, from 0.
    """

    def belief(self, told: Told) -> tuple[int, ...]: ...
    def rating(self, told: Told, want: Scale) -> int: ...
    def lines(self, told: Told) -> Mapping[int, str]: ...
    def convincing(self, told: Told) -> Mapping[int, str]: ...
    def flags(self, told: Told) -> Mapping[int, str]: ...
    def reason(self, told: Told) -> str: ...


def reply(told: Told, mind: Mind, speech: Callable[[Told], str], letter: bool = False) -> str:
    """What is wanted, in its form; with `letter` also a line "Answer: A"."""
    belief = told.ask.belief
    stated = _stated(belief, readers.belief(told) or mind.belief(told)) if belief else ()
    answer = f"\n\nAnswer: {LETTERS[choosing.letter(told, stated)]}" if letter and stated else ""
    choices = {want.name: _choice(told, want, mind) for want in told.wants if isinstance(want, Choice)}
    turn = Turn(
        ask=told.ask,
        belief=stated,
        choices=choices,
        scales={want.name: _rating(told, want, mind) for want in told.wants if isinstance(want, Scale)},
        marks={want.name: _marks(told, want, mind) for want in told.wants if isinstance(want, Marks)},
        items={want.name: claims.claims(told, want) for want in told.wants if isinstance(want, Items)},
        text=f"{_words(told, mind, speech, choices)}{answer}".strip(),
    )
    return render(turn, told.display)


def _stated(want: Belief, belief: tuple[int, ...]) -> tuple[int, ...]:
    """A belief as it is asked for. Said in steps, whoever leans at all is a step from the middle."""
    middle = ((want.steps or 0) + 1) / 2
    if not want.steps or belief[0] == belief[1] or strength(belief[0], want.steps) != middle:
        return belief
    return stepped(int(middle) + (1 if belief[0] < belief[1] else -1), want.steps)


def _choice(told: Told, want: Choice, mind: Mind) -> str:
    """A label by belief; of a proof, by what it claims; to end, when one is sure; anything else, by the words read."""
    if want.name == STANCE:
        return want.among[thinking.stance(told, mind.belief)]
    if want.among == told.options:
        return want.among[choosing.option(told, mind.belief(told))]
    if want.name == "verdict":
        return choosing.verdict(told, want, mind.belief(told))
    if want.name == "weakest":
        return choosing.weakest(want, mind.lines(told))
    if want.name == "next":
        return want.among[-1] if max(mind.belief(told), default=0) >= SURE else want.among[0]
    read = stems(" ".join([told.passage, *(heard.text for heard in told.heard), *told.about.values()]))
    return max(want.among, key=lambda label: len(stems(label) & read))


def _rating(told: Told, want: Scale, mind: Mind) -> int:
    return readers.easy(told, want) if readers.reads(told) else mind.rating(told, want)


def _marks(told: Told, want: Marks, mind: Mind) -> dict[str, str]:
    """Doubtful lines, critiques that convince, or speeches; of them what is offered. A note is one line."""
    match want.name:
        case "lines":
            found = {str(line): why for line, why in mind.lines(told).items()}
        case "convinced_by":
            found = {str(number): why for number, why in mind.convincing(told).items()}
        case _:
            found = {_label(told, want, place): why for place, why in mind.flags(told).items()}
    return {label: " ".join(why.split()) for label, why in found.items() if label in want.among}


def _label(told: Told, want: Marks, place: int) -> str:
    """A speech's number; where speeches have none, the marks are for them in their order."""
    if number := told.heard[place].number:
        return str(number)
    return want.among[place] if len(want.among) == len(told.heard) else ""


def _words(told: Told, mind: Mind, speech: Callable[[Told], str], choices: Mapping[str, str]) -> str:
    """The words beside the values: private reasoning, a question, a speech for what was chosen, or the reason."""
    if told.speech is None:
        return ""
    picked = next((label for label in choices.values() if label in told.options), None)
    if told.speech.name == REASONING:
        text = thinking.reasoning(told, mind.belief)
    elif told.speech.name == "question":
        text = thinking.question(told, mind.belief(told))
    elif picked is not None:
        text = speech(told.standing_for(told.options.index(picked)))
    else:
        text = planted.obeyed(told, mind.reason)
    return limits.cut(text, told.speech)
