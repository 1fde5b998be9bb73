"""Where attention checks stand among a person's debates, and what is told of them judge by judge."""

from __future__ import annotations

from datetime import timedelta
from itertools import pairwise

import pytest
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from debate.desk import attention_of
from debate.models import Experiment, Player, Pool
from judges.attention import Checks
from judges.stats.intervals import wilson
from tests.debate.stage import person
from tests.judges.stored import Stored

RATES = st.floats(0.01, 0.5)


def gaps(player: str, rate: float, most: int) -> list[bool]:
    plan = Checks(player, "people/volunteers", rate)
    return [plan.follows(judged) for judged in range(1, most)]


@settings(deadline=None)
@given(st.text(min_size=1, max_size=12), RATES)
def test_over_a_long_run_their_share_is_the_one_that_is_asked_for(player: str, rate: float) -> None:
    debates = 2_000
    checks = sum(gaps(player, rate, debates))
    assert checks / (checks + debates) == pytest.approx(rate, abs=0.003)


@settings(deadline=None)
@given(st.text(min_size=1, max_size=12), RATES)
def test_nobody_waits_longer_than_two_blocks_for_one(player: str, rate: float) -> None:
    at = [n for n, follows in enumerate(gaps(player, rate, 1_000)) if follows]
    block = (1 - rate) / rate
    assert at[0] <= block + 1
    assert max((later - earlier for earlier, later in pairwise(at)), default=0) <= 2 * block + 2


def test_people_meet_them_at_different_places() -> None:
    first = [gaps(f"player-{n}", 0.1, 10).index(True) for n in range(200)]
    # One block of nine gaps, each as likely.
    assert set(first) == set(range(9))
    assert max(map(first.count, set(first))) < 3 * 200 / 9


def test_none_comes_before_the_first_debate_or_where_none_is_wanted() -> None:
    assert not Checks("ann", "people", 0.5).follows(0)
    assert not any(gaps("ann", 0.0, 100))


@pytest.mark.parametrize("rate", [0.5, 0.8, 1.0])
def test_at_most_every_other_debate_is_one(rate: float) -> None:
    assert all(gaps("ann", rate, 50))


@settings(deadline=None)
@given(st.text(max_size=12), RATES, st.integers(0, 30), st.integers(0, 30))
def test_those_to_come_are_those_that_come(player: str, rate: float, judged: int, more: int) -> None:
    plan = Checks(player, "people/volunteers", rate)
    came = sum(plan.follows(n) for n in range(judged, judged + more))
    assert plan.between(judged, judged + more) == came


class Pooled:
    """A study of a pool, and checks that its people were given while it ran."""

    def __init__(self, **exclude: int) -> None:
        self.pool = Pool.objects.create(name="people/volunteers")
        self.study = Stored(questions=1).experiment
        self.checks = Stored(name="checks", questions=1)
        self.arm = self.checks.arm("blind", judge=self.pool, name="checks")
        Stored.arm(self._of(self.study), "blind", judge=self.pool)
        self.began = timezone.now() - timedelta(hours=1)
        Experiment.objects.filter(pk=self.checks.experiment.pk).update(purpose=Experiment.Purpose.ATTENTION)
        frozen = {"exclude": exclude} if exclude else {}
        Experiment.objects.filter(pk=self.study.pk).update(launched_at=self.began, analysis_frozen=frozen)
        self.study.refresh_from_db()

    def _of(self, experiment: Experiment) -> Stored:
        made = Stored.__new__(Stored)
        made.experiment = experiment
        return made

    def answered(self, player: Player, *beliefs: tuple[int, int]) -> None:
        """The right answer is the first option."""
        for belief in beliefs:
            debate = self.checks.debate(self.arm, self.checks.question(0))
            now = timezone.now()
            self.checks.judged(debate, belief, judge=self.pool, player=player, taken_at=now, finished_at=now)


@pytest.mark.django_db
def test_each_judge_has_how_many_they_were_shown_and_passed_with_an_interval() -> None:
    made = Pooled()
    one, two = person(made.pool, "one"), person(made.pool, "two")
    made.answered(one, (9000, 1000), (9500, 500), (2000, 8000))
    made.answered(two, (9900, 100))
    found = attention_of(made.study)
    assert [(row.person, row.shown, row.passed, row.failed) for row in found.rows] == [
        (one.public_id, 3, 2, 1),
        (two.public_id, 1, 1, 0),
    ]
    assert found.rows[0].share == 2 / 3
    assert found.rows[0].interval == wilson(2, 3)
    assert (found.together.shown, found.together.passed) == (4, 3)
    assert found.failing == [found.rows[0]]


@pytest.mark.django_db
def test_a_tie_and_an_answer_that_never_came_are_failed() -> None:
    made = Pooled()
    player = person(made.pool)
    made.answered(player, (5000, 5000))
    debate = made.checks.debate(made.arm, made.checks.question(0))
    now = timezone.now()
    made.checks.judged(debate, judge=made.pool, player=player, taken_at=now, finished_at=now)
    (row,) = attention_of(made.study).rows
    assert (row.shown, row.failed) == (2, 2)


@pytest.mark.django_db
def test_whom_the_plan_leaves_out_is_marked() -> None:
    made = Pooled(failed_checks=2)
    one, two = person(made.pool, "one"), person(made.pool, "two")
    made.answered(one, (1000, 9000), (1000, 9000))
    made.answered(two, (1000, 9000))
    assert [(row.failed, row.out) for row in attention_of(made.study).rows] == [(2, True), (1, False)]


@pytest.mark.django_db
def test_an_experiment_of_another_pool_has_none_of_them() -> None:
    made = Pooled()
    made.answered(person(made.pool), (9000, 1000))
    other = Stored(name="other", questions=1)
    other.arm("expert", judge=Pool.objects.create(name="people/others"))
    assert attention_of(other.experiment).rows == []
