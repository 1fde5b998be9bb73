"""The design: balanced in what is assigned, blind to what must not show, and the same for the same seed."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import product
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from debate.core.design import ArmDesign, Item, display_order, draw_pair, trials
from debate.protocols.blind import Blind
from debate.protocols.consultancy import Consultancy
from debate.protocols.debate import Debate
from tests.core.laid_out import BLIND, CONSULTANCY, DEBATE, Sided, questions


def spread(counts: Mapping[Any, int], among: Sequence[Any]) -> int:
    found = [counts.get(value, 0) for value in among]
    return max(found) - min(found)


def answers(items: Sequence[Item], seed: int, two_sided: bool) -> dict[str, int | None]:
    """Each answer's index among the options that are argued over."""
    found: dict[str, int | None] = {}
    for item in items:
        pair = draw_pair(item, seed) if two_sided else None
        found[item.id] = item.answer if pair is None or item.answer is None else pair.index(item.answer)
    return found


items_strategy = st.lists(st.tuples(st.integers(2, 4), st.integers(0, 3)), min_size=1, max_size=25).map(
    lambda rows: [Item(id=f"q{n}", options=k, answer=a if a < k else None) for n, (k, a) in enumerate(rows)]
)


@given(items_strategy, st.integers(1, 5), st.integers(0, 3), st.integers(1, 4), st.integers())
def test_each_chair_meets_the_ways_equally_often_within_one_and_so_for_each_answer(
    items: list[Item], repeats: int, chairs: int, ways: int, seed: int
) -> None:
    arm = ArmDesign(name="debate", protocol=Sided(number_of_ways=ways), chairs=chairs)
    made = trials(items, [arm], repeats, seed)
    index = answers(items, seed, two_sided=True)
    assert len(made) == len(items) * repeats * max(chairs, 1)
    for chair in range(max(chairs, 1)):
        own = [trial for trial in made if trial.chair == chair]
        assert spread(Counter(trial.way for trial in own), range(ways)) <= 1
        for answer in set(index.values()):
            there = Counter(trial.way for trial in own if index[trial.item_id] == answer)
            assert spread(there, range(ways)) <= 1


@given(items_strategy, st.integers(1, 3), st.integers())
def test_the_correct_option_is_shown_in_each_place_equally_often(items: list[Item], repeats: int, seed: int) -> None:
    options = {item.id: item.options for item in items}
    index = answers(items, seed, two_sided=False)
    made = trials(items, [BLIND], repeats, seed)
    for kind, answer in {(options[t.item_id], index[t.item_id]) for t in made}:
        there = [t for t in made if (options[t.item_id], index[t.item_id]) == (kind, answer)]
        places = Counter(t.display.index(answer or 0) for t in there)
        assert spread(places, range(kind)) <= 1


@given(st.integers(1, 30), st.integers(1, 4), st.integers())
def test_who_defends_what_and_what_is_shown_first_are_crossed(number: int, repeats: int, seed: int) -> None:
    made = trials(questions(number), [DEBATE], repeats, seed)
    crossed = Counter((trial.way, trial.display) for trial in made)
    assert spread(crossed, list(product((0, 1), ((0, 1), (1, 0))))) <= 1


@given(st.integers(1, 30), st.integers(1, 4), st.integers())
def test_halves_are_all_run_with_the_correct_option_first_in_one_of_them(number: int, repeats: int, seed: int) -> None:
    items = questions(number)
    made = trials(items, [CONSULTANCY], repeats, seed)
    assert len(made) == 2 * number * repeats
    for item, repeat in product(items, range(repeats)):
        pair = [t for t in made if (t.item_id, t.repeat) == (item.id, repeat)]
        assert {t.way for t in pair} == {0, 1}
        assert {t.display[0] == item.answer for t in pair} == {True, False}
    assert spread(Counter(t.display for t in made if t.way == 0), [(0, 1), (1, 0)]) <= 1


@given(st.permutations(questions(9, options=4)), st.permutations([DEBATE, CONSULTANCY, BLIND]), st.integers())
def test_the_order_of_questions_and_arms_in_a_file_changes_nothing(
    items: list[Item], arms: list[ArmDesign], seed: int
) -> None:
    assert trials(items, arms, 2, seed) == trials(questions(9, options=4), [DEBATE, CONSULTANCY, BLIND], 2, seed)


@given(st.integers(1, 12), st.integers())
def test_a_further_question_changes_no_pair_and_no_display_of_others_pairs(number: int, seed: int) -> None:
    fewer, more = questions(number, options=4), questions(number + 1, options=4)
    pairs = {trial.item_id: trial.pair for trial in trials(more, [DEBATE], 1, seed)}
    assert all(pairs[trial.item_id] == trial.pair for trial in trials(fewer, [DEBATE], 1, seed))


def test_another_seed_is_another_design() -> None:
    assert trials(questions(20), [DEBATE], 1, 1) != trials(questions(20), [DEBATE], 1, 2)


def test_every_trial_has_a_seed_of_its_own_that_a_database_integer_and_a_json_number_can_hold() -> None:
    made = trials(questions(40), [replace(DEBATE, chairs=2), CONSULTANCY, BLIND], 3, 7)
    assert len({trial.seed for trial in made}) == len(made)
    assert all(0 <= trial.seed < 2**53 for trial in made)


def test_a_trials_seed_does_not_know_the_answer() -> None:
    def seeds(answer: int) -> set[tuple[str, int, int]]:
        items = [Item(id=f"q{n}", options=2, answer=answer) for n in range(10)]
        return {(t.item_id, t.way, t.seed) for t in trials(items, [CONSULTANCY], 1, 7)}

    assert seeds(0) == seeds(1)


def test_the_queue_is_shuffled_across_arms_and_questions() -> None:
    made = trials(questions(30), [DEBATE, BLIND], 1, 7)
    assert [trial.arm for trial in made] != sorted(trial.arm for trial in made)
    assert len({trial.arm for trial in made[:20]}) == 2


def test_repeats_of_a_question_take_its_ways_in_turn() -> None:
    made = trials(questions(3), [DEBATE], 4, 7)
    for item_id in ("q0", "q1", "q2"):
        ways = [t.way for t in sorted(made, key=lambda t: t.repeat) if t.item_id == item_id]
        assert ways in ([0, 1, 0, 1], [1, 0, 1, 0])


def test_a_question_is_met_the_same_way_in_every_arm_that_has_the_same_ways() -> None:
    longer = ArmDesign(name="longer", protocol=Sided())
    ways: dict[str, dict[str, int]] = {"debate": {}, "longer": {}}
    for trial in trials(questions(15), [DEBATE, longer], 1, 7):
        ways[trial.arm][trial.item_id] = trial.way
    assert ways["debate"] == ways["longer"]


def test_readings_alternate_between_an_order_and_its_reverse() -> None:
    assert [display_order((1, 0), reading) for reading in range(3)] == [(1, 0), (0, 1), (1, 0)]
    assert display_order((2, 0, 1), 1) == (1, 0, 2)


def test_a_small_design_is_this_one() -> None:
    """Frozen on purpose: a published seed must go on meaning this."""
    made = trials(questions(2, options=4), [CONSULTANCY], 1, 7)
    assert [(t.item_id, t.way, t.pair, t.display, t.seed) for t in made] == [
        ("q1", 1, (1, 2), (0, 1), 96235018122132),
        ("q0", 1, (0, 2), (1, 0), 48450703487182),
        ("q1", 0, (1, 2), (1, 0), 7493775675153),
        ("q0", 0, (0, 2), (0, 1), 91728974636141),
    ]


def test_the_protocols_of_the_house_are_laid_out_as_they_ask() -> None:
    arms = [
        ArmDesign(name="debate", protocol=Debate()),
        ArmDesign(name="open", protocol=Debate(open=True)),
        ArmDesign(name="interactive", protocol=Debate(interactive=True), chairs=3),
        ArmDesign(name="consultancy", protocol=Consultancy()),
        ArmDesign(name="blind", protocol=Blind()),
    ]
    made = trials(questions(10, options=4), arms, 2, 7)
    assert Counter(trial.arm for trial in made) == {
        "debate": 20,
        "open": 20,
        "interactive": 60,
        "consultancy": 40,
        "blind": 20,
    }
    assert {trial.way for trial in made if trial.arm in ("open", "blind")} == {0}
    assert Counter(trial.way for trial in made if trial.arm == "debate") == {0: 10, 1: 10}
