"""Dawid-Skene against the anaesthetists of its paper, and judges against the key."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.dawid_skene import MOST_CHOICES, Choices, coded, fit, refusal, who
from judges.stats.rated import Rated
from judges.stats.skill import MOST_DRAWN, dawid_skene_accuracies, skills
from tests.judges.stats.rows import interval, judged, rating, value

# Dawid and Skene 1979, table 1: 45 patients, each as five anaesthetists class them; the first did so three times.
PATIENTS = """
111 1 1 1 1|333 4 3 3 4|112 2 1 2 2|222 3 1 2 1|222 3 2 2 2|222 3 3 2 2|122 2 1 1 1|333 3 4 3 3|222 2 2 2 3|232 2 2 2 3
444 4 4 4 4|222 3 3 4 3|111 1 1 1 1|222 3 2 1 2|121 1 1 1 1|111 2 1 1 1|111 1 1 1 1|111 1 1 1 1|222 2 2 2 1|222 1 3 2 2
222 2 2 2 2|222 2 2 2 1|222 3 2 2 2|221 2 2 2 2|111 1 1 1 1|111 1 1 1 1|232 2 2 2 2|111 1 1 1 1|111 1 1 1 1|112 1 1 2 1
111 1 1 1 1|333 3 2 3 3|111 1 1 1 1|222 2 2 2 2|222 3 2 3 2|433 4 3 4 3|221 2 2 3 2|232 3 2 3 3|333 3 4 3 2|111 1 1 1 1
111 1 1 1 1|121 2 1 1 1|232 2 2 2 2|121 1 1 1 1|222 2 2 2 2
"""


def anaesthetists() -> Choices:
    patients = PATIENTS.strip().replace("\n", "|").split("|")
    rows = [
        (patient, observer, int(grade) - 1)
        for patient, row in enumerate(patients)
        for observer, grades in enumerate(row.split())
        for grade in grades
    ]
    debates, judges, chosen = np.array(rows).T
    return Choices(debates, judges, chosen, np.full(45, 4), np.arange(45))


def simulated(debates: int, *accuracies: float) -> list[Rated]:
    """Judges who are right independently of each other, of questions whose answer is either option as often."""
    source = np.random.default_rng(7)
    return [
        rating(f"d{d:04}", f"j{j}", 90.0 if (source.random() < p) == (d % 2 == 0) else 10.0, answer=d % 2)
        for d in range(debates)
        for j, p in enumerate(accuracies)
    ]


def test_it_gives_the_figures_of_dawid_and_skenes_own_example() -> None:
    """How often each class is true, and how the first observer errs, to the two digits that they print."""
    fitted = fit(anaesthetists())
    assert fitted.settled
    assert fitted.prior == pytest.approx([0.40, 0.42, 0.11, 0.07], abs=0.005)
    first = [[0.89, 0.11, 0, 0], [0.07, 0.88, 0.05, 0], [0, 0.34, 0.66, 0], [0, 0, 0.56, 0.44]]
    assert fitted.errors[0] == pytest.approx(np.array(first), abs=0.005)
    # The third patient, of whom opinions differ, is of the second class.
    assert fitted.truth[2] == pytest.approx([0, 1, 0, 0], abs=0.005)
    assert fitted.truth.sum(1) == pytest.approx(np.ones(45))


def test_it_finds_the_judges_accuracies_without_the_key() -> None:
    found = skills(simulated(2_000, 0.6, 0.75, 0.9, 0.9))
    assert [one.judge for one in found] == ["j0", "j1", "j2", "j3"]
    assert [value(one.accuracy) for one in found] == pytest.approx([0.6, 0.75, 0.9, 0.9], abs=0.03)
    assert [value(one.dawid_skene) for one in found] == pytest.approx([0.6, 0.75, 0.9, 0.9], abs=0.04)
    assert all("no interval: too large, 8,000 choices" in one.dawid_skene.method for one in found)


def test_its_interval_draws_questions() -> None:
    figure = skills(simulated(200, 0.6, 0.75, 0.9))[2].dawid_skene
    low, high = interval(figure)
    assert low < 0.9 < high
    assert low < value(figure) < high
    assert "bootstrap, 95 %, 200 draws of the 200 questions; too narrow for judges near chance" in figure.method
    assert figure == skills(simulated(200, 0.6, 0.75, 0.9)[::-1])[2].dawid_skene


def test_accuracy_against_the_key_has_wilsons_interval() -> None:
    one = skills([rating(f"d{d}", "j", 90.0 if d < 8 else 10.0) for d in range(10)])[0]
    assert value(one.accuracy) == 0.8
    assert interval(one.accuracy) == pytest.approx((0.490, 0.943), abs=0.001)


def test_judges_who_are_all_right_are_found_all_right() -> None:
    found = skills(judged(*["aaa"] * 10))
    assert [value(one.dawid_skene) for one in found] == pytest.approx([1, 1, 1])
    assert [value(one.accuracy) for one in found] == [1, 1, 1]


def test_a_tie_is_wrong_by_the_key_and_no_choice_to_the_model() -> None:
    found = {one.judge: one for one in skills(judged(*["aaa-", "aab-", "bbb-", "bbb-"] * 3))}
    assert (found["j3"].accuracy.value, found["j3"].accuracy.n) == (0, 12)
    assert found["j3"].dawid_skene.method == "undefined: all its ratings are ties"
    assert found["j0"].dawid_skene.n == 12
    assert found["j0"].dawid_skene.value is not None


@pytest.mark.parametrize(
    ("rated", "words"),
    [
        (judged("a", "b"), "0 debates were decided by three judges"),
        (judged(*["ab", "bb"] * 10), "0 debates were decided by three judges"),
        (judged(*["aab"] * 9, "ab-"), "9 debates were decided by three judges"),
        ([replace(one, question="q") for one in judged(*["aab", "bbb"] * 5)], "all ratings are of one question"),
    ],
)
def test_what_it_cant_tell_it_refuses_in_words(rated: list[Rated], words: str) -> None:
    for one in skills(rated):
        assert one.dawid_skene.value is None
        assert words in one.dawid_skene.method
        assert one.accuracy.value is not None


def test_a_judge_who_chose_too_seldom_has_no_estimate() -> None:
    found = {one.judge: one for one in skills(judged(*["aaab"] * 9, *["abb"] * 11))}
    assert found["j3"].dawid_skene.value is None
    assert found["j3"].dawid_skene.method == "undefined: it made 9 choices, and Dawid-Skene needs 10"
    assert found["j2"].dawid_skene.value is not None


def test_too_many_choices_are_said_to_be_too_large() -> None:
    assert refusal([rating("d", "j", 90.0)] * (MOST_CHOICES + 1)).startswith("too large: 200,001 choices")
    assert MOST_DRAWN < MOST_CHOICES


def test_nothing_gives_nothing() -> None:
    assert skills([]) == ()
    assert dawid_skene_accuracies([]) == {}


def test_only_last_words_count() -> None:
    found = simulated(20, 0.7, 0.8, 0.9)
    earlier = [replace(one, round=1, final=False, belief=(0, 10_000)) for one in found]
    assert skills(found + earlier) == skills(found)


@settings(deadline=None)
@given(st.lists(st.text("ab", min_size=3, max_size=3), min_size=2, max_size=8))
def test_the_names_of_options_change_no_judges_accuracy(debates: list[str]) -> None:
    found = judged(*debates)
    turned = [replace(one, belief=one.belief[::-1]) for one in found][::-1]
    ours, theirs = (fit(coded(rows, [who(one) for one in found[:3]])) for rows in (found, turned))
    assert theirs.accuracies == pytest.approx(ours.accuracies, abs=1e-6)
    assert theirs.truth == pytest.approx(ours.truth[:, ::-1], abs=1e-6)


def test_an_option_that_a_debate_has_not_is_never_its_truth() -> None:
    narrow = judged("aab", "abb", "bbb")
    wide = [replace(one, debate=f"w{one.debate}", question="w", belief=(0, 0, 10_000)) for one in narrow]
    chosen = narrow + wide
    raters = ["j0", "j1", "j2"]
    fitted = fit(coded(chosen, [(name, name) for name in raters]))
    assert fitted.truth.shape == (6, 3)
    assert fitted.truth[:3, 2] == pytest.approx([0, 0, 0])
    assert fitted.truth[3:, 2] == pytest.approx([1, 1, 1])
