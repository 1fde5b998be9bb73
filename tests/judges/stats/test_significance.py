"""Tests of no difference, against scipy's and against sums worked out by hand."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.stats import chi2_contingency
from statsmodels.discrete.discrete_model import Logit  # type: ignore[import-untyped]
from statsmodels.regression.linear_model import OLS  # type: ignore[import-untyped]

from judges.stats import Cell
from judges.stats.columns import columns
from judges.stats.significance import clustered_logit, holm, slope, z_test


@given(st.integers(0, 30), st.integers(1, 30), st.integers(0, 30), st.integers(1, 30), st.booleans())
def test_z_gives_the_p_of_the_chi_squared_test_of_the_same_counts(
    right: int, wrong: int, other_right: int, other_wrong: int, corrected: bool
) -> None:
    n, other = right + wrong, other_right + other_wrong
    found = z_test((right, other_right), (n, other), corrected=corrected)
    if right + other_right == 0:
        assert found.p is None
        return
    table = np.array([[right, wrong], [other_right, other_wrong]])
    assert found.p == pytest.approx(chi2_contingency(table, correction=corrected)[1])


@pytest.mark.parametrize("two_way", [False, True])
def test_clustered_errors_are_those_of_statsmodels(two_way: bool) -> None:
    source = np.random.default_rng(5)
    first, second = (
        [
            Cell(arm="x", judge=f"j{source.integers(7)}", question=f"q{source.integers(20)}", right=int(right))
            for right in source.random(60) < chance
        ]
        for chance in (0.8, 0.65)
    )
    cells = columns(first, second, lambda cell: cell.right, (lambda cell: cell.judge) if two_way else None)
    model = np.column_stack([np.ones(120), cells.first])
    options = {"cov_type": "cluster", "cov_kwds": {"groups": cells.groups, "use_correction": True}}
    theirs = Logit(cells.total, model).fit(disp=0, **options)
    ours = clustered_logit(cells, "cluster", cells.groups)
    assert ours.statistic == pytest.approx(theirs.tvalues[1])
    assert ours.p == pytest.approx(theirs.pvalues[1])
    linear, found = OLS(cells.total, model).fit(use_t=True, **options), slope(cells, cells.groups)
    assert found is not None
    assert found.error == pytest.approx(linear.bse[1])
    assert found.interval == pytest.approx(tuple(linear.conf_int()[1]))
    assert found.test("cluster").p == pytest.approx(linear.pvalues[1])


def test_where_the_two_way_variance_is_nothing_the_greater_of_the_others_stands_in() -> None:
    """In the first arm right and wrong cancel by question and by judge: nothing is left to take its own spread from."""
    first = [Cell(arm="a", judge=f"j{j}", question=f"q{q}", right=int(q == j)) for q in (0, 1) for j in (0, 1)]
    second = [Cell(arm="b", judge=f"j{k}", question=f"other {k}", n=100, right=60 - 10 * k) for k in (0, 1)]
    cells = columns(first, second, lambda cell: cell.right, lambda cell: cell.judge)
    both, by_judge = slope(cells, cells.groups), slope(cells, cells.groups[:, 1])
    assert both is not None
    assert by_judge is not None
    assert both.error == by_judge.error


def test_clustering_by_rating_is_no_clustering() -> None:
    """With a rating a cluster, a logit's error is that of the log odds ratio (Woolf 1955) but for N / (N - 2)."""
    first = [Cell(arm="a", judge="m", question=f"a{q}", right=int(q < 30)) for q in range(40)]
    second = [Cell(arm="b", judge="m", question=f"b{q}", right=int(q < 20)) for q in range(40)]
    cells = columns(first, second, lambda cell: cell.right)
    found = clustered_logit(cells, "question", cells.question)
    woolf = np.log(30 * 20 / (10 * 20)) / np.sqrt(1 / 30 + 1 / 10 + 1 / 20 + 1 / 20)
    assert found.statistic == pytest.approx(woolf * np.sqrt(78 / 80))


def test_a_cell_of_several_ratings_is_as_good_as_a_cell_for_each() -> None:
    whole = [Cell(arm="a", judge="m", question=f"q{q}", n=3, right=q % 4) for q in range(20)]
    parts = [Cell(arm="a", judge="m", question=f"q{q}", right=int(k < q % 4)) for q in range(20) for k in range(3)]
    other = [Cell(arm="b", judge="m", question=f"q{q}", right=q % 2) for q in range(20)]
    found = [columns(cells, other, lambda cell: cell.right) for cells in (whole, parts)]
    logits = [clustered_logit(cells, "question", cells.question) for cells in found]
    assert logits[0].p == pytest.approx(logits[1].p)
    slopes = [slope(cells, cells.question) for cells in found]
    assert slopes[0] is not None
    assert slopes[1] is not None
    assert slopes[0].interval == pytest.approx(slopes[1].interval)


def test_holm_multiplies_the_smallest_p_by_their_number_and_never_falls() -> None:
    """0.01 x 3, 0.03 x 2, and 0.04 x 1, which is raised to what stands before it."""
    assert holm({"a": 0.01, "b": 0.04, "c": 0.03}) == pytest.approx({"a": 0.03, "b": 0.06, "c": 0.06})


def test_holm_does_not_count_what_could_not_be_tested() -> None:
    assert holm({"a": 0.02, "b": None}) == {"a": 0.02, "b": None}
    assert holm({"b": None}) == {"b": None}
    assert holm({}) == {}


# statsmodels collects garbage at each call, which takes 0.1 s or more.
@settings(max_examples=10, deadline=None)
@given(st.dictionaries(st.text(max_size=3), st.floats(0, 1), min_size=1, max_size=6))
def test_holm_never_makes_a_p_smaller_and_keeps_their_order(p: dict[str, float]) -> None:
    adjusted = holm(p)
    ranked = [adjusted[name] for name in sorted(p, key=lambda name: p[name])]
    assert all(found is not None and p[name] <= found <= 1 for name, found in adjusted.items())
    assert ranked == sorted(one for one in ranked if one is not None)
