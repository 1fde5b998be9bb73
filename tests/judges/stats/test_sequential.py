"""Sequential stopping against published boundaries and against the normal distribution of several looks."""

from __future__ import annotations

from dataclasses import FrozenInstanceError
from math import log, sqrt

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import multivariate_normal

from judges.stats.sequential import Look, Plan, Score, Spending, boundaries, decide, spent

FIFTHS = (0.2, 0.4, 0.6, 0.8, 1.0)
SPENDINGS: tuple[Spending, ...] = ("obrien_fleming", "pocock")


# Boundaries


@pytest.mark.parametrize(
    ("spending", "published"),
    [
        # The package ldbounds for R, `ldBounds(t = 1:5/5)`, iuse 1 and 2, two-sided .05.
        ("obrien_fleming", (4.8769, 3.3569, 2.6803, 2.2898, 2.0310)),
        ("pocock", (2.4380, 2.4268, 2.4101, 2.3966, 2.3859)),
    ],
)
def test_five_even_looks_have_the_published_boundaries(spending: Spending, published: tuple[float, ...]) -> None:
    assert Plan(looks=FIFTHS, target=500, spending=spending).boundaries == pytest.approx(published, abs=2e-4)


@pytest.mark.parametrize(
    ("looks", "pocock", "obrien_fleming"),
    [(2, 2.178, 1.977), (3, 2.289, 2.004), (4, 2.361, 2.024), (5, 2.413, 2.040), (10, 2.555, 2.087)],
)
def test_the_classic_constants_use_up_a_twentieth(looks: int, pocock: float, obrien_fleming: float) -> None:
    """Jennison and Turnbull 2000, tables 2.1 and 2.3: |z| beyond c, or beyond c sqrt(K / k)."""
    for reach in ([pocock * sqrt(k) for k in range(1, looks + 1)], [obrien_fleming * sqrt(looks)] * looks):
        score, stopped = Score(np.zeros(1), np.ones(1)), 0.0
        for one in reach:
            stopped += score.stopped(one, 1.0)
            score = score.carried(one, 1.0)
        assert stopped == pytest.approx(0.05, abs=2e-4)


def test_one_look_is_the_plain_test() -> None:
    assert Plan(looks=(1.0,), target=100).boundaries == pytest.approx((1.959964,), abs=1e-6)


@settings(max_examples=15, deadline=None)
@given(st.floats(0.1, 0.5), st.floats(0.55, 0.9), st.sampled_from(SPENDINGS))
def test_the_chance_of_a_false_alarm_over_uneven_looks_is_what_was_allowed(
    early: float, late: float, spending: Spending
) -> None:
    """Held against scipy's integral of the three looks' normal distribution, correlated as sqrt(t_j / t_k)."""
    plan = Plan(looks=(early, late, 1.0), target=1_000, spending=spending)
    shares, reach = np.array(plan.looks), np.array(plan.boundaries)
    correlated = np.sqrt(np.minimum.outer(shares, shares) / np.maximum.outer(shares, shares))
    kept = multivariate_normal.cdf(reach, np.zeros(3), correlated, lower_limit=-reach, rng=np.random.default_rng(1))
    assert 1 - kept == pytest.approx(0.05, abs=2e-4)


@given(st.floats(0.001, 1), st.floats(0.001, 1), st.sampled_from(SPENDINGS))
def test_alpha_is_spent_as_information_comes_in_and_never_taken_back(
    one: float, other: float, spending: Spending
) -> None:
    first, second = sorted((one, other))
    assert 0 <= spent(first, 0.05, spending) <= spent(second, 0.05, spending) <= 0.05 + 1e-12


def test_all_is_spent_at_the_end_and_nothing_before_the_start() -> None:
    for spending in SPENDINGS:
        assert spent(1, 0.05, spending) == pytest.approx(0.05)
        assert spent(1.3, 0.05, spending) == pytest.approx(0.05)
        assert spent(0, 0.05, spending) == 0
    assert spent(0.5, 0.05, "pocock") == pytest.approx(0.05 * log(1 + 0.5 * (np.e - 1)))
    # 4 (1 - Phi(2.2414 / sqrt(.5))) = 4 (1 - Phi(3.1698)).
    assert spent(0.5) == pytest.approx(0.003051, abs=1e-6)


def test_a_look_that_may_spend_nothing_is_all_but_impossible_to_stop_at() -> None:
    assert boundaries((0.01, 1.0), (spent(0.01), 0.05))[0] == 8.0


# Decisions

PLAN = Plan(looks=(0.5, 1.0), target=200)


def test_a_clear_difference_stops_the_study_early() -> None:
    (found,) = decide(PLAN, [Look(100, 0.3, 0.08)])
    assert (found.verdict, found.crossed, found.number, found.information) == ("stop for efficacy", True, 1, 0.5)
    assert found.z == pytest.approx(3.75)
    assert found.boundary == pytest.approx(2.9626, abs=1e-4)
    assert (found.effect.low, found.effect.high) == pytest.approx((0.3 - 2.9626 * 0.08, 0.3 + 2.9626 * 0.08), abs=1e-5)
    assert found.effect.method == "repeated interval, 95 % over all looks: look 1 of 2, O'Brien-Fleming-like spending"


def test_what_a_plain_test_would_call_a_difference_goes_on() -> None:
    (found,) = decide(PLAN, [Look(100, 0.2, 0.08)])
    assert (found.verdict, found.crossed) == ("go on", False)


@pytest.mark.parametrize(("effect", "crossed"), [(0.12, True), (-0.12, True), (0.1, False)])
def test_the_last_look_says_whether_there_is_a_difference_in_either_direction(effect: float, crossed: bool) -> None:
    found = decide(PLAN, [Look(100, 0.05, 0.08), Look(200, effect, 0.057)])
    assert [one.verdict for one in found] == ["go on", "last look"]
    assert (found[-1].crossed, found[-1].spent) == (crossed, 0.05)
    assert found[-1].boundary == pytest.approx(1.9686, abs=1e-4)


def test_looks_after_a_stop_do_not_count() -> None:
    assert len(decide(PLAN, [Look(100, 0.3, 0.08), Look(200, 0.0, 0.057)])) == 1


def test_the_last_planned_look_spends_what_is_left_though_ratings_are_few() -> None:
    found = decide(PLAN, [Look(90, 0.1, 0.08), Look(150, 0.1, 0.06)])
    assert found[-1].spent == 0.05
    assert found[-1].boundary < 2


def test_a_look_that_comes_at_the_target_is_the_last_one() -> None:
    plan = Plan(looks=FIFTHS, target=200)
    found = decide(plan, [Look(80, 0.1, 0.08), Look(210, 0.1, 0.06)])
    assert [one.verdict for one in found] == ["go on", "last look"]
    assert found[-1].spent == 0.05


def test_boundaries_follow_the_ratings_that_were_there_and_not_the_plan() -> None:
    early, planned = (decide(PLAN, [Look(n, 0.1, 0.08)])[0].boundary for n in (70, 100))
    assert early > planned


def test_no_looks_decide_nothing() -> None:
    assert decide(PLAN, []) == ()


# What it refuses


def test_a_look_cannot_be_added_after_launch() -> None:
    looks = [Look(50, 0.1, 0.1), Look(80, 0.1, 0.1), Look(120, 0.1, 0.1)]
    with pytest.raises(ValueError, match="3 looks were made, and 2 planned: a look cannot be added after launch"):
        decide(PLAN, looks)


def test_a_look_without_a_standard_error_is_refused() -> None:
    with pytest.raises(ValueError, match="too few ratings to decide on"):
        decide(PLAN, [Look(100, 0.1, 0.0)])


def test_looks_that_do_not_come_one_after_the_other_are_refused() -> None:
    with pytest.raises(ValueError, match="must come later"):
        decide(PLAN, [Look(100, 0.1, 0.1), Look(100, 0.1, 0.1)])


@pytest.mark.parametrize(
    ("looks", "target", "alpha", "message"),
    [
        ((), 100, 0.05, "ends with a look at the whole"),
        ((0.5, 0.9), 100, 0.05, "ends with a look at the whole"),
        ((0.5, 0.5, 1.0), 100, 0.05, "must come later"),
        ((0.0, 1.0), 100, 0.05, "must come later"),
        ((0.5, 1.0), 1, 0.05, "too few for 2 looks"),
        ((0.5, 1.0), 100, 1.0, "between 0 and 1"),
    ],
)
def test_a_plan_that_cannot_be_kept_is_refused(
    looks: tuple[float, ...], target: int, alpha: float, message: str
) -> None:
    with pytest.raises(ValueError, match=message):
        Plan(looks=looks, target=target, alpha=alpha)


def test_a_plan_is_not_changed_once_it_is_made() -> None:
    with pytest.raises(FrozenInstanceError):
        PLAN.alpha = 0.1  # type: ignore[misc]
