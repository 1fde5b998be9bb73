"""Pairwise preference, the baseline of RLHF: two answers side by side, how much better the one is, and why.

Christiano et al. 2017 (arXiv 1706.03741, section 2.2.2); against written principles, a constitution, as in Bai et al.
2022 (2212.08073, section 4). Single answers may be rated on named scales instead.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

from debate.core import statements
from debate.core.code import is_code
from debate.core.drawing import Called, Drawing, Said
from debate.core.figures import mean
from debate.core.parameters import parameter
from debate.core.protocol import Form
from debate.core.silent import Silent
from debate.core.types import (
    NOBODY,
    VERDICTS,
    WHOLE,
    Ask,
    Belief,
    Case,
    Judgement,
    Scale,
    Speech,
    Transcript,
    Want,
    beliefs,
    favoured,
    is_right,
)
from debate.protocols.drawn.answer import answer
from debate.protocols.drawn.pair import PairDrawing

STEPS = 7
REASON = Speech(words=100, name="reason")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9]*( [A-Za-z0-9]+)*")
# A reply's lines are told apart by their names, and these are taken.
TAKEN = {"reason", "flags", "answer", statements.STRENGTH}


@dataclass(frozen=True, kw_only=True)
class Preference(Silent):
    """Nobody speaks. A model judge reads the two answers in both orders, so the one shown first has no advantage."""

    slug: ClassVar[str] = "preference"
    title: ClassVar[str] = "Pairwise preference"
    amounts: ClassVar[tuple[str, ...]] = ("score_", "strength")
    two_sided: ClassVar[bool] = True

    single: bool = parameter(False, "Single answers are judged and rated, instead of two side by side.")
    scales: tuple[str, ...] = parameter((), "Scales from 1 to 7 on which single answers are rated, by name.")
    principles: tuple[str, ...] = parameter((), "Written principles, each judged by itself before the whole.")

    def __post_init__(self) -> None:
        if self.scales and not self.single:
            raise ValueError("scales are for single answers: set single, or leave them out.")
        for name in self.scales:
            check_name(name)
        if len({name.casefold() for name in self.scales}) < len(self.scales):
            raise ValueError(f"two of the scales ({', '.join(self.scales)}) have the same name.")
        if not all(isinstance(text, str) and text.strip() for text in self.principles):
            raise ValueError("a principle is empty, or isn't text.")

    @property
    def takes(self) -> tuple[Form, ...]:
        return ("candidate",) if self.single else ("options",)

    def sitting(self, case: Case, transcript: Transcript) -> tuple[Ask, ...]:
        if self.single:
            return (self._rate(case),)
        each = [_compare(case, "compare_principle", {"principle": principle}) for principle in self.principles]
        return (*each, _compare(case, "compare", {}))

    def most_sitting_asks(self, case: Case) -> int:
        return 1 if self.single else 1 + len(self.principles)

    @property
    def _rated(self) -> Mapping[str, str]:
        """What a single answer is rated on, by the scale's name: in words."""
        principles = {f"principle_{n}": f": {text}" for n, text in enumerate(self.principles, 1)}
        return {**dict.fromkeys(self.scales, ""), **principles}

    def _rate(self, case: Case) -> Ask:
        lines = [f"- {name}{words}" for name, words in self._rated.items()]
        told = "\n".join(["Rate it too, from 1 (not at all) to 7 (wholly), for:", *lines]) if lines else ""
        wants: tuple[Want, ...] = (beliefs(case.question), *(Scale(name, 1, STEPS) for name in self._rated), REASON)
        return Ask(role="judge", prompt="rate", wants=wants, about={"scales": told}, to=NOBODY, after=0)

    def drawing(self, case: Case, transcript: Transcript, ask: Ask | None = None) -> Drawing:
        """Two answers side by side, or one by its lines, whose scales are called by their principles."""
        if not self.single:
            principle = ask.about.get("principle", "") if ask else ""
            return PairDrawing(code=is_code(case.question.options), principle=principle)
        called = (Called(f"principle_{n}", "", Said(text)) for n, text in enumerate(self.principles, 1))
        return replace(answer(case.question, whole=ask is None), called=tuple(called))

    def measures(
        self, case: Case, transcript: Transcript, judgements: tuple[Judgement, ...]
    ) -> Mapping[str, float | None]:
        """Of pairs, see `_of_pairs`; of single answers, `score_NAME`: the mean score over readings.

        NAME is a scale's, or principle_N; `score_NAME_right` and `score_NAME_wrong` are the same for answers known to
        be right, and wrong.
        """
        if not self.single:
            return self._of_pair(case, judgements)
        said = [turn.scales for judgement in judgements for turn in judgement.turns]
        truth, found = case.question.truth, {}
        for name in self._rated:
            score = mean(scales[name] for scales in said if name in scales)
            column = f"score_{name.replace(' ', '_')}"
            found[column] = score
            found |= {f"{column}_{label}": score if n == truth else None for n, label in enumerate(VERDICTS)}
        return found

    def _of_pair(self, case: Case, judgements: tuple[Judgement, ...]) -> Mapping[str, float | None]:
        """Means over judges, or over their readings:

        `strength`: how far a judge is from indifference, 0 to 1; `prefers_longer`: whether it favours the answer with
        more characters, where one has; `prefers_first`, over readings with a preference: whether it is for the answer
        shown first (0.5 = no bias of position); `order_consistent`: whether a judge's readings favour the same;
        `agrees_principle_N`: whether the answer that principle N favours is the true one.
        """
        overall = [belief for one in judgements if (belief := _belief(one, len(self.principles)))]
        preferred = [best for belief in overall if (best := favoured(belief)) is not None]
        readings = [_readings(one) for one in judgements]
        lengths = [len(option) for option in case.question.options]
        return {
            "strength": mean(abs(2 * belief[0] - WHOLE) / WHOLE for belief in overall),
            "prefers_longer": mean(lengths[n] > lengths[1 - n] for n in preferred if lengths[0] != lengths[1]),
            "prefers_first": mean(best == first for both in readings for best, first in both if best is not None),
            "order_consistent": mean(_is_same(both) for both in readings if len(both) > 1),
            **{f"agrees_principle_{n}": self._agrees(n, case, judgements) for n in range(1, len(self.principles) + 1)},
        }

    def _agrees(self, number: int, case: Case, judgements: tuple[Judgement, ...]) -> float | None:
        truth, said = case.question.truth, [_belief(one, number - 1) for one in judgements]
        return None if truth is None else mean(is_right(belief, truth) for belief in said if belief)


def check_name(name: str) -> None:
    """Raises ValueError unless a scale's name can head a line of a form and of a reply."""
    if not isinstance(name, str) or len(name) > 40 or not NAME.fullmatch(name):
        raise ValueError(f"the scale {name!r} must be letters, digits and single spaces, a letter first, at most 40.")
    if name.casefold() in TAKEN or name.casefold().startswith("principle "):
        raise ValueError(f"a scale can't be called “{name}”: the name is taken. Take another word.")
    # "right: 5" in a reply says how likely the answer is to be right.
    if statements.shares(VERDICTS, f"{name}: 5"):
        raise ValueError(f"a scale can't be called “{name}”: that reads as a probability. Take another word.")


def _compare(case: Case, prompt: str, about: Mapping[str, str]) -> Ask:
    wants = (Belief(case.question.labels, steps=STEPS), REASON)
    return Ask(role="judge", prompt=prompt, wants=wants, about=about, to=NOBODY, after=0)


def _belief(judgement: Judgement, number: int) -> tuple[int, ...]:
    """The judge's belief after the ask of that number, from 0; () where it is missing."""
    return judgement.beliefs[number] if number < len(judgement.beliefs) else ()


def _readings(judgement: Judgement) -> list[tuple[int | None, int]]:
    """Of each readable reading: the answer that it favours, and the one that it was shown first."""
    return [
        (favoured(turn.belief), sat.display[0] if sat.display else 0)
        for sat in judgement.sittings
        for turn in sat.turns
        if turn.ask.prompt == "compare" and turn.belief
    ]


def _is_same(readings: Iterable[tuple[int | None, int]]) -> bool:
    return all(one == other for (one, _), (other, _) in pairwise(readings))


Preference.prompts = {
    "compare": """\
You compare two answers to a question. Neither the order in which they stand nor their length makes an answer better.

Question: $question

$options

Which answer is better, and how much better is it?""",
    "compare_principle": """\
You compare two answers to a question by one principle alone, whatever else may speak for or against them. Neither the
order in which they stand nor their length makes an answer better.

The principle: $principle

Question: $question

$options

Which answer keeps to this principle better, and how much better?""",
    "rate": """\
You judge an answer to a question.

Question: $question

Somebody's answer:

$candidate

How likely is this answer to be right?

$scales""",
}
