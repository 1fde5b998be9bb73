"""Supervisor drift: changes that are known beforehand are found, within judges, and too little says so in words."""

from __future__ import annotations

from collections.abc import Callable
from math import isclose, log2
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats import judging
from judges.stats.drift import FIGURES, Change, Experienced, drift, per_doubling
from judges.stats.natural import natural
from judges.stats.within import codes, within

ACCURACY = FIGURES["accuracy"][1]
STAGES = ((0, "none before"), (5, "1 to 5"), (10, "6 to 10"), (20, "11 to 20"))


def one(rater: int, order: int, question: int, **values: object) -> Experienced:
    """Somebody's judgement number `order`, from 0."""
    plain: dict[str, Any] = {
        "arm": "debate",
        "question": f"q{question}",
        "rater": f"r{rater}",
        "person": True,
        "experience": order,
        "stage": next((words for most, words in STAGES if order <= most), "21 and more"),
        "right": True,
        "brier": 0.0,
        "log_score": 0.0,
        "sure": 0.8,
    }
    return Experienced(**(plain | values))


def people(
    judges: int = 8, each: int = 12, of: Callable[[int, int], dict[str, object]] = lambda _r, _k: {}
) -> list[Experienced]:
    """Everybody judges `each` of 24 questions, in an order of their own."""
    order = np.random.default_rng(3)
    asked = [order.permutation(24)[:each] for _ in range(judges)]
    return [one(r, k, int(asked[r][k]), **of(r, k)) for r in range(judges) for k in range(each)]


def named(changes: tuple[Change, ...], name: str) -> Change:
    return next(change for change in changes if change.figure == name)


def test_a_change_per_doubling_is_found_exactly_whatever_people_s_own_levels_are() -> None:
    """Scores that are a level of each person's own plus 0.05 for each doubling."""
    rng = np.random.default_rng(1)
    noise = rng.normal(0, 1e-5, (8, 12))
    judged = people(of=lambda r, k: {"brier": 0.1 * r + 0.05 * log2(k + 1) + noise[r, k]})
    found = named(drift(judged).people, "brier")
    assert found.value.value == pytest.approx(0.05, abs=1e-4)
    assert found.value.low is not None
    assert found.value.high is not None
    assert found.value.low < 0.05 < found.value.high
    assert (found.value.n, found.judges) == (96, 8)
    assert found.p is not None
    assert found.p < 1e-6
    assert "within 8 people" in found.value.method


def test_who_comes_later_and_is_worse_is_no_drift() -> None:
    """People with more judgements are worse from their first on: between people, not within them."""
    judged = [one(r, k, k, brier=0.02 * r) for r in range(10) for k in range(3 + 2 * r)]
    assert named(drift(judged).people, "brier").value.value is None, "nothing changes within anybody"
    rng = np.random.default_rng(2)
    noisy = [one(r, k, k, brier=0.02 * r + rng.normal(0, 0.01)) for r in range(10) for k in range(3 + 2 * r)]
    found = named(drift(noisy).people, "brier").value
    assert found.value == pytest.approx(0, abs=0.005)


def test_the_error_is_the_jackknife_s_over_people() -> None:
    """Two arms of equal x: the slope without each person, by hand."""
    rng = np.random.default_rng(4)
    x, y = np.tile([0.0, 1.0, 2.0], 7), rng.normal(size=21)
    who = np.repeat(np.arange(7), 3)
    found = within(y, x, who, who, None, np.zeros(21, np.intp))
    assert found is not None

    def slope(kept: np.ndarray) -> float:
        mean = np.array([y[(who == w)].mean() for w in who])
        return float((((x - 1) * (y - mean))[kept]).sum() / (((x - 1) ** 2)[kept]).sum())

    without = np.array([slope(who != w) for w in range(7)])
    error = (6 / 7 * ((without - found.value) ** 2).sum()) ** 0.5
    assert isclose(found.error, error)
    assert found.freedom == 6


def test_arms_that_come_in_another_order_are_taken_out() -> None:
    """One arm's scores are higher, and everybody meets it later."""
    rng = np.random.default_rng(5)
    judged = people(of=lambda _, k: {"arm": "easy" if k > 7 else "hard", "brier": 0.5 * (k > 7) + rng.normal(0, 0.001)})
    assert named(drift(judged).people, "brier").value.value == pytest.approx(0, abs=0.002)


def test_pairs_of_models_give_the_paired_t_test() -> None:
    from scipy.stats import ttest_rel

    rng = np.random.default_rng(6)
    plain, reading = rng.random(15), rng.random(15)
    models = {"person": False, "stage": "none before"}
    judged = [one(0, 0, q, brier=float(plain[q]), **models) for q in range(15)]
    judged += [
        one(0, 4, q, arm="reading", brier=float(reading[q]), **(models | {"stage": "4 transcripts before"}))
        for q in range(15)
    ]
    judged.append(one(0, 0, 99, brier=9.0, **models))  # a question that the other arm hasn't
    (against,) = drift(judged, [("reading", "debate", 4)]).models
    found = named(against.changes, "brier")
    expected = ttest_rel(reading, plain)
    assert found.p == pytest.approx(expected.pvalue)
    assert (found.value.low, found.value.high) == pytest.approx(tuple(expected.confidence_interval()))
    assert found.value.n == 30
    assert against.earlier == 4


def test_overconfidence_is_the_belief_in_the_favoured_less_right() -> None:
    judged = people(of=lambda _, k: {"sure": 0.9, "right": k % 2 == 0})
    (stage,) = [s for s in drift(judged).course if s.figure == "overconfidence" and s.stage == "none before"]
    assert stage.value.value == pytest.approx(-0.1)


def test_p_values_are_adjusted_for_the_number_of_figures() -> None:
    rng = np.random.default_rng(7)
    judged = people(of=lambda _, k: {"brier": rng.random(), "log_score": rng.random(), "right": rng.random() < 0.6})
    changes = drift(judged).people
    known = [change for change in changes if change.p is not None]
    assert {change.figure for change in known} == {"accuracy", "brier", "log_score", "overconfidence"}
    smallest = min(known, key=lambda change: change.p or 0)
    assert smallest.holm == pytest.approx(min(1.0, 4 * (smallest.p or 0)))
    assert named(changes, "minutes").value.method.startswith("not given: it takes 6 people")


def test_the_last_stage_is_held_against_who_was_new_to_it() -> None:
    judged = people(each=24, of=lambda _, k: {"right": k <= 5 or k % 2 == 0})
    found = drift(judged)
    assert (found.first, found.last) == ("up to 5", "21 and more")
    contrast = named(found.people, "accuracy").contrast
    assert contrast is not None
    assert contrast.value == pytest.approx(1 / 3 - 1)
    assert contrast.low is not None
    assert contrast.n == 8 * (6 + 3)


@pytest.mark.parametrize(("judges", "each", "words"), [(5, 20, "5 people"), (7, 3, "gave 21"), (40, 1, "0 people")])
def test_too_few_people_or_judgements_are_refused_in_words(judges: int, each: int, words: str) -> None:
    _, fitted, why = per_doubling(people(judges, each), ACCURACY)
    assert fitted is None
    assert why.startswith("not given: it takes 6 people and 30 judgements")
    assert words in why


def test_of_models_alone_nothing_is_said_of_people() -> None:
    judged = [one(0, 0, q, person=False, stage="none before") for q in range(4)]
    found = drift(judged, [("reading", "debate", 4)])
    assert (found.people, found.models) == ((), ())
    assert not found.is_something


def test_it_can_be_told_as_json() -> None:
    told = judging.to_json(drift(people(of=lambda _, k: {"right": k % 3 > 0})))
    assert isinstance(told["people"], list)
    assert set(told["people"][0]) == {"figure", "title", "value", "judges", "p", "holm", "contrast"}


@settings(max_examples=40, deadline=None)
@given(st.floats(-3, 3), st.floats(-5, 5), st.integers(0, 10_000))
def test_adding_a_level_changes_nothing_and_a_slope_is_added(slope: float, level: float, seed: int) -> None:
    rng = np.random.default_rng(seed)
    who = codes([f"{n // 6}" for n in range(48)])
    x, y = rng.normal(size=48), rng.normal(size=48)
    nothing = np.zeros(48, np.intp)
    before, after = (within(values, x, who, who, None, nothing) for values in (y, y + level * who + slope * x))
    assert before is not None
    assert after is not None
    assert after.value == pytest.approx(before.value + slope, abs=1e-8)
    assert after.error == pytest.approx(before.error, abs=1e-8)


def test_its_intervals_hold_the_truth_as_often_as_they_say() -> None:
    """A part of the simulation that the docstring tells of: 300 experiments with 12 people."""
    rng, held, true = np.random.default_rng(11), 0, 0.02
    for _ in range(300):
        hard = rng.normal(0, 0.12, 40)
        judged = []
        for r in range(12):
            level, own = rng.normal(0.6, 0.1), rng.normal(true, 0.03)
            for k, q in enumerate(rng.permutation(40)[:20]):
                share = level + hard[q] + own * log2(k + 1)
                judged.append(one(r, k, int(q), right=bool(rng.random() < share)))
        _, fitted, _ = per_doubling(judged, ACCURACY)
        assert fitted is not None
        low, high = fitted.interval
        held += low <= true <= high
    assert 0.92 <= held / 300 <= 0.985


def test_numbers_in_names_are_ordered_by_size_and_none_is_first() -> None:
    names = ["21 and more", "none before", "6 to 10", "11 to 20", "4 transcripts before", "1 to 5"]
    assert sorted(names, key=natural) == [
        "none before",
        "1 to 5",
        "4 transcripts before",
        "6 to 10",
        "11 to 20",
        "21 and more",
    ]
