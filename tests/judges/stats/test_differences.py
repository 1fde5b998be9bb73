"""Differences between arms against Michael et al. 2023, and against sums worked out by hand."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import t

from judges.stats import Cell, Figure
from judges.stats.differences import BOTH, JUDGE, QUESTION, Difference, accuracy_difference, difference
from judges.stats.intervals import MOST_DRAWN
from judges.stats.significance import Significance

# (right, n) in debates, then in consultancies, of each judge of Michael et al. 2023: counts published with the paper.
BY_JUDGE = [
    ((0, 1), (0, 0)),
    ((9, 10), (0, 0)),
    ((13, 13), (3, 5)),
    ((2, 2), (0, 0)),
    ((8, 10), (4, 7)),
    ((3, 4), (13, 16)),
    ((15, 17), (0, 0)),
    ((3, 6), (9, 13)),
    ((5, 7), (0, 0)),
    ((6, 7), (0, 0)),
    ((5, 5), (15, 20)),
    ((9, 13), (3, 6)),
    ((2, 2), (0, 0)),
    ((8, 10), (3, 3)),
    ((7, 8), (14, 15)),
    ((11, 11), (1, 3)),
    ((13, 14), (2, 4)),
    ((7, 8), (0, 0)),
    ((4, 6), (4, 4)),
]
Marks = Sequence[tuple[int, int, int]]
Who = Callable[[Cell], str] | None


def marked(marks: Marks) -> list[Cell]:
    """One rating a mark: (question, judge, right)."""
    return [
        Cell(arm="arm", judge=f"j{judge}", question=f"q{question}", right=right, brier_sum=0.25 * (1 - right))
        for question, judge, right in marks
    ]


def single(right: int, n: int, first: int = 0) -> list[Cell]:
    """One rating of each of `n` questions, numbered from `first`."""
    return marked([(first + number, 0, int(number < right)) for number in range(n)])


def michael() -> tuple[list[Cell], list[Cell]]:
    """The paper's ratings by its judges, each of a question of its own."""
    arms = [
        [
            (judge, number < right)
            for judge, arms in enumerate(BY_JUDGE)
            for right, n in [arms[arm]]
            for number in range(n)
        ]
        for arm in (0, 1)
    ]
    debates, consultancies = (
        marked([(1_000 * arm + place, judge, int(right)) for place, (judge, right) in enumerate(found)])
        for arm, found in enumerate(arms)
    )
    return debates, consultancies


def judge(cell: Cell) -> str:
    return cell.judge


def named(found: Difference, name: str) -> Significance:
    return next(one for one in found.tests if one.test == name)


def interval(figure: Figure) -> tuple[float, float]:
    assert figure.low is not None
    assert figure.high is not None
    return figure.low, figure.high


# The published study


def test_debate_against_consultancy_is_the_papers_difference_with_its_interval_by_judge() -> None:
    found = accuracy_difference(*michael(), judge)
    assert found.effect.value == pytest.approx(130 / 154 - 71 / 96)
    # Published as +10.5 points, about [0.2, 23.6], where the bounds move by a point with the seed.
    assert interval(found.intervals[JUDGE]) == pytest.approx((0.002, 0.236), abs=0.01)
    assert found.intervals[JUDGE].method == "bootstrap, 95 %, 2,000 draws of the 19 judges"


@pytest.mark.parametrize(
    ("name", "z", "p"),
    [("z", 2.03, 0.043), ("z, corrected", 1.86, 0.063), ("logit, clustered by judge", 1.88, 0.060)],
)
def test_the_papers_tests_come_out_to_the_printed_digit(name: str, z: float, p: float) -> None:
    found = named(accuracy_difference(*michael(), judge), name)
    assert found.statistic is not None
    assert found.p is not None
    assert (round(found.statistic, 2), round(found.p, 3)) == (z, p)


def test_where_people_judge_the_headline_is_two_way_and_its_test_stands_first() -> None:
    found = accuracy_difference(*michael(), judge)
    assert found.effect == found.intervals[BOTH]
    assert found.tests[0].test == "logit, clustered by question and judge"
    assert found.p == found.tests[0].p


def test_where_models_judge_the_headline_is_by_question_and_nothing_is_drawn_by_judge() -> None:
    found = accuracy_difference(*michael())
    assert found.effect == found.intervals[QUESTION]
    assert list(found.intervals) == [QUESTION]
    assert found.tests[0].test == "logit, clustered by question"


# By hand


def test_the_two_way_variance_is_that_of_questions_and_of_judges_less_that_of_both() -> None:
    """Cameron, Gelbach and Miller 2011, section 2.2, each with G / (G - 1) x (N - 1) / (N - 2)."""
    source = np.random.default_rng(11)
    marks = [
        [(question, int(source.integers(8)), int(source.random() < chance)) for question in range(40)]
        for chance in (0.8, 0.6)
    ]
    gap, arms = 0.0, []
    for sign, rated in ((1, marks[0]), (-1, marks[1])):
        mean = float(np.mean([right for *_, right in rated]))
        gap += sign * mean
        arms += [(question, who, sign * (right - mean) / len(rated)) for question, who, right in rated]

    def variance(labels: list[object]) -> float:
        names = set(labels)
        sums = [sum(part for label, (*_, part) in zip(labels, arms, strict=True) if label == name) for name in names]
        return sum(one**2 for one in sums) * len(names) / (len(names) - 1) * (len(arms) - 1) / (len(arms) - 2)

    questions, people = [question for question, *_ in arms], [who for _, who, _ in arms]
    both = variance([*questions]) + variance([*people]) - variance([*zip(questions, people, strict=True)])
    found = accuracy_difference(marked(marks[0]), marked(marks[1]), judge)
    assert found.effect.value == pytest.approx(gap)
    assert found.standard_error == pytest.approx(both**0.5)
    reach = float(t.ppf(0.975, len(set(people)) - 1)) * both**0.5
    assert interval(found.effect) == pytest.approx((gap - reach, gap + reach))


def test_a_pair_of_ratings_a_question_is_tested_by_mcnemar() -> None:
    """Nine questions come out unlike, one of them one way: 2 (1 + 9) / 2^9."""
    first = marked([(q, 0, int(q < 18)) for q in range(20)])
    second = marked([(q, 0, int(q < 10 or q == 19)) for q in range(20)])
    found = named(accuracy_difference(first, second), "McNemar")
    assert found.statistic == 1
    assert found.p == pytest.approx(2 * 10 / 512)
    assert found.method == "McNemar's exact test of 20 shared questions, 9 of them unlike"


def test_several_ratings_of_a_question_are_not_put_to_mcnemar() -> None:
    twice = single(5, 10) + single(5, 10)
    assert named(accuracy_difference(twice, single(3, 10)), "McNemar").p is None


def test_the_paired_difference_counts_each_shared_question_once() -> None:
    first = [
        Cell(arm="a", judge="m", question=q, n=n, right=right)
        for q, n, right in (("x", 4, 4), ("y", 1, 0), ("z", 1, 1))
    ]
    second = [
        Cell(arm="b", judge="m", question=q, n=n, right=right)
        for q, n, right in (("x", 2, 1), ("y", 5, 1), ("w", 3, 0))
    ]
    found = accuracy_difference(first, second)
    assert found.paired.value == pytest.approx(((1 - 0.5) + (0 - 0.2)) / 2)
    assert (found.paired.n, found.shared, found.only_first, found.only_second) == (2, 2, 1, 1)
    assert "each shared question counted once" in found.paired.method


def test_arms_that_share_no_question_have_no_paired_difference() -> None:
    found = accuracy_difference(single(8, 10), single(6, 10, first=50))
    assert found.paired == Figure(None, 0, method="undefined: the arms share no question")
    assert found.effect.value == pytest.approx(0.2)


def test_questions_that_both_arms_hold_make_the_interval_narrower() -> None:
    """Where arms mostly agree question by question, what is hard about questions falls out of the difference."""
    together = interval(accuracy_difference(single(60, 100), single(50, 100)).effect)
    apart = interval(accuracy_difference(single(60, 100), single(50, 100, first=500)).effect)
    assert together[1] - together[0] < 0.6 * (apart[1] - apart[0])


def test_any_cell_total_has_a_difference_in_its_own_unit() -> None:
    found = difference(single(80, 100), single(60, 100), lambda cell: cell.brier_sum)
    assert found.effect.value == pytest.approx(0.25 * 0.2 - 0.25 * 0.4)
    assert [one.test for one in found.tests] == ["linear, clustered by question"]
    assert found.p is not None
    assert found.p < 0.001


# Edges


@pytest.mark.parametrize("who", [None, judge])
def test_an_empty_arm_gives_no_figure_and_no_failure(who: Who) -> None:
    some, none = single(3, 5), single(0, 0)
    for first, second in ((none, none), (some, none), (none, some)):
        found = accuracy_difference(first, second, who)
        assert found.effect.value is None
        assert found.effect.method == "no ratings"
        assert found.p is None


def test_one_question_gives_a_difference_without_interval() -> None:
    found = accuracy_difference([Cell(arm="a", judge="m", question="q0", n=9, right=6)], single(0, 1))
    assert found.effect.value == pytest.approx(2 / 3)
    assert found.effect.method == "no interval: all ratings are of one question"
    assert found.effect.low is None
    assert found.standard_error is None


def test_one_judge_gives_no_interval_by_judge() -> None:
    found = accuracy_difference(single(8, 10), single(5, 10), judge)
    assert found.effect.method == (
        "no interval: an arm is empty, or there is one question or one judge, or no spread between them"
    )
    assert found.intervals[JUDGE].method == "no interval: all ratings are of one judge"
    assert interval(found.intervals[QUESTION])[0] < 0.3


def test_few_judges_are_not_drawn_from() -> None:
    marks = [(question, question % 4, question % 3 % 2) for question in range(40)]
    found = accuracy_difference(marked(marks), marked([(q, j, 1 - right) for q, j, right in marks]), judge)
    assert found.intervals[JUDGE].method == "no interval: an arm has 4, too few judges to draw from"
    low, high = interval(found.effect)
    assert -1 <= low < high <= 1


def test_arms_that_are_right_throughout_have_an_interval_and_no_test() -> None:
    found = accuracy_difference(single(20, 20), single(20, 20))
    assert found.effect.value == 0
    assert interval(found.effect) == pytest.approx((-0.161, 0.161), abs=0.001)
    assert found.effect.method.startswith("Newcombe, 95 %, as if of 20 and 20 ratings")
    assert found.p == 1.0
    assert named(found, "z").p is None


def test_an_arm_that_is_right_throughout_is_tested_by_what_the_other_shows() -> None:
    found = accuracy_difference(single(30, 30), single(20, 30))
    assert found.tests[0].p is None
    assert "all of them right" in found.tests[0].method
    assert found.p == named(found, "linear, clustered by question").p


def test_more_questions_than_are_drawn_have_the_interval_that_draws_would_give() -> None:
    size = MOST_DRAWN + 1
    many = accuracy_difference(single(int(0.6 * size), size), single(int(0.5 * size), size))
    assert many.effect.method.startswith("cluster-robust by question, 95 %")
    reach = 1.96 * (0.1 * 0.9 / size) ** 0.5
    assert interval(many.effect) == pytest.approx((0.1 - reach, 0.1 + reach), abs=5e-4)
    assert interval(many.paired) == pytest.approx((0.1 - reach, 0.1 + reach), abs=5e-4)


# Properties

MARKS = st.lists(st.tuples(st.integers(0, 5), st.integers(0, 3), st.integers(0, 1)), max_size=12)


@settings(max_examples=20, deadline=None)
@given(MARKS, MARKS, st.sampled_from([None, judge]), st.randoms(use_true_random=False))
def test_neither_order_nor_names_matter_and_turning_the_arms_round_turns_the_sign(
    ours: Marks, theirs: Marks, who: Who, source: Random
) -> None:
    found = accuracy_difference(marked(ours), marked(theirs), who)
    first, second = list(ours), list(theirs)
    source.shuffle(first)
    source.shuffle(second)
    again = accuracy_difference(marked(first), marked(second), who)
    assert again.effect.value == pytest.approx(found.effect.value)
    back = accuracy_difference(marked(theirs), marked(ours), who)
    assert back.effect.value == (None if found.effect.value is None else pytest.approx(-found.effect.value))
    assert (back.shared, back.only_first, back.only_second) == (found.shared, found.only_second, found.only_first)
    if found.effect.low is not None:
        low, high = interval(found.effect)
        assert -1 <= low <= high <= 1


def test_the_same_ratings_give_the_same_figures() -> None:
    debates, consultancies = michael()
    assert accuracy_difference(debates, consultancies, judge) == accuracy_difference(debates, consultancies, judge)
