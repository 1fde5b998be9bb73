"""Bradley-Terry ratings against Agresti's example, statsmodels, and by hand."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from math import log10

import numpy as np
import pytest
import statsmodels.api as sm  # type: ignore[import-untyped]

from judges.stats.bouts import Bout
from judges.stats.bradley_terry import Rating, fitted, ratings
from judges.stats.cells import Figure
from tests.judges.stats.contests import bouts, results
from tests.judges.stats.rows import interval, value

# Agresti 2002, Categorical Data Analysis, 2nd edition, table 10.10: wins of row over column, baseball's American League
# of 1987: Milwaukee, Detroit, Toronto, New York, Boston, Cleveland, Baltimore.
BASEBALL = [
    [0, 7, 9, 7, 7, 9, 11],
    [6, 0, 7, 5, 11, 9, 9],
    [4, 6, 0, 7, 7, 8, 12],
    [6, 8, 6, 0, 6, 7, 10],
    [6, 2, 6, 7, 0, 7, 12],
    [4, 4, 5, 6, 6, 0, 6],
    [2, 4, 1, 3, 1, 7, 0],
]


def by_seat(found: list[Bout]) -> dict[tuple[str, str], Figure]:
    return seats(ratings(found))


def seats(found: tuple[Rating, ...]) -> dict[tuple[str, str], Figure]:
    return {(one.debater, one.seat): one.rating for one in found}


def tournament() -> list[Bout]:
    """Each of three against each, 20 times in either seat; the later in the alphabet the stronger, honesty helps."""
    found = []
    for one in "abc":
        for other in "abc":
            wins = 12 + 2 * ("abc".index(one) - "abc".index(other))
            found += bouts(one, other, *results(wins, 20 - wins))
    return found


@cache
def rated() -> tuple[Rating, ...]:
    return ratings(tournament())


def test_it_gives_the_strengths_of_agrestis_example() -> None:
    pairs = [(one, other) for one in range(7) for other in range(one + 1, 7)]
    wins = [BASEBALL[a][b] for a, b in pairs] + [BASEBALL[b][a] for a, b in pairs]
    elo = fitted(pairs, np.array(wins, dtype=float), 7)
    strengths = (elo - elo[6]) * np.log(10) / 400
    # As R's BradleyTerry2 prints them for these data, Baltimore being 0.
    assert strengths == pytest.approx([1.5814, 1.4364, 1.2945, 1.2476, 1.1077, 0.6839, 0], abs=5e-5)
    assert elo.mean() == pytest.approx(0)


def test_two_seats_that_met_are_as_far_apart_as_their_odds() -> None:
    """3 wins to 1: 400 log10(3) = 190.8 points between them, half to either side of 0."""
    found = by_seat(bouts("m", "m", *results(30, 10)))
    assert value(found["m", "honest"]) == pytest.approx(200 * log10(3), abs=1e-6)
    assert value(found["m", "dishonest"]) == pytest.approx(-200 * log10(3), abs=1e-6)
    low, high = interval(found["m", "honest"])
    # 30 of 40 wins within 1.96 standard errors of log odds: sqrt(1 / 30 + 1 / 10) = 0.365.
    assert (low, high) == pytest.approx((200 * log10(3) - 62, 200 * log10(3) + 62), abs=12)
    assert found["m", "honest"].n == 40
    assert "1,000 draws of the 40 questions" in found["m", "honest"].method


def test_it_agrees_with_a_logistic_regression_on_seats() -> None:
    found = tournament()
    players = sorted({(name, seat) for name in "abc" for seat in ("honest", "dishonest")})
    design = np.zeros((len(found), len(players)))
    for row, bout in enumerate(found):
        design[row, players.index((bout.honest, "honest"))] = 1
        design[row, players.index((bout.dishonest, "dishonest"))] = -1
    fit = sm.GLM([bout.won for bout in found], design[:, 1:], family=sm.families.Binomial()).fit()
    theirs = np.concatenate([[0], fit.params]) * 400 / np.log(10)
    ours = seats(rated())
    assert [value(ours[player]) for player in players] == pytest.approx(list(theirs - theirs.mean()), abs=1e-3)


def test_the_strongest_comes_first_and_honesty_is_rated_apart() -> None:
    found = rated()
    assert (found[0].debater, found[0].seat) == ("c", "honest")
    assert (found[-1].debater, found[-1].seat) == ("a", "dishonest")
    points = [value(one.rating) for one in found]
    assert points == sorted(points, reverse=True)
    by_name = seats(rated())
    assert all(value(by_name[name, "honest"]) > value(by_name[name, "dishonest"]) for name in "abc")


def test_a_tie_and_an_even_belief_are_half_a_win_each() -> None:
    ties = by_seat(bouts("a", "b", *[0.5] * 4, *results(2, 1)))
    halves = by_seat(bouts("a", "b", *results(4, 3)))
    assert value(ties["a", "honest"]) == pytest.approx(value(halves["a", "honest"]))


def test_seats_that_never_met_are_rated_apart() -> None:
    """Each model plays itself: nothing compares one model with the other."""
    found = ratings(bouts("m", "m", *results(3, 1)) + bouts("n", "n", *results(2, 2)))
    assert [(one.debater, one.seat, one.group) for one in found] == [
        ("m", "honest", 0),
        ("m", "dishonest", 0),
        ("n", "dishonest", 1),
        ("n", "honest", 1),
    ]
    assert [value(one.rating) for one in found[2:]] == pytest.approx([0, 0])


def test_who_never_lost_has_no_finite_rating() -> None:
    for one in ratings(bouts("m", "m", *results(5, 0))):
        assert (one.rating.value, one.rating.n) == (None, 5)
        assert one.rating.method.startswith("undefined: it won all, or lost all")


def test_who_cant_be_rated_takes_no_rating_from_the_others() -> None:
    """Its bouts say nothing finite: the others have the ratings they have without it."""
    found = tournament()
    beaten = [replace(bout, debate=f"z-{bout.debate}") for bout in bouts("weak", "c", *results(0, 7))]
    all_rated = ratings(found + beaten)
    alone, others = seats(all_rated), seats(rated())
    assert (alone["weak", "honest"].value, alone["weak", "honest"].n) == (None, 7)
    assert {player: value(alone[player]) for player in others} == pytest.approx(
        {player: value(figure) for player, figure in others.items()}
    )
    assert [one.group for one in all_rated] == [0] * 6 + [1]


def test_who_wins_all_in_many_draws_has_no_interval_but_the_others_do() -> None:
    found = by_seat([*tournament(), *bouts("new", "c", *results(5, 1))])
    assert found["new", "honest"].value is not None
    assert found["new", "honest"].low is None
    assert "of 1,000 draws of questions it won or lost all" in found["new", "honest"].method
    assert found["a", "honest"].low is not None


def test_one_question_gives_ratings_without_interval() -> None:
    found = by_seat(bouts("m", "m", *results(3, 1), question="q"))
    assert value(found["m", "honest"]) == pytest.approx(200 * log10(3), abs=1e-6)
    assert found["m", "honest"].method.endswith("all bouts are of one question")


def test_questions_that_all_gave_the_same_have_no_interval() -> None:
    found = by_seat(bouts("m", "m", *[0.8] * 6))
    assert value(found["m", "honest"]) == pytest.approx(200 * log10(4), abs=1e-6)
    assert (found["m", "honest"].low, "every question gave the same" in found["m", "honest"].method) == (None, True)


def test_a_consultancy_is_no_contest_and_nothing_gives_nothing() -> None:
    assert ratings([]) == ()
    assert ratings(bouts("m", "", 1, 0)) == ()


def test_the_order_of_bouts_changes_nothing_and_exchanged_sides_turn_the_ratings_round() -> None:
    found = tournament()
    assert ratings(found[::-1]) == rated()
    turned = [replace(bout, honest=bout.dishonest, dishonest=bout.honest, won=1 - bout.won) for bout in found]
    ours, theirs = seats(rated()), by_seat(turned)
    for name in "abc":
        assert value(ours[name, "honest"]) == pytest.approx(value(theirs[name, "dishonest"]), abs=1e-6)


def test_winning_more_never_lowers_a_rating() -> None:
    before = seats(rated())
    lost = next(bout for bout in tournament() if bout.honest == "a" and bout.won == 0)
    after = by_seat([replace(bout, won=1.0) if bout == lost else bout for bout in tournament()])
    assert value(after["a", "honest"]) > value(before["a", "honest"])


def test_a_rating_names_its_debater_and_seat() -> None:
    first = ratings(bouts("m", "n", *results(3, 1)))[0]
    assert first == Rating("m", "honest", 0, first.rating)
