"""Score rules: proper by property, and against the scores printed with the data of Michael et al. 2023."""

from __future__ import annotations

from dataclasses import replace
from math import e, log, log2, sqrt

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from debate.core.types import WHOLE
from judges.scoring import Unscorable, score
from judges.stats.cells import Cell, Figure
from judges.stats.rules import (
    BRIER,
    LOG2,
    NYU,
    QUADRATIC,
    RULES,
    SPHERICAL,
    Rule,
    UnknownRule,
    mean_score,
    regret,
    rule,
)
from tests.judges.stats.michael import (
    CONSULTANCY_LAST,
    CONSULTANCY_ROUNDS,
    DEBATE_LAST,
    DEBATE_ROUNDS,
    Counts,
    beliefs,
    spread,
)

Belief = tuple[int, ...]


@st.composite
def pairs(draw: st.DrawFn, least: int = 0) -> tuple[Belief, Belief]:
    """Two beliefs over the same 2 to 6 options, each part at least `least`; often close to each other."""
    size = draw(st.integers(2, 6))
    free = WHOLE - size * least
    believed, stated = (
        tuple(least + high - low for low, high in zip([0, *cuts], [*cuts, free], strict=True))
        for cuts in (sorted(draw(st.lists(st.integers(0, free), min_size=size - 1, max_size=size - 1))) for _ in "ab")
    )
    moved = draw(st.integers(-50, 50))
    near = (believed[0] + moved, believed[1] - moved, *believed[2:])
    return believed, near if draw(st.booleans()) and min(near) >= least else stated


def value(figure: Figure) -> float:
    assert figure.value is not None
    return figure.value


def judged(counts: Counts, rounds: Counts) -> list[Cell]:
    """One judgement a question; who read how long isn't told, and a mean doesn't depend on it."""
    cells = []
    for number, (belief, read) in enumerate(zip(beliefs(counts), spread(rounds), strict=True)):
        scores = score(belief, 0)
        cell = Cell(arm="debate", judge="j", question=f"q{number}", round=read, right=int(scores.right))
        cells.append(replace(cell, brier_sum=scores.brier, log_sum=scores.log2, spherical_sum=scores.spherical))
    return cells


# Properness


@pytest.mark.parametrize("found", [BRIER, QUADRATIC, SPHERICAL], ids=lambda found: found.name)
@given(both=pairs())
def test_saying_what_one_believes_scores_best(found: Rule, both: tuple[Belief, Belief]) -> None:
    assert regret(found, *both) >= -1e-12


@pytest.mark.parametrize("found", [BRIER, QUADRATIC, SPHERICAL], ids=lambda found: found.name)
@given(both=pairs())
def test_saying_anything_else_scores_worse(found: Rule, both: tuple[Belief, Belief]) -> None:
    assume(both[0] != both[1])
    assert regret(found, *both) > 1e-13


@pytest.mark.parametrize("found", [LOG2, NYU], ids=lambda found: found.name)
@given(both=pairs(least=100))
def test_the_log_score_is_proper_where_it_is_not_clipped(found: Rule, both: tuple[Belief, Belief]) -> None:
    assert regret(found, *both) >= -1e-12


@given(st.integers(0, WHOLE), st.integers(0, WHOLE))
def test_of_two_options_the_clipped_log_score_is_proper_everywhere(believed: int, stated: int) -> None:
    assert regret(LOG2, (believed, WHOLE - believed), (stated, WHOLE - stated)) >= -1e-12


def test_of_more_options_parts_under_one_percent_are_had_for_free() -> None:
    """The clip's price: whoever believes 98, 1 and 1 % is better paid for saying 99, 0.5 and 0.5 %."""
    gained = -regret(LOG2, (9800, 100, 100), (9900, 50, 50))
    assert gained == pytest.approx(0.98 * log2(99 / 98))


def test_a_rule_that_is_not_proper_is_found_out() -> None:
    linear = Rule(name="linear", of=lambda scores: 2**scores.log2, total=lambda cell: None)
    assert regret(linear, (7000, 3000), (9900, 100)) < -0.1


@given(pairs(), st.floats(0.1, 10), st.floats(-10, 10), st.floats(0, 1), st.sampled_from([BRIER, SPHERICAL]))
def test_parameters_leave_a_proper_rule_proper(
    both: tuple[Belief, Belief], coefficient: float, constant: float, penalty: float, found: Rule
) -> None:
    changed = replace(found, coefficient=coefficient, constant=constant, penalty=penalty)
    assert regret(changed, *both) == pytest.approx(coefficient * regret(found, *both), abs=1e-9)


# Single scores


def test_the_scores_of_one_belief_come_out_by_hand() -> None:
    belief = (5000, 3000, 2000)
    assert LOG2.score(belief, 0) == -1
    assert BRIER.score(belief, 0) == pytest.approx(0.19)
    assert QUADRATIC.score(belief, 0) == pytest.approx(2 * 0.5 - (0.25 + 0.09 + 0.04))
    assert SPHERICAL.score(belief, 0) == pytest.approx(0.5 / sqrt(0.38))


@pytest.mark.parametrize(("rounds", "expected"), [(0, -1.0), (1, -1.05), (4, -1.2)])
def test_the_nyu_rule_takes_a_twentieth_of_a_bit_for_each_round(rounds: int, expected: float) -> None:
    assert NYU.score((5000, 5000), 0, rounds) == pytest.approx(expected)


def test_a_penalty_makes_a_loss_larger() -> None:
    assert rule("brier", penalty=0.01).score((WHOLE, 0), 0, rounds=3) == pytest.approx(0.03)


def test_a_published_rule_is_set_by_its_parameters() -> None:
    """The release's {baseCoefficient: 2, constant: 1, logBase: e, perTurnPenalty: 0.1}."""
    found = rule("log2", coefficient=2 / log2(e), constant=1, penalty=0.1)
    assert found.score((8000, 2000), 0, rounds=2) == pytest.approx(2 * log(0.8) + 1 - 0.2)


@pytest.mark.parametrize("found", RULES.values(), ids=lambda found: found.name)
@given(st.integers(0, WHOLE), st.integers(0, WHOLE))
def test_more_belief_in_the_right_option_never_scores_worse(found: Rule, one: int, other: int) -> None:
    less, more = sorted((one, other))
    gained = found.score((more, WHOLE - more), 0) - found.score((less, WHOLE - less), 0)
    assert (-gained if found.loss else gained) >= -1e-12


def test_what_is_no_belief_is_refused() -> None:
    with pytest.raises(Unscorable):
        NYU.score((5000, 4000), 0)


# Names


@pytest.mark.parametrize("name", RULES)
def test_rules_are_had_by_name(name: str) -> None:
    assert rule(name) == RULES[name]
    assert rule(name, penalty=0.2).penalty == 0.2


def test_an_unknown_rule_is_answered_with_the_known() -> None:
    with pytest.raises(UnknownRule, match="no score rule 'cubic'; there are: brier, log2, nyu, quadratic, spherical"):
        rule("cubic")


def test_an_unknown_parameter_is_answered_with_the_known() -> None:
    with pytest.raises(UnknownRule, match="no 'logBase'; they have: coefficient, constant, penalty"):
        rule("log2", logBase=2)


@pytest.mark.parametrize("coefficient", [0, -1])
def test_a_coefficient_that_would_reward_lying_is_refused(coefficient: float) -> None:
    with pytest.raises(ValueError, match="coefficient of the score rule log2 must be over 0"):
        rule("log2", coefficient=coefficient)


# Means


@pytest.mark.parametrize(
    ("counts", "rounds", "n", "nyu", "brier"),
    [(DEBATE_LAST, DEBATE_ROUNDS, 154, -0.891, 0.136), (CONSULTANCY_LAST, CONSULTANCY_ROUNDS, 96, -1.235, 0.207)],
)
def test_the_published_mean_scores_come_out(counts: Counts, rounds: Counts, n: int, nyu: float, brier: float) -> None:
    cells = judged(counts, rounds)
    assert round(value(mean_score(NYU, cells)), 3) == nyu
    assert round(value(mean_score(BRIER, cells)), 3) == brier
    assert mean_score(NYU, cells).n == n
    assert mean_score(NYU, cells).low is not None


@pytest.mark.parametrize("found", RULES.values(), ids=lambda found: found.name)
def test_a_mean_of_sums_is_the_mean_of_single_scores(found: Rule) -> None:
    cells = judged(DEBATE_LAST, DEBATE_ROUNDS)
    changed = replace(found, coefficient=3, constant=2, penalty=0.1)
    rows = zip(beliefs(DEBATE_LAST), spread(DEBATE_ROUNDS), strict=True)
    singles = [changed.score(belief, 0, read) for belief, read in rows]
    assert value(mean_score(changed, cells)) == pytest.approx(sum(singles) / 154)


def test_a_penalty_falls_on_each_rating_of_a_cell() -> None:
    alone = Cell(arm="debate", judge="j", question="q", round=2, n=3, log_sum=-3.0)
    assert value(mean_score(NYU, [alone])) == pytest.approx(-1.1)


def test_only_last_words_are_scored() -> None:
    cells = judged({90: 2}, {1: 1, 2: 1})
    assert mean_score(NYU, [*cells, replace(cells[0], final=False, log_sum=-9)]) == mean_score(NYU, cells)


def test_scores_that_were_not_summed_are_unknown() -> None:
    cells = [replace(cell, spherical_sum=None) for cell in judged({90: 2}, {1: 2})]
    assert mean_score(SPHERICAL, cells) == Figure(None, 2, method="unknown: the spherical scores were not summed")


def test_nothing_judged_has_no_score_and_one_question_no_interval() -> None:
    assert mean_score(NYU, []) == Figure(None, 0, method="no ratings")
    alone = mean_score(LOG2, judged({50: 1}, {1: 1}))
    assert (alone.value, alone.low) == (-1, None)
