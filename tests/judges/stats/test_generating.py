"""Judging against generating, against values worked out by hand."""

from __future__ import annotations

from dataclasses import replace
from math import exp, sqrt

import numpy as np
import pytest
from scipy.stats import t

from judges.stats.cells import Figure
from judges.stats.costs import Spent, spending
from judges.stats.generating import Done, Generating, Way, generating

WAYS = (
    Way(arm="blind", doing="unaided"),
    Way(arm="expert", doing="with the passage", against=("blind",)),
    Way(arm="debate", doing="judging", against=("blind", "expert")),
)


def spent(
    arm: str,
    question: int,
    right: int = 1,
    *,
    who: str | None = None,
    judge: str = "",
    n: int = 1,
    seconds: float | None = 60.0,
    usd: float | None = 0.0,
) -> Spent:
    name = judge or ("people" if who else "model")
    return Spent(
        arm=arm, judge=name, question=f"q{question}", n=n, right=right, cost_usd=usd, seconds=seconds, rater=who
    )


def ways_of(found: Generating, judge: str) -> dict[str, Done]:
    return {one.way.arm: one for of in found.judges if of.name == judge for one in of.ways}


def test_a_models_right_answer_takes_its_minutes_and_the_calls_money() -> None:
    cells = [spent("blind", n, right=n % 2, seconds=30, usd=0.01) for n in range(4)]
    cells += [spent("debate", n, right=int(n < 3), seconds=60, usd=0.06) for n in range(4)]
    found = ways_of(generating(cells, WAYS, 15), "model")
    assert list(found) == ["blind", "debate"]
    assert [one.accuracy.value for one in found.values()] == [0.5, 0.75]
    assert [one.minutes.value for one in found.values()] == [0.5, 1.0]
    assert [one.minutes_right.value for one in found.values()] == pytest.approx([1.0, 4 / 3])
    assert [one.usd_right.value for one in found.values()] == pytest.approx([0.02, 0.08])


def test_a_models_figures_are_those_of_the_page_of_statistics() -> None:
    cells = [spent("debate", n, right=n % 3 > 0, seconds=10 + n, usd=0.02) for n in range(20)]
    cells += [spent("blind", n, seconds=3) for n in range(20)]
    debate = ways_of(generating(cells, WAYS, 99), "model")["debate"]
    elsewhere = spending(cells[:20])
    assert debate.usd_right == elsewhere.cost_right
    assert elsewhere.time_right.value is not None
    assert debate.minutes_right.value == pytest.approx(elsewhere.time_right.value / 60)
    assert debate.minutes_right.method == elsewhere.time_right.method


def test_a_persons_hours_cost_what_the_researcher_says_beside_the_speakers_calls() -> None:
    cells = [spent("blind", n, right=n % 2, who="ann", seconds=120) for n in range(4)]
    cells += [spent("debate", n, who="ann", seconds=240, usd=0.1) for n in range(4)]
    found = ways_of(generating(cells, WAYS, 30), "people")
    assert found["blind"].minutes_right.value == pytest.approx(4)
    assert found["blind"].usd_right.value == pytest.approx(2)
    assert found["debate"].usd_right.value == pytest.approx(4 / 60 * 30 + 0.1)
    assert ways_of(generating(cells, WAYS, 0), "people")["debate"].usd_right.value == pytest.approx(0.1)


def test_each_way_is_held_against_those_in_which_answers_are_generated() -> None:
    cells = [spent("blind", n, right=n % 2, seconds=60) for n in range(4)]
    cells += [spent("expert", n, seconds=300) for n in range(4)]
    cells += [spent("debate", n, seconds=180, usd=0.2) for n in range(4)]
    found = ways_of(generating(cells, WAYS, 15), "model")
    assert found["blind"].less == {}
    assert {arm: minutes.value for arm, (minutes, _) in found["debate"].less.items()} == {"blind": 1, "expert": -2}
    assert found["debate"].less["expert"][1].value == pytest.approx(0.2)
    assert found["expert"].less["blind"][0].value == pytest.approx(3)


def test_people_who_did_one_way_alone_are_left_out_and_counted() -> None:
    cells = [spent("blind", n, who="ann", seconds=60) for n in range(3)]
    cells += [spent("debate", n, who="ann", seconds=60) for n in range(3)]
    cells += [spent("debate", n, who="bob", seconds=6000) for n in range(3)]
    (judge,) = generating(cells, WAYS).judges
    assert (judge.people, judge.only_one) == (True, 1)
    assert [(one.people, one.minutes.value) for one in judge.ways] == [(1, 1.0), (1, 1.0)]


def test_a_difference_is_over_those_who_did_both_of_its_ways() -> None:
    cells = [spent("blind", n, who="ann", seconds=60) for n in range(3)]
    cells += [spent("debate", n, who="ann", seconds=120) for n in range(3)]
    cells += [spent("debate", n, who="bob", seconds=600) for n in range(3)]
    cells += [spent("expert", n, who="bob", seconds=1200) for n in range(3)]
    debate = ways_of(generating(cells, WAYS), "people")["debate"]
    assert debate.minutes.value == pytest.approx(6)
    assert [minutes.value for minutes, _ in debate.less.values()] == pytest.approx([1, -10])


def test_a_judge_of_one_way_and_an_experiment_without_generating_have_nothing_to_compare() -> None:
    assert generating([spent("debate", 0), spent("debate", 1)], WAYS).judges == ()
    judged = [spent(arm, n) for arm in ("debate", "critique") for n in range(3)]
    alone = (Way(arm="debate", doing="judging"), Way(arm="critique", doing="judging"))
    assert generating(judged, alone).judges == ()


def test_none_right_is_no_figure_and_no_difference() -> None:
    cells = [spent("blind", n, right=0) for n in range(3)] + [spent("debate", n) for n in range(3)]
    found = ways_of(generating(cells, WAYS), "model")
    assert found["blind"].minutes_right == Figure(None, 3, method="undefined: no right answer with a known time")
    assert found["blind"].usd_right == Figure(None, 3, method="undefined: no right answer with a known cost")
    minutes, usd = found["debate"].less["blind"]
    assert (minutes.value, usd.value) == (None, None)
    assert minutes.method == "undefined: no right answer with a known amount in one of both"


def test_what_is_not_known_is_left_out_and_said() -> None:
    cells = [spent("blind", n, who="ann") for n in range(3)]
    cells += [spent("debate", 0, who="ann", usd=None), spent("debate", 1, who="ann", seconds=None, usd=0.5)]
    cells += [spent("debate", 2, who="ann", usd=0.5)]
    debate = ways_of(generating(cells, WAYS, 60), "people")["debate"]
    assert debate.usd_right.value == pytest.approx(1.5)
    assert debate.usd_right.method.endswith("; left out: 2 of 3 judgements, cost unknown")
    assert debate.minutes_right.method.endswith("; left out: 1 of 3 judgements, time unknown")


def test_work_that_brought_no_judgement_was_still_spent() -> None:
    cells = [spent("blind", n, seconds=60) for n in range(3)] + [spent("blind", 3, right=0, n=0, seconds=180)]
    cells += [spent("debate", n) for n in range(3)]
    assert ways_of(generating(cells, WAYS), "model")["blind"].minutes_right.value == pytest.approx(2)


def test_where_each_judged_once_the_interval_of_several_people_is_that_of_independent_ones() -> None:
    """Nobody shares a question or a person, so that both ways of clustering come to single judgements."""
    seconds = np.array([60.0, 120, 90, 240, 30, 75])
    cells = [spent("debate", n, who=f"p{n}", seconds=float(s)) for n, s in enumerate(seconds)]
    cells += [spent("blind", n + 10, who=f"p{n}", seconds=60) for n in range(6)]
    found = ways_of(generating(cells, WAYS), "people")["debate"].minutes_right
    minutes = seconds / 60
    error = sqrt(((minutes - minutes.mean()) ** 2).sum() / 5 / 6)
    reach = float(t.ppf(0.975, 5)) * error / minutes.mean()
    assert found.value == pytest.approx(minutes.mean())
    assert (found.low, found.high) == pytest.approx((minutes.mean() * exp(-reach), minutes.mean() * exp(reach)))
    assert found.method == (
        "cluster-robust by question and judge, 95 %, Student's t of 5 degrees of freedom, on its logarithm"
    )


def test_slow_and_fast_people_widen_the_interval_that_questions_alone_would_give() -> None:
    people = {"ann": 30, "bob": 60, "cleo": 240, "dan": 90}
    cells = [
        spent(arm, n, who=who, seconds=seconds + n) for who, seconds in people.items() for n in range(20)
        for arm in ("blind", "debate")
    ]  # fmt: skip
    together = ways_of(generating(cells, WAYS), "people")["debate"].minutes_right
    alone = ways_of(generating([replace(cell, rater="one") for cell in cells], WAYS), "people")["debate"].minutes_right
    assert together.value == alone.value
    assert None not in (together.low, together.high, alone.low, alone.high)
    assert width(together) > 5 * width(alone)


def test_a_difference_of_the_same_work_is_nothing_whoever_did_it() -> None:
    cells = [
        spent(arm, n, right=n % 4 > 0, who=who, seconds=40 + 7 * n, usd=0.1)
        for arm in ("blind", "debate") for who in ("ann", "bob", "cleo") for n in range(8)
    ]  # fmt: skip
    for figure in ways_of(generating(cells, WAYS), "people")["debate"].less["blind"]:
        assert figure.value == 0


def test_one_question_has_no_interval_of_several_people() -> None:
    cells = [spent(arm, 0, who=who, seconds=60) for arm in ("blind", "debate") for who in ("ann", "bob")]
    found = ways_of(generating(cells, WAYS), "people")["debate"].minutes_right
    assert (found.value, found.low) == (1, None)
    assert found.method == "no interval: too few questions or judges, or all alike"


def width(figure: Figure) -> float:
    assert figure.low is not None
    assert figure.high is not None
    return figure.high - figure.low
