"""What judgements earn: known answers, and that it pays to say what one believes, as long as no limit is reached."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from debate.core.types import WHOLE
from judges.pay import RULES, Terms, bonus, due, expected, held, if_right, least, preview, rounded, share, worthwhile
from judges.scoring import Unscorable

D = Decimal
CERTAIN, WRONG, EQUAL = (WHOLE, 0), (0, WHOLE), (5000, 5000)


def terms(rule: str = "brier", **values: Decimal | None) -> Terms:
    return replace(Terms(rule=rule, each=D("0.50"), bonus_each=D("0.40"), floor=D(-100)), **values)  # type: ignore[arg-type]


@st.composite
def beliefs(draw: st.DrawFn, options: int | None = None, least: int = 0) -> tuple[int, ...]:
    """Any belief about two to five options that gives each so many percent or more."""
    count = options or draw(st.integers(2, 5))
    free = WHOLE - 100 * least * count
    cuts = sorted(draw(st.lists(st.integers(0, free), min_size=count - 1, max_size=count - 1)))
    return tuple(100 * least + high - low for low, high in zip([0, *cuts], [*cuts, free], strict=True))


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("options", [2, 3, 4, 5])
def test_certainty_that_was_right_earns_the_full_bonus(rule: str, options: int) -> None:
    assert bonus(terms(rule), (WHOLE, *[0] * (options - 1)), 0) == D("0.40")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("options", [2, 4, 5])
def test_equal_shares_earn_nothing(rule: str, options: int) -> None:
    assert bonus(terms(rule), (WHOLE // options,) * options, 1) == 0


@pytest.mark.parametrize(
    ("rule", "belief", "part"),
    [
        ("brier", WRONG, -3.0),
        ("brier", (8000, 2000), 0.84),  # 1 - 4 x 0.2^2
        ("brier", (2000, 8000), -1.56),  # 1 - 4 x 0.8^2
        ("brier", (0, 0, WHOLE), -2.0),  # of three: 1 - 3/2 x 2
        ("log2", WRONG, -5.726894),  # (log2 0.01 + 1) / (log2 0.99 + 1)
        ("log2", (8000, 2000), 0.688048),  # (log2 0.8 + 1) / (log2 0.99 + 1)
        ("spherical", WRONG, -2.414214),  # -(1 + root of 2)
        ("spherical", (8000, 2000), 0.898060),  # (0.8 / root of 0.68 - root of 1/2) / (1 - root of 1/2)
    ],
)
def test_a_belief_earns_what_was_worked_out_by_hand(rule: str, belief: tuple[int, ...], part: float) -> None:
    assert share(rule, belief, 0) == pytest.approx(part, abs=1e-6)
    assert float(bonus(terms(rule), belief, 0)) == pytest.approx(0.40 * part, abs=1e-6)


def test_each_round_that_was_read_costs_the_same_whatever_the_belief() -> None:
    costly = terms("log2", round_cost=D("0.03"))
    for belief in (CERTAIN, WRONG, EQUAL):
        assert bonus(costly, belief, 0, rounds=4) == bonus(costly, belief, 0) - D("0.12")


def test_what_is_no_belief_earns_no_bonus_but_an_error() -> None:
    with pytest.raises(Unscorable):
        bonus(terms(), (WHOLE, 1), 0)


@given(st.sampled_from([*RULES]), st.integers(2, 5), st.data())
def test_it_pays_to_say_what_one_believes(rule: str, options: int, data: st.DataObject) -> None:
    """Of log2, among beliefs that give each option the 1 % at which it is clipped."""
    held_, said = (data.draw(beliefs(options, least=1 if rule == "log2" else 0)) for _ in range(2))
    asked = terms(rule, round_cost=D("0.02"))
    honest = expected(asked, held_, rounds=2)
    other = sum((D(p) * b for p, b in zip(held_, if_right(asked, said, 2), strict=True)), D(0)) / WHOLE
    assert other <= honest + D("1e-10")


@given(beliefs(2), beliefs(2))
def test_clipping_the_log_of_two_options_leaves_nothing_to_gain(held_: tuple[int, ...], said: tuple[int, ...]) -> None:
    asked = terms("log2")
    other = sum((D(p) * b for p, b in zip(held_, if_right(asked, said), strict=True)), D(0)) / WHOLE
    assert other <= expected(asked, held_) + D("1e-10")


def test_a_floor_that_is_reached_rewards_overstating() -> None:
    """Why it is warned of: with one judgement and nothing to lose, certainty earns more than a belief of 70 %."""
    floored = terms(floor=D(0))

    def paid(said: tuple[int, ...]) -> Decimal:
        right, wrong = (held(floored, earned) for earned in if_right(floored, said))
        return D("0.7") * right + D("0.3") * wrong

    assert paid(CERTAIN) == D("0.28") > paid((7000, 3000))


def test_a_cap_that_is_reached_rewards_understating() -> None:
    capped = terms(cap=D("0.10"))

    def paid(said: tuple[int, ...]) -> Decimal:
        right, wrong = (held(capped, earned) for earned in if_right(capped, said))
        return D("0.9") * right + D("0.1") * wrong

    assert paid((7000, 3000)) > paid((9000, 1000))


@given(st.sampled_from([*RULES]), st.lists(st.tuples(beliefs(3), st.integers(0, 2)), min_size=1, max_size=6))
def test_no_bonus_falls_under_the_least_that_is_said(rule: str, judged: list[tuple[tuple[int, ...], int]]) -> None:
    asked = terms(rule, round_cost=D("0.01"))
    total = sum((bonus(asked, belief, answer, 2) for belief, answer in judged), D(0))
    assert total >= least(asked, options=3, judgements=len(judged), rounds=2) - D("1e-9")


def test_what_was_lost_takes_from_what_was_won() -> None:
    asked = terms(base=D("2.00"))
    owed = due(asked, 3, [D("0.40"), D("0.336"), D("-0.624")])
    assert (owed.base, owed.judged, owed.bonus, owed.total) == (D("2.00"), D("1.50"), D("0.11"), D("3.61"))


def test_the_bonus_is_held_between_its_floor_and_its_cap() -> None:
    asked = terms(floor=D(0), cap=D("0.60"))
    assert due(asked, 1, [D("-1.20")]).bonus == 0
    assert due(asked, 2, [D("0.40"), D("0.40")]).bonus == D("0.60")


def test_a_floor_is_for_those_of_whom_something_could_be_scored() -> None:
    asked = terms(floor=D("1.00"))
    assert due(asked, 2, []).bonus == 0
    assert due(asked, 2, [D("-0.10")]).bonus == D("1.00")


def test_without_a_rule_there_is_no_bonus() -> None:
    plain = terms("")
    assert bonus(plain, CERTAIN, 0) == 0
    assert due(plain, 2, [D(5)]).total == D("1.00")


@pytest.mark.parametrize(("amount", "paid"), [("0.005", "0.00"), ("0.015", "0.02"), ("0.025", "0.02"), ("-0.005", "0")])
def test_halves_are_rounded_to_even(amount: str, paid: str) -> None:
    assert rounded(D(amount)) == D(paid)


def test_it_is_rounded_once_and_not_for_each_judgement() -> None:
    third = terms(each=D("0.0333"))
    assert due(third, 3, [D("0.004")] * 3).judged == D("0.10")
    assert due(third, 3, [D("0.004")] * 3).bonus == D("0.01")


def test_no_half_is_lost_to_how_floats_are_stored() -> None:
    """1 - 4 x 0.3^2 is 0.64, which as a float is not quite that; 0.64 x 0.0078125 is half of a cent."""
    assert bonus(terms(bonus_each=D("0.0078125")), (7000, 3000), 0) == D("0.005")


@pytest.mark.parametrize("rule", RULES)
@pytest.mark.parametrize("options", [2, 3])
def test_the_preview_says_what_each_whole_percent_earns(rule: str, options: int) -> None:
    shown = preview(terms(rule, round_cost=D("0.01")), options, 3)
    assert len(shown) == 101
    assert shown[100] == D("0.37")
    assert list(shown) == sorted(shown)


def test_of_two_options_the_preview_tells_what_either_earns() -> None:
    asked = terms("log2")
    shown = preview(asked, 2, 0)
    for percent in range(101):
        belief = (percent * 100, WHOLE - percent * 100)
        assert if_right(asked, belief) == (shown[percent], shown[100 - percent])


def test_a_round_is_worthwhile_once_the_belief_moves_far_enough() -> None:
    """By Brier and 0.02 of 0.40 a round: G(q) = 0.4 x (1 - 4q(1 - q)), so (2q - 1)^2 must grow by 0.05."""
    asked = terms(round_cost=D("0.02"))
    assert worthwhile(asked, EQUAL) == (12, 12)  # 0.24^2 = 0.0576; 0.22^2 = 0.0484
    assert worthwhile(asked, (8000, 2000)) == (3, 63)  # 0.66^2 = 0.4356; 0.64^2 = 0.4096 < 0.41
    assert worthwhile(asked, CERTAIN) == (None, None)


@given(st.sampled_from([*RULES]), st.integers(0, 100))
def test_the_rise_that_is_said_is_the_least_that_pays(rule: str, percent: int) -> None:
    asked = terms(rule, round_cost=D("0.02"))
    now = (100 * percent, WHOLE - 100 * percent)
    pays = [
        rise
        for rise in range(1, 101 - percent)
        if expected(asked, (now[0] + 100 * rise, now[1] - 100 * rise), 1) >= expected(asked, now)
    ]
    assert worthwhile(asked, now)[0] == (pays[0] if pays else None)


def test_a_round_that_costs_nothing_is_always_worthwhile() -> None:
    assert worthwhile(terms(), (8000, 2000)) == (0, 0)


@given(beliefs(2))
def test_both_options_are_treated_alike(belief: tuple[int, ...]) -> None:
    assume(belief[0] != belief[1])
    asked = terms("spherical", round_cost=D("0.03"))
    assert worthwhile(asked, belief) == worthwhile(asked, belief[::-1])[::-1]
