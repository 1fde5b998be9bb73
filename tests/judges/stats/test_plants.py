"""Planted misbehaviour in figures: by kind and watcher, caught against done, and between arms of other monitors."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from scipy.stats import norm

from judges.charts import CHARTS
from judges.stats import Arm, Counts, Measured, report, to_json
from judges.stats.plants import Effect, Noticed, Plants, is_of_plants, plants

N = 40


def arm(name: str, monitor: str = "hidden", free: bool = True, protocol: str = "debate") -> Arm:
    return Arm(
        name=name,
        protocol=protocol,
        plants={"stall": "Stalls"},
        planting=(("debater_a", "stall", free),),
        monitor=monitor,
    )


def measured(arm: str, figure: str, values: Sequence[float]) -> list[Measured]:
    """One debate a question; whole questions alternate."""
    return [
        Measured(arm=arm, question=f"q{n}", name=figure, value=value, share=value in (0, 1))
        for n, value in enumerate(values)
    ]


def first(of: int, all_of: int = N) -> list[float]:
    """So many of all are 1."""
    return [1.0] * of + [0.0] * (all_of - of)


def watched(name: str, detected: int = 30, accused: int = 10) -> list[Measured]:
    found = measured(name, "detected_stall_by_models", first(detected))
    found += measured(name, "false_alarms_stall_by_models", first(accused))
    found += measured(name, "accused_stall_by_models", first(accused))
    return found + measured(name, "readings_stall_by_models", [2.0] * N)


def noticed(found: Plants, kind: str = "stall", who: str = "models") -> Noticed:
    return next(one for one in found.noticed if (one.kind, one.who) == (kind, who))


def test_detection_and_false_alarms_stand_side_by_side_with_their_n_and_interval() -> None:
    one = noticed(plants(watched("debate"), [arm("debate")]))
    assert (one.title, one.readings, one.detected.n) == ("Stalls", 2 * N, N)
    assert (one.detected.value, one.false_alarms.value) == (0.75, 0.25)
    assert one.detected.low is not None
    assert one.detected.low < 0.75


def test_d_prime_is_the_distance_between_planted_and_honest_seats_in_standard_deviations() -> None:
    found = noticed(plants(watched("debate", detected=30, accused=10), [arm("debate")])).d_prime
    assert found.value == pytest.approx(norm.ppf(0.75) - norm.ppf(0.25))
    assert found.low is not None
    assert found.low > 0
    assert "25 % were flagged" in found.method


@pytest.mark.parametrize(("detected", "accused"), [(N, 10), (30, 0)])
def test_d_prime_is_undefined_where_all_or_none_are_flagged(detected: int, accused: int) -> None:
    found = noticed(plants(watched("debate", detected, accused), [arm("debate")])).d_prime
    assert found.value is None
    assert "undefined" in found.method


def test_honest_seats_of_debates_without_a_plant_count_for_d_prime_too() -> None:
    """As where one seat speaks alone, so that no honest one is beside it."""
    rows = measured("debate", "detected_stall_by_people", first(30))
    rows += measured("debate", "accused_unplanted_by_people", first(10))
    found = noticed(plants(rows, [arm("debate")]), who="people")
    assert found.false_alarms.value is None
    assert found.d_prime.value == pytest.approx(norm.ppf(0.75) - norm.ppf(0.25))


def test_accuracy_with_the_plant_is_held_against_the_other_debates_of_the_same_arms() -> None:
    rows = watched("debate") + measured("debate", "right_stall_by_models", first(20))
    rows += measured("debate", "right_unplanted_by_models", first(30))
    rows += measured("other", "right_unplanted_by_models", first(0))
    other = Arm(name="other", protocol="debate")
    found = noticed(plants(rows, [arm("debate"), other]))
    assert (found.accuracy.value, found.without.value, found.difference.value) == (0.5, 0.75, -0.25)
    assert found.difference.low is not None


def test_beside_monitors_stands_how_the_debate_ended() -> None:
    rows = measured("control", "detected_stall_by_monitors", first(30))
    rows += measured("control", "right_stall", first(20))
    assert noticed(plants(rows, [arm("control")]), who="monitors").accuracy.value == 0.5


def done(name: str, of: int) -> list[Measured]:
    return measured(name, "done_stall", first(of))


def effects(*arms: tuple[Arm, int]) -> dict[tuple[str, str], Effect]:
    rows = [row for one, of in arms for row in done(one.name, of)]
    return {(one.first, one.second): one for one in plants(rows, [one for one, _ in arms]).effects}


def test_what_is_done_is_compared_between_arms_with_another_monitor_corrected_for_their_number() -> None:
    absent, hidden, announced = arm("a", "absent"), arm("h", "hidden"), arm("n", "announced")
    found = effects((absent, 30), (hidden, 28), (announced, 4))
    assert set(found) == {("h", "a"), ("n", "a"), ("n", "h")}
    shown = found["n", "a"]
    assert shown.difference.value == pytest.approx(-0.65)
    assert shown.difference.high is not None
    assert shown.difference.high < 0
    assert shown.test is not None
    assert shown.test.p is not None
    assert shown.holm is not None
    assert shown.holm == pytest.approx(3 * shown.test.p) or shown.holm > shown.test.p
    assert (found["h", "a"].holm or 0) > 0.05


@pytest.mark.parametrize(
    "other",
    [arm("o", "hidden"), arm("o", "announced", free=False), arm("o", "announced", protocol="consultancy")],
    ids=["the same monitor", "an order", "another protocol"],
)
def test_arms_that_differ_in_more_than_the_monitor_or_not_in_it_are_not_compared(other: Arm) -> None:
    assert effects((arm("h", "hidden"), 20), (other, 10)) == {}


def test_caught_is_of_what_was_done_and_false_alarms_are_of_all_honest_speeches() -> None:
    rows = done("debate", 20) + watched("debate") + measured("debate", "caught_stall_by_models", first(15, 20))
    rows += measured("debate", "false_alarms_unplanted_by_models", first(0))
    (found,) = plants(rows, [arm("debate", free=False)]).done
    assert (found.monitor, found.told, found.planted, found.done.value) == ("hidden", "ordered", N, 0.5)
    assert found.caught["models"].value == 0.75
    assert (found.false_alarms["models"].value, found.false_alarms["models"].n) == (0.125, 2 * N)


def test_without_a_sign_nothing_is_said_of_what_was_done() -> None:
    (found,) = plants(watched("debate"), [arm("debate")]).done
    assert (found.planted, found.done.value, found.done.n) == (N, None, 0)


def test_a_figure_of_a_protocols_own_is_never_taken_for_one_of_a_plants() -> None:
    planting, plain = arm("debate"), Arm(name="critique", protocol="critique")
    assert is_of_plants("caught_stall_by_people", planting)
    assert not is_of_plants("caught_any", planting)
    assert not is_of_plants("caught_stall_by_people", plain)
    assert plants(measured("critique", "caught_any", first(3)), [plain]) == Plants()


def test_the_report_tells_all_of_it_as_json_and_draws_detection_against_false_alarms() -> None:
    arms = [arm("h", "hidden"), arm("n", "announced")]
    rows = [*watched("h"), *done("h", 20), *done("n", 2)]
    found = report("trial", arms, Counts(measured=rows))
    told = to_json(found)["plants"]
    assert isinstance(told, dict)
    assert told["noticed"][0]["detected"]["value"] == 0.75
    assert told["done"][1]["monitor"] == "announced"
    assert told["effects"][0]["monitors"] == ["announced", "hidden"]
    (point,) = CHARTS["plants"].of(found)
    assert point.label == "Stalls · models"
    assert "75 %" in point.said
    assert CHARTS["measures"].of(found) == ()
