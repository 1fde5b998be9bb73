"""Debaters' win rates, by hand."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from judges.stats.bouts import Bout, Seat
from judges.stats.debaters import first_speaker_wins, honest_wins, win_rates
from tests.judges.stats.contests import bouts, results
from tests.judges.stats.rows import interval, value


def swapped(bout: Bout) -> Bout:
    """The same bout with the sides' names exchanged."""
    other: dict[str, Seat] = {"honest": "dishonest", "dishonest": "honest"}
    return replace(
        bout,
        honest=bout.dishonest,
        dishonest=bout.honest,
        won=1 - bout.won,
        first=other[bout.first] if bout.first else "",
        words=bout.words and bout.words[::-1],
        conceded=None if bout.conceded is None else frozenset(other[seat] for seat in bout.conceded),
    )


def test_each_debater_has_its_share_of_bouts_in_each_seat() -> None:
    found = bouts("strong", "weak", *results(9, 1)) + bouts("weak", "strong", *results(5, 5))
    strong, weak = win_rates(found)
    assert (strong.debater, weak.debater) == ("strong", "weak")
    assert (value(strong.honest), value(strong.dishonest), value(strong.overall)) == (0.9, 0.5, 0.7)
    assert [value(weak.honest), value(weak.dishonest), value(weak.overall)] == pytest.approx([0.5, 0.1, 0.3])
    assert (strong.overall.n, strong.honest.n) == (20, 10)
    assert interval(strong.honest) == pytest.approx((0.596, 0.982), abs=0.001)
    assert strong.honest.method.startswith("Wilson")


def test_a_tie_is_half_a_win_and_a_belief_counts_as_it_is() -> None:
    tied = win_rates(bouts("a", "b", 1, 0.5, 0.5, 0))
    assert [value(one.overall) for one in tied] == [0.5, 0.5]
    believed = win_rates(bouts("a", "b", 0.9, 0.7))
    assert [value(one.overall) for one in believed] == pytest.approx([0.8, 0.2])


def test_in_self_play_a_debater_wins_half_and_its_honest_seat_the_rest() -> None:
    (alone,) = win_rates(bouts("m", "m", *results(3, 1)))
    assert (value(alone.overall), value(alone.honest), value(alone.dishonest)) == (0.5, 0.75, 0.25)
    assert alone.overall.n == 8


def test_first_and_second_count_only_where_somebody_spoke_first() -> None:
    ordered = [replace(bout, first="dishonest") for bout in bouts("a", "b", *results(1, 3))]
    found = ordered + bouts("a", "b", 1, question="at once")
    a, b = win_rates(found)
    assert (value(a.second), a.second.n, a.first.value) == (0.25, 4, None)
    assert (value(b.first), b.first.n, b.second.value) == (0.75, 4, None)
    assert value(first_speaker_wins(found)) == 0.75
    assert first_speaker_wins(bouts("a", "b", 1)).method == "no ratings"


def test_a_consultant_wins_and_loses_alone() -> None:
    honest, dishonest = bouts("m", "", *results(7, 1)), bouts("", "m", *results(6, 2))
    (consultant,) = win_rates(honest + dishonest)
    assert (value(consultant.honest), value(consultant.dishonest)) == (0.875, 0.25)
    assert honest_wins(honest + dishonest).value is None


def test_the_honest_side_wins_as_often_as_judges_say() -> None:
    assert value(honest_wins(bouts("a", "b", *results(3, 1)))) == 0.75


def test_nothing_gives_nothing() -> None:
    assert win_rates([]) == ()
    assert honest_wins([]).value is None


@settings(deadline=None)
@given(st.lists(st.tuples(st.sampled_from("ab"), st.sampled_from("abc"), st.sampled_from([0, 0.5, 1])), min_size=1))
def test_exchanged_sides_exchange_the_seats_figures(played: list[tuple[str, str, float]]) -> None:
    found = [replace(bouts(h, d, won)[0], debate=f"d{n}", question=f"q{n}") for n, (h, d, won) in enumerate(played)]
    ours, theirs = win_rates(found), win_rates([swapped(bout) for bout in found][::-1])
    for one, other in zip(ours, theirs, strict=True):
        assert one.debater == other.debater
        assert one.overall.value == pytest.approx(other.overall.value)
        assert one.honest.value == pytest.approx(other.dishonest.value)
    assert value(honest_wins(found)) == pytest.approx(1 - value(honest_wins([swapped(bout) for bout in found])))
