"""Arms against each other: which pairs, by how much they differ, and what the data could have shown."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

from judges.stats.analysis_plan import AnalysisPlan
from judges.stats.analysis_plan import Comparison as Pair
from judges.stats.cells import Cell, Figure, ratings
from judges.stats.differences import Difference, accuracy_difference, difference
from judges.stats.intervals import narrow
from judges.stats.missing import Bounds, bounds, difference_bounds
from judges.stats.planning import Needed, observed_design_effect, sample_size, smallest_detectable
from judges.stats.sample import Counts
from judges.stats.significance import Significance, holm

# Of more arms than this, each is held against one of them alone: its floor, or the first.
MOST_CROSSED = 5
# What a study is planned to find, where nobody said otherwise: ten points.
WANTED = 0.10


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """The first arm less the second. `test` is the one that counts, `holm` its p adjusted with others of its family.

    Families: the planned comparisons besides the primary one, and all that weren't planned. `bounds` = what accuracy's
    difference could be whatever is missing. `detectable` = the difference that these data would have shown four times
    in five; `needed` = how many ratings an arm would take to show the difference that is wanted.
    """

    first: str
    second: str
    planned: bool
    primary: bool
    accuracy: Difference
    brier: Figure
    log_score: Figure
    test: Significance | None
    holm: float | None
    bounds: Bounds | None
    design_effect: Figure
    detectable: Figure
    needed: Needed | None


def comparisons(
    arms: Mapping[str, Counts],
    plan: AnalysisPlan,
    *,
    as_planned: bool,
    wanted: float = WANTED,
    floors: Mapping[str, str] | None = None,
) -> tuple[Comparison, ...]:
    """The planned comparisons first, then all others among few arms, or of many with their floor, else the first arm.

    `as_planned` = the counts are of the judgements that the plan names; else nothing counts as planned. `wanted` = the
    difference that a study is to find. `floors` = the arm that bounds an arm from below; "" = there is none.
    """
    found = [
        _comparison(pair, arms, plan, wanted, planned=pair in plan.comparisons and as_planned)
        for pair in _pairs(list(arms), plan, floors or {})
    ]
    adjusted: dict[str, float | None] = {}
    for planned in (True, False):
        family = [one for one in found if one.planned == planned and not one.primary]
        adjusted |= holm({_key(one): one.test.p if one.test else None for one in family})
    return tuple(replace(one, holm=adjusted.get(_key(one))) for one in found)


def _key(one: Comparison) -> str:
    return f"{one.first}\n{one.second}"


def _pairs(arms: Sequence[str], plan: AnalysisPlan, floors: Mapping[str, str]) -> list[Pair]:
    planned = [pair for pair in plan.comparisons if set(pair) <= set(arms)]
    crossed = list(combinations(arms, 2)) if len(arms) <= MOST_CROSSED else []
    others = crossed or [(arm, other) for arm in arms if (other := floors.get(arm) or arms[0]) != arm]
    return planned + [
        pair
        for place, pair in enumerate(others)
        if not {pair, pair[::-1]} & set(planned) and pair[::-1] not in others[:place]
    ]


def _comparison(
    pair: Pair, arms: Mapping[str, Counts], plan: AnalysisPlan, wanted: float, *, planned: bool
) -> Comparison:
    first, second = (arms[name].final for name in pair)
    rater = _rater([*first, *second])
    accuracy = accuracy_difference(first, second, rater)
    brier = difference(first, second, lambda cell: cell.brier_sum, rater).effect
    log_score = narrow(difference(first, second, lambda cell: cell.log_sum, rater).effect, "92-94 %")
    design_effect = observed_design_effect(first, second, rater)
    return Comparison(
        first=pair[0],
        second=pair[1],
        planned=planned,
        primary=planned and pair == plan.primary,
        accuracy=accuracy,
        brier=brier,
        log_score=log_score,
        test=_test(accuracy, plan.test if planned else ""),
        holm=None,
        bounds=difference_bounds(*(_bounds(arms[name]) for name in pair)),
        design_effect=design_effect,
        detectable=smallest_detectable(accuracy.standard_error, accuracy.effect.n),
        needed=_needed(second, design_effect, wanted),
    )


def _rater(cells: Sequence[Cell]) -> Callable[[Cell], str] | None:
    """Where people judged all, their ratings are clustered by person too."""
    if not cells or any(cell.rater is None for cell in cells):
        return None
    return lambda cell: cell.rater or ""


def _test(accuracy: Difference, named: str) -> Significance | None:
    """The one that was named, else the first that could be done."""
    wanted = [test for test in accuracy.tests if test.test == named] if named else accuracy.tests
    return next((test for test in wanted if test.p is not None), None)


def _bounds(counts: Counts) -> Bounds | None:
    lost = sum(gap.n for gap in counts.missing)
    return bounds(sum(cell.right for cell in counts.final), ratings(counts.final), lost)


def _needed(cells: Sequence[Cell], design_effect: Figure, by: float) -> Needed | None:
    """To show that an arm lies so far away from this one; towards the middle, where it takes most."""
    if not cells or not design_effect.value:
        return None
    baseline = sum(cell.right for cell in cells) / ratings(cells)
    if not 0 < baseline < 1:
        return None
    wanted = baseline + (by if baseline <= 0.5 else -by)
    return sample_size(wanted, baseline, design_effect=design_effect.value) if 0 < wanted < 1 else None
