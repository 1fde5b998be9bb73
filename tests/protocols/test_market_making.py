"""Market making: a table of what it asks, when it stops, who reads what, and its figures on small transcripts."""

from __future__ import annotations

from math import log2
from typing import Any

import pytest

from debate.core.play import Player, play
from debate.core.prompts import render, scene
from debate.core.types import EVERYONE, NOBODY, Ask, Case, Judgement, Question, Transcript, Turn
from debate.protocols import create
from debate.protocols.market_making import MarketMaking, log_loss, moves
from tests.protocols.actors import mute, talkative

PASSAGE = "The cook did it, I saw her."
QUESTION = Question(text="Who?", options=("the porter", "the cook"), answer=1, passage=PASSAGE)
CASE = Case(question=QUESTION, judges=("a careful reader",))


def protocol(**params: Any) -> MarketMaking:
    made = create("market-making", params)
    assert isinstance(made, MarketMaking)
    return made


def forecasting(*percents: float | None) -> Player:
    """A market with these forecasts of the first label in turn, None = unreadable; an adversary who counts."""
    left = list(percents)

    def play(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        if ask.role == "adversary":
            return Turn(ask=ask, text=f"argument {ask.about['round']}")
        percent = left.pop(0)
        if percent is None:
            return Turn(ask=ask, status="unparsed")
        first = round(100 * percent)
        return Turn(ask=ask, belief=(first, 10_000 - first))

    return play


def staged(*percents: float | None, **params: Any) -> Transcript:
    return play(protocol(**params), CASE, forecasting(*percents))


@pytest.mark.parametrize(
    ("params", "percents", "rounds"),
    [
        ({}, [50, 60, 70, 80, 90], 4),
        ({}, [50, 51, 52], 2),
        ({}, [50, 49, 50], 2),
        ({}, [50, 70, 71, 72], 3),
        ({}, [50, 51, 60, 61, 70], 4),
        ({}, [50, 52, 54, 55, 56], 4),
        ({"settled": 5.0}, [50, 54.99, 50], 2),
        ({"settled": 0.0}, [50, 50, 50, 50, 50], 4),
        ({}, [50, 51, None, 51, 52], 4),
        ({"arguments": 6}, [50, None, 50, 51, 52], 4),
        ({"arguments": 1}, [50, 50], 1),
        ({"arguments": 2}, [None, None, None], 2),
    ],
)
def test_it_stops_after_two_small_moves_running_or_the_last_argument(
    params: dict[str, Any], percents: list[float | None], rounds: int
) -> None:
    transcript = staged(*percents, **params)
    asks = [[turn.ask.role for turn in step] for step in transcript]
    assert asks == [["market"], *[["adversary"], ["market"]] * rounds]
    sitting = protocol(**params).sitting(CASE, transcript)
    assert [(ask.prompt, ask.after) for ask in sitting] == [("judge_before", 0), ("judge", 2 * rounds + 1)]


def test_before_the_stage_is_finished_a_judge_is_asked_once() -> None:
    transcript = staged(50, 51, 52)
    for n in range(len(transcript)):
        assert [ask.prompt for ask in protocol().sitting(CASE, transcript[:n])] == ["judge_before"]


def test_the_market_is_told_what_was_said_and_which_judge_it_forecasts() -> None:
    transcript = staged(50, 60, 70, 80, 90)
    asked = shown(transcript, 4)
    assert "The judge is: a careful reader." in asked
    assert "Arguments made so far: 2, of at most 4." in asked
    assert "The adversary:\n> argument 1\n\nThe adversary:\n> argument 2" in asked
    assert "argument 3" not in asked
    assert PASSAGE not in asked


def test_the_adversary_is_told_the_newest_forecast_in_percent() -> None:
    transcript = staged(50, 62.5, None, 80, 90)
    second, third = shown(transcript, 3), shown(transcript, 5)
    assert "> the porter: 62.5 %\n> the cook: 37.5 %" in second
    assert "(the market gave none)" in third
    assert "You:\n> argument 1" in second
    assert PASSAGE in second


def test_the_judge_reads_the_arguments_and_no_forecast() -> None:
    transcript = staged(61, 61.25, 62)
    before, after = (
        render(scene(protocol(), CASE, ask, transcript), PASSAGE) for ask in protocol().sitting(CASE, transcript)
    )
    assert "argument 1" not in before
    assert "argument 1" in after
    assert "argument 2" in after
    assert "61" not in after
    assert "said nothing" not in after
    assert {turn.ask.role: turn.ask.to for step in transcript for turn in step} == {
        "market": NOBODY,
        "adversary": EVERYONE,
    }


def test_a_move_is_the_total_variation_between_forecasts() -> None:
    assert moves(staged(50, 60, 55, None, 70)) == (10.0, 5.0, None, None)
    question = Question(text="Who?", options=("a", "b", "c"), answer=1)
    case, made = Case(question=question), protocol(arguments=1)
    shares = iter([(5000, 3000, 2000), (2000, 4000, 4000)])

    def market(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        return Turn(ask=ask, belief=next(shares)) if ask.role == "market" else Turn(ask=ask, text="words")

    assert moves(play(made, case, market)) == (30.0,)


@pytest.mark.parametrize(
    ("percents", "figures"),
    [
        ([50, 60, 61, 62], {"moves": 12, "settled": 1, "rounds_to_settle": 3, "move_1": 10, "move_2": 1, "move_3": 1}),
        ([50, 60, 70, 60, 80],
         {"moves": 50, "settled": 0, "move_1": 10, "move_2": 10, "move_3": 10, "move_4": 20}),
        ([50, 51, None, 60, 61], {"moves": 2, "settled": 0, "move_1": 1, "move_4": 1}),
        ([None] * 5, {}),
    ],
)  # fmt: skip
def test_its_figures_follow_from_the_forecasts(percents: list[float | None], figures: dict[str, float]) -> None:
    found = protocol().measures(CASE, staged(*percents), ())
    assert {name: value for name, value in found.items() if value is not None} == pytest.approx(figures)


def test_the_log_loss_is_against_what_the_judges_end_up_believing_whatever_is_true() -> None:
    judged = (
        Judgement(beliefs=((5000, 5000), (10_000, 0))),
        Judgement(beliefs=((5000, 5000), (5000, 5000))),
        Judgement(beliefs=((5000, 5000), ())),
        Judgement(),
    )
    found = protocol().measures(CASE, staged(50, 75, 75, 75), judged)
    after = (-log2(0.75) + (-log2(0.75) - log2(0.25)) / 2) / 2
    losses = {name: value for name, value in found.items() if name.startswith("forecast_log_loss")}
    assert losses == {
        "forecast_log_loss": pytest.approx(after),
        "forecast_log_loss_0": pytest.approx(1.0),
        "forecast_log_loss_1": pytest.approx(after),
        "forecast_log_loss_2": pytest.approx(after),
        "forecast_log_loss_3": pytest.approx(after),
        "forecast_log_loss_4": None,
    }


def test_a_sure_forecast_that_fails_costs_no_more_than_the_clip() -> None:
    assert log_loss((10_000, 0), [(0, 10_000)]) == pytest.approx(-log2(0.01))
    assert log_loss((10_000, 0), [(10_000, 0)]) == pytest.approx(-log2(0.99))
    assert log_loss((), [(0, 10_000)]) is None
    assert log_loss((5000, 5000), []) is None


def test_a_last_forecast_that_is_missing_has_no_loss() -> None:
    found = protocol(arguments=1).measures(CASE, staged(50, None, arguments=1), (Judgement(beliefs=((5000, 5000),)),))
    assert found["forecast_log_loss"] is None
    assert found["forecast_log_loss_0"] == pytest.approx(1.0)


def test_its_bound_is_reached_and_never_passed() -> None:
    assert len(play(protocol(), CASE, mute("unparsed"))) == protocol().most_asks(CASE) == 9
    assert all(len(play(protocol(settled=40.0), CASE, talkative(seed))) <= 9 for seed in range(50))


def shown(transcript: Transcript, step: int) -> str:
    return render(scene(protocol(), CASE, transcript[step][0].ask, transcript[:step]), PASSAGE)
