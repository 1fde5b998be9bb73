"""Supervisor drift: whether judges become better or worse, surer or faster, the more they have judged.

Of people: the change of a figure for each doubling of the judgements that somebody has given, this one included, within
people, with arms taken out; and plainly, the last stage of experience against the first. Of models: an arm whose judges
read earlier transcripts first, against the same arm without, paired by question and judge.

In simulated experiments in which right and wrong words change within 6, 12 or 30 people of 20 judgements each, who
change unlike each other on 40 shared questions that are unlike too, the 95 % interval per doubling held the true change
in 95 to 96 % (2,000 experiments each; tests/judges/stats/test_drift.py does a part of them again).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from math import log2

import numpy as np

from judges.stats.cells import Figure
from judges.stats.differences import difference
from judges.stats.intervals import Array, clustered, share
from judges.stats.natural import natural
from judges.stats.significance import Slope, holm
from judges.stats.within import codes, within

# With fewer, nothing is said of change.
FEWEST_JUDGES, FEWEST_JUDGEMENTS, FEWEST_QUESTIONS = 6, 30, 6
# Up to so many judgements before, somebody is new to it.
NEW = 5


@dataclass(frozen=True, kw_only=True)
class Experienced:
    """One judgement, with how many its judge had given before, or how many transcripts a model had read first.

    `stage` = that in words; `rater` tells people, and models, apart; `sure` = the belief in what is favoured, 0 to 1.
    `minutes` = None where nobody measured them. `bot` = a program in a person's place.
    """

    arm: str
    question: str
    rater: str
    person: bool
    experience: int
    stage: str
    right: bool
    brier: float
    log_score: float
    sure: float
    minutes: float | None = None
    bot: bool = False
    n: int = 1


# By the name of a figure, its title and what one judgement gives to it.
FIGURES: Mapping[str, tuple[str, Callable[[Experienced], float]]] = {
    "accuracy": ("Accuracy", lambda one: float(one.right)),
    "brier": ("Brier score", lambda one: one.brier),
    "log_score": ("Log score, bits", lambda one: one.log_score),
    "overconfidence": ("Overconfidence", lambda one: one.sure - one.right),
    "minutes": ("Minutes a judgement", lambda one: one.minutes or 0.0),
}


@dataclass(frozen=True, kw_only=True)
class Change:
    """How one figure changes: people's per doubling (`value`) and last against first stage (`contrast`).

    Of models `value` is the difference paired by question, and there is no contrast. `judges` = how many are held
    against themselves; `holm` = p adjusted for the number of figures.
    """

    figure: str
    title: str
    value: Figure
    judges: int
    p: float | None
    holm: float | None = None
    contrast: Figure | None = None


@dataclass(frozen=True, kw_only=True)
class Against:
    """The arm whose judges read so many earlier transcripts first, against the same `without`."""

    arm: str
    without: str
    earlier: int
    changes: tuple[Change, ...]


@dataclass(frozen=True, kw_only=True)
class Stage:
    """A figure of all who were at one stage of experience."""

    who: str
    stage: str
    figure: str
    value: Figure


@dataclass(frozen=True, kw_only=True)
class Drift:
    """`first` and `last` = the stages that people's contrasts are of; `bots` = how many judgements are programs'."""

    people: tuple[Change, ...] = ()
    first: str = ""
    last: str = ""
    models: tuple[Against, ...] = ()
    course: tuple[Stage, ...] = ()
    bots: int = 0

    @property
    def is_something(self) -> bool:
        """Whether there is any judgement of somebody whose experience is known to differ."""
        return bool(self.models) or len({one.stage for one in self.course}) > 1


def drift(judged: Sequence[Experienced], pairs: Iterable[tuple[str, str, int]] = ()) -> Drift:
    """`pairs` = (arm with earlier transcripts, the same without, how many)."""
    people = [one for one in judged if one.person]
    first, last = ends(people)
    against = tuple(_against(judged, *pair) for pair in pairs)
    return Drift(
        people=_adjusted([_of_people(name, people, first, last) for name in FIGURES]) if people else (),
        first=_words(first),
        last=_words(last),
        models=tuple(one for one in against if one.changes),
        course=tuple(_course(judged)),
        bots=sum(one.bot for one in judged),
    )


def ends(people: Sequence[Experienced]) -> tuple[list[Experienced], list[Experienced]]:
    """The judgements of whoever was new to it, and those of the last stage that there is; [] where that is the same."""
    new = [one for one in people if one.experience <= NEW]
    stages = sorted({one.stage for one in people if one.experience > NEW}, key=natural)
    return new, [one for one in people if stages and one.stage == stages[-1]]


def _words(stage: Sequence[Experienced]) -> str:
    if not stage:
        return ""
    return f"up to {NEW}" if min(one.experience for one in stage) <= NEW else stage[0].stage


def _known(name: str, judged: Iterable[Experienced]) -> list[Experienced]:
    return [one for one in judged if name != "minutes" or one.minutes is not None]


def _of_people(
    name: str, people: Sequence[Experienced], first: Sequence[Experienced], last: Sequence[Experienced]
) -> Change:
    title, value = FIGURES[name]
    known = _known(name, people)
    judges, fitted, why = per_doubling(known, value)
    if fitted is None:
        figure = Figure(None, len(known), method=why)
    else:
        how = f"within {judges:,} people, arms taken out; errors by leaving one of them out in turn, and by question"
        figure = _told(name, fitted, len(known), f"{how}; Student's t of {fitted.freedom:,} degrees of freedom")
    p = fitted.test("judge").p if fitted else None
    found = difference(_known(name, last), _known(name, first), value, lambda one: one.rater).effect
    return Change(figure=name, title=title, value=figure, judges=judges, p=p, contrast=found)


def per_doubling(people: Sequence[Experienced], value: Callable[[Experienced], float]) -> tuple[int, Slope | None, str]:
    """How many people change over several judgements, the change for each doubling of these, or why there is none."""
    count = {rater: n for rater, n in _counted(people).items() if n > 1}
    kept = [one for one in people if one.rater in count]
    if len(count) < FEWEST_JUDGES or len(kept) < FEWEST_JUDGEMENTS:
        have = f"{len(count):,} people with several, who gave {len(kept):,}"
        least = f"it takes {FEWEST_JUDGES} people and {FEWEST_JUDGEMENTS} judgements"
        return len(count), None, f"not given: {least}; {have}"
    raters = codes([one.rater for one in kept])
    times: Array = np.array([log2(one.experience + 1) for one in kept])
    said: Array = np.array([value(one) for one in kept])
    questions, arms = codes([one.question for one in kept]), codes([one.arm for one in kept])
    fitted = within(said, times, raters, raters, questions, arms)
    return len(count), fitted, "" if fitted else "not given: it is the same for everybody, or nobody's order is known"


def _counted(people: Iterable[Experienced]) -> Mapping[str, int]:
    found: dict[str, int] = {}
    for one in people:
        found[one.rater] = found.get(one.rater, 0) + 1
    return found


def _against(judged: Sequence[Experienced], arm: str, without: str, earlier: int) -> Against:
    """On the questions that a model judged in both; nothing where it judged none."""
    models = [one for one in judged if not one.person]
    reading, plain = ({(o.question, o.rater) for o in models if o.arm == name} for name in (arm, without))
    both = [one for one in models if one.arm in (arm, without) and (one.question, one.rater) in reading & plain]
    changes = [_of_models(name, _known(name, both), arm) for name in FIGURES] if both else []
    return Against(arm=arm, without=without, earlier=earlier, changes=_adjusted(changes))


def _of_models(name: str, both: Sequence[Experienced], arm: str) -> Change:
    title, value = FIGURES[name]
    questions, raters = {one.question for one in both}, {one.rater for one in both}
    fitted = None
    if len(questions) >= FEWEST_QUESTIONS:
        asked = codes([one.question for one in both])
        pairs = codes([f"{one.question}\n{one.rater}" for one in both])
        read: Array = np.array([float(one.arm == arm) for one in both])
        said: Array = np.array([value(one) for one in both])
        fitted = within(said, read, pairs, asked, None, np.zeros(len(both), np.intp))
    if fitted:
        method = f"paired by question and judge on {len(questions):,} shared questions, each left out once"
        figure = _told(name, fitted, len(both), method)
    else:
        few = f"it takes {FEWEST_QUESTIONS} shared questions, and there are {len(questions):,}"
        why = few if len(questions) < FEWEST_QUESTIONS else "every shared question gave the same difference"
        figure = Figure(_gap(both, value, arm), len(both), method=f"no interval: {why}")
    p = fitted.test("question").p if fitted else None
    return Change(figure=name, title=title, value=figure, judges=len(raters), p=p)


def _told(name: str, fitted: Slope, n: int, method: str) -> Figure:
    """Differences of shares lie between -1 and 1, whatever Student's t says."""
    low, high = fitted.interval
    if name == "accuracy":
        low, high = max(low, -1.0), min(high, 1.0)
    return Figure(fitted.value, n, low, high, method)


def _gap(both: Sequence[Experienced], value: Callable[[Experienced], float], arm: str) -> float | None:
    with_them, without = ([value(one) for one in both if (one.arm == arm) == side] for side in (True, False))
    # What is left of sums that ought to be equal is rounding.
    return round(float(np.mean(with_them) - np.mean(without)), 12) if with_them and without else None


def _adjusted(changes: Sequence[Change]) -> tuple[Change, ...]:
    adjusted = holm({one.figure: one.p for one in changes})
    return tuple(replace(one, holm=adjusted[one.figure]) for one in changes)


def _course(judged: Sequence[Experienced]) -> Iterable[Stage]:
    """Accuracy and overconfidence at each stage, of people and of models."""
    for who, person in (("people", True), ("models", False)):
        stages = _by_stage(one for one in judged if one.person == person)
        for name in sorted(stages, key=natural):
            here = stages[name]
            yield Stage(who=who, stage=name, figure="accuracy", value=share(here, FIGURES["accuracy"][1]))
            sure = clustered([here], FIGURES["overconfidence"][1])
            yield Stage(who=who, stage=name, figure="overconfidence", value=sure)


def _by_stage(judged: Iterable[Experienced]) -> Mapping[str, list[Experienced]]:
    found: dict[str, list[Experienced]] = {}
    for one in judged:
        found.setdefault(one.stage, []).append(one)
    return found
