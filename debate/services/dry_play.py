"""Some debates of each arm of a draft, played in memory: enough of them to tell what all would take."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from random import Random
from typing import Any

from django.db.models.functions import Length

from debate.core import earlier
from debate.core.design import Trial, narrow, put_up
from debate.core.types import Case, Question
from debate.models import Arm, Experiment, Passage, Player
from debate.models import Question as QuestionRow
from debate.services.launch import ArmPlan, CannotLaunch, frozen_of, whole_questions
from debate.services.planning import chosen_questions, design, problems, taught_first
from debate.services.rehearsal import Rehearsal, Reply
from debate.services.sampling import Sample, Whole, spread
from judges import services as judging

# Debates of an arm: so many always; where these differ, so many more and on, until the 95 % interval of its tokens is
# within this share of them. Of 35 arms' totals it left one in 300 off by more than a tenth (measured).
PLAYED, UNEQUAL, MOST_PLAYED, PRECISE = 5, 12, 40, 0.05


@dataclass(frozen=True)
class Rehearsed:
    """Some of an arm's debates, played through. `sample` says for how many each stands; `most_calls` is the bound."""

    arm: Arm
    rehearsals: tuple[Rehearsal, ...]
    sample: Sample
    most_calls: int

    @property
    def debates(self) -> int:
        """How many the arm would have."""
        return self.sample.whole


def rehearsed(
    experiment: Experiment, reply: Reply, least: int = PLAYED, most: int = MOST_PLAYED
) -> Iterator[Rehearsed]:
    """Some debates of each arm; those arms that learn from others come after these. Raises CannotLaunch.

    Debates that all go as far as their stage may are alike, and few of them will do. Of an arm from which others learn,
    `most` are played, since what is learnt hangs on how many there are.
    """
    draft = _Draft(experiment)
    done: dict[int, list[Rehearsal]] = {}
    for arm in draft.arms:
        arm.frozen = frozen_of(arm)
        plan = ArmPlan(arm, lambda endpoint: Player(endpoint=endpoint))
        trials = draft.trials[arm.name]
        awaited = [rehearsal for other in arm.after.all() for rehearsal in done[other.pk]]
        arm.given = _learnt(plan, sorted(awaited, key=lambda one: draft.places[one.trial]), draft, trials)
        own = _Arm(draft, plan, trials)
        played = own.played(most if arm.before.all() else least, most, reply)
        done[arm.pk] = [*played.values()]
        most_calls = _most_calls(plan, draft, trials, done[arm.pk])
        yield Rehearsed(arm, tuple(done[arm.pk]), own.whole.sample([*played]), most_calls)


class _Draft:
    """An experiment as it would be launched, each question without what is long of it."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        whole = experiment.arms.select_related("config")
        arms = list(whole.prefetch_related("after", "before", "seats__endpoint", "seats__pool", "seats__selector"))
        rows = chosen_questions(experiment)
        if found := problems(experiment, arms, rows):
            raise CannotLaunch(found)
        self.arms = taught_first(arms)
        self.trials: dict[str, list[Trial]] = {arm.name: [] for arm in arms}
        self.places: dict[Trial, int] = {}
        for place, trial in enumerate(design(experiment, arms, rows)):
            self.places[trial] = place
            self.trials[trial.arm].append(trial)
        self.rows = {row.external_id: row for row in rows}
        self._whole: dict[str, QuestionRow] = {}

    @cached_property
    def _candidates(self) -> Mapping[int, str]:
        return dict(self.experiment.question_set.questions.exclude(candidate="").values_list("pk", "candidate"))

    @cached_property
    def _passages(self) -> Mapping[int, int]:
        """The characters of each."""
        of_set = Passage.objects.filter(question_set=self.experiment.question_set_id)
        return dict(of_set.values_list("pk", Length("text")))

    def question(self, trial: Trial) -> Question:
        """What the trial is about, but for the passage."""
        row = self.rows[trial.item_id]
        asked = Question(text=row.text, options=tuple(row.options), candidate=self._candidates.get(row.pk, ""))
        return put_up(narrow(asked, trial.pair), trial.candidate)

    def size(self, trial: Trial) -> tuple[float, float]:
        """Characters of its passage, and of everything else that it is about."""
        row, asked = self.rows[trial.item_id], self.question(trial)
        return self._passages.get(row.passage_id or 0, 0), len(asked.text + asked.candidate + "".join(asked.options))

    def in_order(self, trials: Sequence[Trial]) -> list[int]:
        """The places of an arm's trials, in the order in which they are played: question after question, then repeats.

        Every arm takes the questions in one order, so that arms which ask the same are seen to; ways take turns.
        """
        of_question: dict[str, list[int]] = {}
        for place in sorted(range(len(trials)), key=lambda at: (trials[at].repeat, trials[at].chair, trials[at].way)):
            of_question.setdefault(trials[place].item_id, []).append(place)
        own = [of_question[asked] for asked in self._questions]
        rounds = range(max(map(len, own), default=0))
        return [places[(n + k) % len(places)] for k in rounds for n, places in enumerate(own) if k < len(places)]

    @cached_property
    def _questions(self) -> list[str]:
        names = list(self.rows)
        sizes = [
            (self._passages.get(row.passage_id or 0, 0) + len(row.text) + sum(map(len, row.options)),)
            for row in self.rows.values()
        ]
        return [names[at] for at in spread(sizes, self.experiment.seed)]

    def whole(self, trials: Sequence[Trial]) -> Mapping[str, QuestionRow]:
        """Their questions with all that is in them."""
        missing = {trial.item_id for trial in trials} - set(self._whole)
        self._whole |= whole_questions(self.experiment, missing) if missing else {}
        return self._whole


@dataclass(frozen=True)
class _Arm:
    """An arm that is played, some of its trials after the other."""

    draft: _Draft
    plan: ArmPlan
    trials: Sequence[Trial]

    @cached_property
    def whole(self) -> Whole:
        return Whole([self.draft.size(trial) for trial in self.trials])

    def played(self, least: int, most: int, reply: Reply) -> dict[int, Rehearsal]:
        """Rehearsals by their trials' places: at least so many, then more until they are enough."""
        order = self.draft.in_order(self.trials)[:most]
        questions = self.draft.whole([self.trials[place] for place in order])
        found: dict[int, Rehearsal] = {}
        for place in order:
            trial = self.trials[place]
            found[place] = Rehearsal(self.plan, trial, questions[trial.item_id], reply)
            looked_at = len(found) == least or len(found) >= max(least, UNEQUAL)
            if looked_at and _enough([*found.values()], self.whole.sample([*found])):
                break
        return found


def _enough(found: Sequence[Rehearsal], drawn: Sample) -> bool:
    if len(found) < UNEQUAL and not all(rehearsal.goes_all_the_way for rehearsal in found):
        return False
    return all(
        drawn.half_width(counted) <= PRECISE * drawn.total(counted)
        for counted in ([one.tokens_in for one in found], [one.tokens_out for one in found])
    )


def _learnt(plan: ArmPlan, awaited: Sequence[Rehearsal], draft: _Draft, trials: Sequence[Trial]) -> dict[str, Any]:
    """What the arm would learn; the few rehearsals may be too few to learn from."""
    try:
        given = dict(plan.protocol.learn(rehearsal.finished for rehearsal in awaited))
        if plan.protocol.earlier:
            drawn = Random(f"{draft.experiment.seed}/{plan.arm.name}").sample(awaited, len(awaited))
            kept = [one for rehearsal in drawn if (one := rehearsal.remembered)]
            given |= earlier.learn(plan.protocol.earlier, kept, [draft.question(trial) for trial in trials])
    except ValueError:
        return {}
    return given


def _most_calls(plan: ArmPlan, draft: _Draft, trials: Sequence[Trial], played: Sequence[Rehearsal]) -> int:
    """The most calls that can bring a reply, over all the arm's debates, whatever is replied."""
    protocol = plan.protocol
    reads = [] if protocol.chaired or protocol.decides else [want.row for want in plan.wanted if want.row]
    stage = max((row.craft.most_calls for row in plan.rows if row.endpoint and row not in reads), default=0)
    alone = any(one.reader and one.only_speaks for rehearsal in played for one in rehearsal.asked)
    crafts = [row.craft if alone else row.craft.of_forms for row in reads if row.endpoint]
    reading = sum(craft.most_calls for craft in crafts) * judging.READINGS
    cases = (Case(question=draft.question(trial), seed=trial.seed, way=trial.way) for trial in trials)
    return sum(stage * protocol.most_asks(case) + reading * protocol.most_sitting_asks(case) for case in cases)
