"""The square is balanced, looks random, and depends on names and the seed alone; what people get of it is even."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, field

from hypothesis import given, settings
from hypothesis import strategies as st

from judges.assignment import END, Cell, Spot, Square, Wanted, draw, line_of, start_of, tried

SEEDS = st.integers(-(2**63), 2**63 - 1)


def wanted(items: int, conditions: int, each: int = 1) -> list[Wanted]:
    return [
        Wanted(f"passage/{item}", f"arm-{condition}/", f"{item}/{condition}/{n}")
        for item in range(items)
        for condition in range(conditions)
        for n in range(each)
    ]


def lay_out(seed: int, asked: Sequence[Wanted]) -> list[Spot]:
    square = Square(seed, (one.item for one in asked), (one.condition for one in asked))
    return [square.spot(one) for one in asked]


def spread(counts: Counter[int], among: int) -> int:
    found = [counts[n] for n in range(among)]
    return max(found) - min(found)


@given(SEEDS, st.integers(1, 20), st.integers(1, 5), st.integers(1, 3))
def test_each_line_holds_each_item_once_and_the_conditions_evenly(seed: int, items: int, among: int, each: int) -> None:
    asked = wanted(items, among, each)
    lines: dict[int, dict[str, set[int]]] = defaultdict(lambda: defaultdict(set))
    for one, spot in zip(asked, lay_out(seed, asked), strict=True):
        lines[spot.cell.line][one.item].add(spot.cell.condition)
    assert len(lines) == among
    for held in lines.values():
        assert len(held) == items
        assert all(len(conditions) == 1 for conditions in held.values())
        assert spread(Counter(condition for (condition,) in held.values()), among) <= 1


@given(SEEDS, st.integers(1, 20), st.integers(1, 5))
def test_the_conditions_of_an_item_lie_on_different_lines(seed: int, item: int, among: int) -> None:
    assert sorted(line_of(item, condition, among) for condition in range(among)) == list(range(among))


@given(SEEDS, st.permutations(wanted(5, 3, 2)))
def test_the_order_in_which_judgements_come_in_changes_nothing(seed: int, shuffled: list[Wanted]) -> None:
    first = dict(zip(wanted(5, 3, 2), lay_out(seed, wanted(5, 3, 2)), strict=True))
    assert dict(zip(shuffled, lay_out(seed, shuffled), strict=True)) == first


@given(SEEDS, SEEDS)
def test_the_seed_alone_decides(one: int, other: int) -> None:
    assert (lay_out(one, wanted(8, 2)) == lay_out(other, wanted(8, 2))) == (one == other)


@given(SEEDS)
def test_random_places_fit_their_column_and_do_not_follow_the_order_of_names(seed: int) -> None:
    places = [spot.shuffled for spot in lay_out(seed, wanted(40, 1))]
    assert all(0 <= place < END for place in places)
    assert len(set(places)) == len(places)
    assert places not in (sorted(places), sorted(places, reverse=True))


CELLS = [Cell(line, condition) for line in range(3) for condition in range(3)]


@given(
    SEEDS, st.integers(0, 1000), st.sets(st.sampled_from(CELLS)), st.dictionaries(st.integers(0, 2), st.integers(0, 9))
)
def test_every_cell_is_tried_once_those_of_the_least_met_conditions_first(
    seed: int, person: int, free: set[Cell], met: dict[int, int]
) -> None:
    order = tried(seed, person, free, met)
    assert sorted(order) == sorted(free)
    counts = [met.get(cell.condition, 0) for cell in order]
    assert counts == sorted(counts)


@given(SEEDS, st.integers(0, 1000))
def test_people_who_come_one_after_the_other_have_lines_of_their_own(seed: int, first: int) -> None:
    assert {tried(seed, first + n, CELLS, {})[0].line for n in range(3)} == {0, 1, 2}


@given(SEEDS, st.integers(0, 1000))
def test_an_own_line_stays_whichever_places_are_taken(seed: int, person: int) -> None:
    own = tried(seed, person, CELLS, {})[0].line
    left = [cell for cell in CELLS if cell.line == own or cell.condition == 2]
    assert tried(seed, person, left, {0: 1, 1: 1, 2: 1})[0].line == own


def test_what_comes_next_is_drawn_anew_for_each_person_and_each_time() -> None:
    firsts = Counter(tried(7, person, CELLS, {})[0].condition for person in range(300))
    assert set(firsts) == {0, 1, 2}
    assert min(firsts.values()) > 60
    again = {tried(7, 4, CELLS, {0: n, 1: n, 2: n})[0].condition for n in range(20)}
    assert again == {0, 1, 2}


def test_people_begin_at_different_places_of_an_order() -> None:
    starts = sorted(start_of(7, person) for person in range(100))
    assert len(set(starts)) == 100
    assert starts[10] < END / 4 < 3 * END / 4 < starts[90]


def test_a_draw_fits_a_json_number() -> None:
    assert all(0 <= draw(7, "any", n) < 2**48 for n in range(100))


@dataclass
class Person:
    number: int
    met: Counter[int] = field(default_factory=Counter)
    items: set[str] = field(default_factory=set)


@dataclass
class Study:
    """The claims of `judges.services`, in memory."""

    seed: int
    free: dict[Cell, list[tuple[int, Wanted]]]

    @classmethod
    def of(cls, seed: int, asked: Sequence[Wanted]) -> Study:
        free: dict[Cell, list[tuple[int, Wanted]]] = defaultdict(list)
        spots: list[Spot] = lay_out(seed, asked)
        for one, spot in zip(asked, spots, strict=True):
            free[spot.cell].append((spot.shuffled, one))
        return cls(seed, {cell: sorted(places) for cell, places in free.items()})

    def claim(self, person: Person) -> Wanted | None:
        start = start_of(self.seed, person.number)
        for cell in tried(self.seed, person.number, [cell for cell in self.free if self.free[cell]], person.met):
            in_turn = sorted(self.free[cell], key=lambda place: (place[0] < start, place[0]))
            if place := next((place for place in in_turn if place[1].item not in person.items), None):
                self.free[cell].remove(place)
                person.items.add(place[1].item)
                person.met[cell.condition] += 1
                return place[1]
        return None


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(1, 4), st.integers(1, 3), st.integers(1, 4), st.randoms(use_true_random=False))
def test_as_many_people_as_it_takes_judge_full_squares_to_the_end_each_every_condition_equally_often(
    seed: int, among: int, each: int, squares: int, chance: random.Random
) -> None:
    study = Study.of(seed, wanted(among * squares, among, each))
    people = [Person(n) for n in range(among * each)]
    active = list(people)
    while active:
        person = chance.choice(active)
        if study.claim(person) is None:
            active.remove(person)
    assert not any(study.free.values())
    assert all(spread(person.met, among) == 0 for person in people)


@settings(deadline=None, max_examples=60)
@given(SEEDS, st.integers(2, 4), st.integers(1, 12), st.randoms(use_true_random=False))
def test_whenever_somebody_stops_they_have_met_the_conditions_within_one_of_each_other(
    seed: int, among: int, crowd: int, chance: random.Random
) -> None:
    """While every condition still has an item for them: a third of the judgements is made here."""
    asked = wanted(12 * among, among, each=crowd)
    study, people = Study.of(seed, asked), [Person(n) for n in range(crowd)]
    for _ in range(len(asked) // 3):
        person = chance.choice(people)
        if len(person.items) < 6 * among:
            assert study.claim(person) is not None
        assert spread(person.met, among) <= 1
