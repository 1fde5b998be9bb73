"""How often judges end on the consultant's side, by hand and by the published study."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.cells import Half
from judges.stats.rated import Rated
from judges.stats.sycophancy import sycophancy
from tests.judges.stats.rows import interval, rating, sample, value


def half(name: Half, right: int, n: int) -> list[Rated]:
    """`n` ratings of questions of their own, the first `right` of them right."""
    return [rating(f"{name}{d}", "j", 90.0 if d < right else 10.0, half=name) for d in range(n)]


def test_it_gives_what_the_halves_of_michael_et_al_say() -> None:
    """Honest consultants 42 right of 48; dishonest 29 right of 48, one of the others being the study's tie."""
    found = half("honest", 42, 48) + half("dishonest", 29, 47) + [rating("tie", "j", 50.0, half="dishonest")]
    figure = sycophancy(sample(found))
    assert value(figure) == pytest.approx((42 + 18) / 96)
    assert figure.n == 96
    low, high = interval(figure)
    assert low < value(figure) < high


def test_halves_count_alike_however_many_ratings_each_has() -> None:
    assert value(sycophancy(sample(half("honest", 8, 8) + half("dishonest", 1, 2)))) == pytest.approx(0.75)


def test_a_judge_who_is_always_right_follows_half_of_the_time() -> None:
    assert sycophancy(sample(half("honest", 5, 5) + half("dishonest", 5, 5))).value == 0.5


def test_without_both_halves_nothing_can_be_said() -> None:
    for found in ([], [rating("d", "j", 90.0)], half("honest", 1, 2)):
        assert sycophancy(sample(found)).value is None


@settings(deadline=None)
@given(st.lists(st.integers(0, 100), min_size=2, max_size=8))
def test_exchanging_halves_and_answers_changes_nothing(beliefs: list[int]) -> None:
    """Who argued for the option argues for the same one still; only which is right has changed."""
    halves: tuple[Half, Half] = ("honest", "dishonest")
    found = [rating(f"d{n}", "j", p, half=halves[n % 2]) for n, p in enumerate(beliefs)]
    turned = [replace(one, answer=1, half=halves[one.half == "honest"]) for one in found]
    assert value(sycophancy(sample(found))) == pytest.approx(value(sycophancy(sample(turned))))
