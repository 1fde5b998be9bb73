"""Which judgements by people are there, which can still come, and which debates have none."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from debate.models import Arm, Experiment
from debate.models.statements import rows
from debate.services.topping import lacking, readable_arms

# So many items are drawn one by one; of more, the debates of an arm are drawn by how many judgements they have.
MOST_ITEMS = 60
# What stays free between two that are drawn, of the width of an item.
GAP = 0.15
# How full a debate is: nothing yet, or nothing but what is in hand; some of what is wanted; all of it.
STATES = ("hole", "hand", "part", "full")

# Of each debate that can be judged, its judgements by people: `judged` with a belief, `silent` without one.
_DEBATES = """
WITH debates AS (
    SELECT d.arm_id, min(p.item) AS item, count(*) FILTER (WHERE p.left_at IS NULL) AS wanted,
        count(*) FILTER (WHERE p.left_at IS NULL AND r.id IS NOT NULL) AS judged,
        count(*) FILTER (WHERE p.left_at IS NULL AND p.finished_at IS NOT NULL AND r.id IS NULL) AS silent,
        count(*) FILTER (WHERE p.left_at IS NULL AND p.finished_at IS NULL AND p.player_id IS NOT NULL) AS in_hand
    FROM judges_place p
    JOIN debate_debate d ON d.id = p.debate_id AND d.status IN ('waiting', 'running', 'finished')
    LEFT JOIN judges_rating r ON r.place_id = p.id AND r.final AND cardinality(r.belief) > 0
        AND p.finished_at IS NOT NULL
    WHERE d.experiment_id = %(experiment)s AND p.pool_id IS NOT NULL AND p.role = ''
    GROUP BY d.id
)
"""
_COUNTED = f"""{_DEBATES}
SELECT arm_id, wanted, judged, silent, in_hand, count(*), (SELECT count(DISTINCT item) FROM debates)
FROM debates GROUP BY arm_id, wanted, judged, silent, in_hand ORDER BY arm_id, judged
"""  # noqa: S608 - SQL of this project's own
_ITEMS = f"""{_DEBATES}
SELECT item, arm_id, sum(wanted)::int, sum(judged)::int, sum(in_hand)::int, count(*) FILTER (WHERE judged = 0)
FROM debates GROUP BY item, arm_id ORDER BY item, arm_id
"""  # noqa: S608 - SQL of this project's own


@dataclass(frozen=True)
class Cell:
    """One item in one arm, or all of an arm's debates that are alike: `n` of them, from `at` on, drawn as `width`."""

    state: str
    n: int
    at: int
    width: float
    words: str


@dataclass(frozen=True, kw_only=True)
class ArmCoverage:
    """`free` = nobody has them; `holes` = debates without a judgement that can be counted; `silent` = judgements
    without a belief. `by_count` = how many debates have so many judgements."""

    arm: str
    debates: int
    wanted: int
    judged: int
    silent: int
    in_hand: int
    holes: int
    by_count: Mapping[int, int]
    cells: Sequence[Cell]
    size: int

    @property
    def free(self) -> int:
        return self.wanted - self.judged - self.silent - self.in_hand


@dataclass(frozen=True)
class Offer:
    """A number of judgements to top up to, and the places that this adds now: of each arm, by its key."""

    least: int
    adds: Mapping[int, int]

    @property
    def total(self) -> int:
        return sum(self.adds.values())


@dataclass(frozen=True)
class Coverage:
    """`items` = how many there are in all; where they are drawn one by one, `by_item`.

    `toppable` = the arms to which judgements can be added; `offer` = what is most likely wanted of that.
    """

    arms: Sequence[ArmCoverage] = ()
    items: int = 0
    by_item: bool = False
    toppable: Sequence[Arm] = field(default_factory=tuple)
    offer: Offer | None = None

    @property
    def wanted(self) -> int:
        return sum(arm.wanted for arm in self.arms)

    @property
    def judged(self) -> int:
        return sum(arm.judged for arm in self.arms)

    @property
    def in_hand(self) -> int:
        return sum(arm.in_hand for arm in self.arms)

    @property
    def free(self) -> int:
        return sum(arm.free for arm in self.arms)

    @property
    def silent(self) -> int:
        return sum(arm.silent for arm in self.arms)

    @property
    def holes(self) -> int:
        return sum(arm.holes for arm in self.arms)


Counts = tuple[int, int, int, int, int]  # wanted, judged, silent, in hand; debates


def coverage_of(experiment: Experiment) -> Coverage:
    """Of the arms that people judge. Five queries; four where there are too many items to draw."""
    key = {"experiment": experiment.pk}
    found, counted = rows(_COUNTED, key), defaultdict[int, list[Counts]](list)
    for arm, wanted, judged, silent, in_hand, debates, _ in found:
        counted[arm].append((wanted, judged, silent, in_hand, debates))
    if not found:
        return Coverage()
    items = found[0][-1]
    by_item = items <= MOST_ITEMS
    cells = _by_item(rows(_ITEMS, key)) if by_item else {}
    names = dict(experiment.arms.values_list("pk", "name"))
    arms = tuple(_arm(names[pk], counts, cells.get(pk, ())) for pk, counts in counted.items())
    toppable = readable_arms(experiment)
    return Coverage(arms, items, by_item, toppable, _offer(toppable))


def _arm(name: str, counts: Sequence[Counts], cells: Sequence[Cell]) -> ArmCoverage:
    by_count = Counter[int]()
    for _, judged, _, _, debates in counts:
        by_count[judged] += debates
    wanted, judged, silent, in_hand = (sum(row[n] * row[4] for row in counts) for n in range(4))
    cells = cells or _by_count(counts)
    return ArmCoverage(
        arm=name,
        debates=sum(row[4] for row in counts),
        wanted=wanted,
        judged=judged,
        silent=silent,
        in_hand=in_hand,
        holes=by_count[0],
        by_count=by_count,
        cells=cells,
        size=max(cell.at + cell.n for cell in cells),
    )


def _state(wanted: int, judged: int, in_hand: int, holes: int) -> str:
    if judged >= wanted > 0:
        return "full"
    if holes:
        return "hand" if in_hand else "hole"
    return "part"


def _by_item(found: Sequence[tuple[int, ...]]) -> dict[int, list[Cell]]:
    """Of each arm, its cells: an item has its column in every arm, empty where it isn't in one."""
    columns = {item: n for n, item in enumerate(dict.fromkeys(row[0] for row in found))}
    cells = defaultdict[int, list[Cell]](list)
    for item, arm, wanted, judged, in_hand, holes in found:
        state = _state(wanted, judged, in_hand, holes)
        cells[arm].append(Cell(state, 1, columns[item], 1 - GAP, f"item {columns[item] + 1}: {judged} of {wanted}"))
    return cells


def _by_count(counts: Sequence[Counts]) -> list[Cell]:
    """An arm's debates, those with the most judgements first."""
    alike = Counter[tuple[str, int]]()
    for wanted, judged, _, in_hand, debates in counts:
        alike[_state(wanted, judged, in_hand, int(judged == 0)), judged] += debates
    cells, at, all_of_them = list[Cell](), 0, sum(alike.values())
    for (state, judged), n in sorted(alike.items(), key=lambda one: (-STATES.index(one[0][0]), -one[0][1])):
        cells.append(Cell(state, n, at, n - GAP * all_of_them / MOST_ITEMS, f"{n:,} with {judged or 'none'}"))
        at += n
    return cells


def _offer(arms: Sequence[Arm]) -> Offer | None:
    """What the design wanted of each debate, where some have fewer; else one more. None where nothing can be added."""
    if not arms:
        return None
    designed = sorted({arm.judgements_per_debate for arm in arms})
    for least in designed:
        if any(lacking([arm for arm in arms if arm.judgements_per_debate == least], least)):
            return Offer(least, lacking(arms, least))
    return Offer(designed[0] + 1, lacking(arms, designed[0] + 1))
