"""People against models on the same debates, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.people import people_and_models
from judges.stats.rated import Kind, Rated
from tests.judges.stats.rows import interval, rating, value


def by(kind: Kind, *beliefs: float) -> list[Rated]:
    """One rating of each debate, with these beliefs in its right option."""
    return [rating(f"d{n:02}", kind, p, kind=kind) for n, p in enumerate(beliefs)]


def test_only_debates_that_both_judged_count() -> None:
    found = people_and_models(by("person", 90, 80, 40) + by("model", 60, 30, 30, 90))
    assert [value(found.people), value(found.models)] == pytest.approx([2 / 3, 1 / 3])
    assert value(found.difference) == pytest.approx(1 / 3)
    assert (found.people.n, found.difference.n) == (3, 3)
    assert value(found.same_side) == pytest.approx(2 / 3)


def test_a_debate_counts_once_with_the_mean_of_each_kind() -> None:
    """Three people, two of them right, against one model."""
    people = [rating("d00", name, p, kind="person") for name, p in (("x", 90.0), ("y", 70.0), ("z", 20.0))]
    found = people_and_models(people + by("model", 30))
    assert value(found.people) == pytest.approx(2 / 3)
    assert value(found.difference) == pytest.approx(2 / 3)
    assert found.difference.method == "no interval: all ratings are of one question"
    (apart,) = found.apart
    assert [apart.people, apart.models, apart.n_people, apart.n_models] == pytest.approx([0.6, 0.3, 3, 1])


def test_the_debates_furthest_apart_come_first() -> None:
    found = people_and_models(by("person", 90, 10, 60, 100) + by("model", 80, 90, 60, 0), most=3)
    assert [one.debate for one in found.apart] == ["d03", "d01", "d00"]
    assert [one.difference for one in found.apart] == pytest.approx([1, -0.8, 0.1])


def test_the_difference_is_paired_by_question() -> None:
    """People are right just where models are, but for 4 of 40 debates: the interval is that of those 4 alone."""
    models = [90.0] * 20 + [10.0] * 20
    figure = people_and_models(by("person", *([90.0] * 24 + [10.0] * 16)) + by("model", *models)).difference
    assert value(figure) == pytest.approx(0.1)
    # 0.1 +- 1.96 sqrt(0.1 * 0.9 / 40).
    assert interval(figure) == pytest.approx((0.007, 0.193), abs=0.03)


def test_verdicts_of_the_stage_are_neither() -> None:
    assert people_and_models(by("stage", 90) + by("person", 90)).people.value is None


def test_nothing_gives_nothing() -> None:
    found = people_and_models([])
    assert (found.people.value, found.difference.value, found.same_side.value, found.apart) == (None, None, None, ())


def test_both_all_right_differ_by_nothing() -> None:
    found = people_and_models(by("person", 90, 100) + by("model", 60, 100))
    assert (value(found.difference), found.difference.low) == (0, None)
    assert value(found.same_side) == 1


@settings(deadline=None)
@given(st.lists(st.tuples(st.integers(0, 100), st.integers(0, 100)), min_size=1, max_size=6))
def test_exchanging_people_and_models_turns_the_sign(beliefs: list[tuple[int, int]]) -> None:
    found = by("person", *(p for p, _ in beliefs)) + by("model", *(m for _, m in beliefs))
    turned = [replace(one, kind="model" if one.kind == "person" else "person") for one in found][::-1]
    ours, theirs = people_and_models(found), people_and_models(turned)
    assert value(ours.difference) == pytest.approx(-value(theirs.difference))
    assert value(ours.people) == pytest.approx(value(theirs.models))
    assert ours.same_side.value == pytest.approx(theirs.same_side.value)
    assert {one.debate: one.difference for one in ours.apart} == pytest.approx(
        {one.debate: -one.difference for one in theirs.apart}
    )
