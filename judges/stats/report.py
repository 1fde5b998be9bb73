"""An experiment's figures, made once for the page, the command line, charts and files alike."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from judges.stats.accuracy import accuracy
from judges.stats.analysis_plan import AnalysisPlan, planned
from judges.stats.calibration import Calibration, Confident, at_confidence
from judges.stats.cells import Arm, Cell, Figure, LeftOut
from judges.stats.comparisons import WANTED, Comparison, comparisons
from judges.stats.exclusions import Excluded
from judges.stats.figures import FIGURES
from judges.stats.measures import averages
from judges.stats.missing import Bounds, shortfall
from judges.stats.plants import Plants, plants
from judges.stats.rounds import Round, by_round
from judges.stats.safety import Caught, monitor
from judges.stats.sample import Counts, Sample
from judges.stats.tally import Tally, tally
from judges.stats.warnings import arm_warnings
from judges.stats.withdrawn import Withdrawn

Filters = Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, kw_only=True)
class Asked:
    """What a report was asked: what arms are split `by`, which judgements it counts, and the `plan` that it keeps to.

    `parts` = by the name of a part, its value of each dimension in `by`. `as_planned` = it counts the judgements that
    the plan names. `grouped` = so many questions were put into random groups, which is what figures call a question;
    0 = they weren't. `wanted` = the difference in accuracy that a study is to find.
    """

    by: tuple[str, ...] = ("judge",)
    parts: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    where: Filters = field(default_factory=dict)
    without: Filters = field(default_factory=dict)
    plan: AnalysisPlan = field(default_factory=AnalysisPlan)
    plan_hash: str = ""
    as_planned: bool = True
    grouped: int = 0
    wanted: float = WANTED


@dataclass(frozen=True, kw_only=True)
class Summary:
    """All that is said of the judgements of an arm, or of a part of it."""

    n: int
    right: int
    ties: int
    clipped: int
    figures: Mapping[str, Figure]
    missing: Mapping[str, int]
    accuracy_bounds: Bounds | None
    by_round: Mapping[int, Round]
    halves: Mapping[str, Tally]
    calibration: Calibration
    confident: tuple[Confident, ...]
    missing_warning: str = ""

    @property
    def accuracy(self) -> Figure:
        return self.figures["accuracy"]


@dataclass(frozen=True, kw_only=True)
class ArmReport:
    """One arm: its judgements together, and apart by what it is split into; `measures` are its protocol's own figures.

    `floor` = the arm of blind judgement below it; "" = there is none. `left_out` = ratings that aren't counted;
    `with_disputed` = accuracy with the disputed answer keys that were left out, None where there are none. `warnings`
    are sentences. `monitor` = what its monitor catches at each budget, under control.
    """

    arm: Arm
    overall: Summary
    groups: Mapping[str, Summary]
    floor: str = ""
    measures: Mapping[str, Figure] = field(default_factory=dict)
    left_out: tuple[LeftOut, ...] = ()
    with_disputed: Figure | None = None
    warnings: tuple[str, ...] = ()
    monitor: tuple[Caught, ...] = ()


@dataclass(frozen=True, kw_only=True)
class Report:
    """One experiment or several, their arms in the researcher's order. `planned` = the figures that were planned.

    `plants` = planted misbehaviour, over all arms that plant any. `withdrawn` = what is in no figure since its people
    took it back; `excluded` = what is in none by the rules of the plan.
    """

    experiment: str
    asked: Asked
    arms: tuple[ArmReport, ...]
    comparisons: tuple[Comparison, ...] = ()
    planned: frozenset[str] = frozenset()
    plants: Plants = field(default_factory=Plants)
    withdrawn: Withdrawn = field(default_factory=Withdrawn)
    excluded: tuple[Excluded, ...] = ()

    @property
    def warnings(self) -> tuple[tuple[str, str], ...]:
        """(arm, sentence) for each."""
        return tuple((row.arm.name, words) for row in self.arms for words in row.warnings)


def report(
    experiment: str,
    arms: Sequence[Arm],
    counts: Counts,
    asked: Asked | None = None,
    disputed: Counts | None = None,
    withdrawn: Withdrawn | None = None,
) -> Report:
    """The report from grouped counts; those of no listed arm are left out.

    `disputed` = what was left out as such, `withdrawn` = what people took back.
    """
    asked = asked or Asked()
    by_arm = counts.by_arm()
    again = disputed.by_arm() if disputed else {}
    rows = tuple(_arm(arm, arms, by_arm, asked, again.get(arm.name)) for arm in arms)
    judged = {arm.name: by_arm[arm.name] for arm in arms if arm.name in by_arm and by_arm[arm.name].final}
    return Report(
        experiment=experiment,
        asked=asked,
        arms=rows,
        comparisons=comparisons(
            judged,
            asked.plan,
            as_planned=asked.as_planned,
            wanted=asked.wanted,
            floors={r.arm.name: r.floor for r in rows},
        ),
        planned=frozenset(name for name in FIGURES if planned(asked.plan, name, scope_is_plans=asked.as_planned)),
        plants=plants(counts.measured, arms),
        withdrawn=withdrawn or Withdrawn(),
    )


def _arm(
    arm: Arm, arms: Sequence[Arm], by_arm: Mapping[str, Counts], asked: Asked, disputed: Counts | None
) -> ArmReport:
    own = by_arm.get(arm.name, Counts())
    floor, ceiling = _bounding(arm, arms, by_arm)
    overall = _summary(arm, own, floor, ceiling, asked)
    groups = {
        label: _summary(arm, part, _of(arm, label, floor), _of(arm, label, ceiling), asked)
        for label, part in own.by_label().items()
    }
    return ArmReport(
        arm=arm,
        overall=overall,
        groups=groups,
        floor=next((cell.arm for cell in floor if cell.arm != arm.name), ""),
        measures=averages(own.measured, arm),
        left_out=tuple(own.left_out),
        with_disputed=accuracy(Sample(cells=own.final + disputed.final)) if disputed else None,
        warnings=tuple(arm_warnings(arm, own, overall.n, overall.missing_warning)),
        monitor=monitor(arm, [one for counts in by_arm.values() for one in counts.suspicions]),
    )


def _bounding(arm: Arm, arms: Sequence[Arm], by_arm: Mapping[str, Counts]) -> tuple[list[Cell], list[Cell]]:
    """The final cells of the arm's floor and of its ceiling, about questions in the forms that it has them."""
    forms = {cell.form for cell in by_arm.get(arm.name, Counts()).cells}
    if arm.own_bounds:
        low, high = set(arm.after), {a.name for a in arms if a.protocol == arm.protocol and a.bound == "ceiling"}
    else:
        same = [other for other in arms if not other.own_bounds and other.experiment == arm.experiment]
        low = {other.name for other in same if other.bound == "floor"}
        high = {other.name for other in same if other.bound == "ceiling"}
    return _final(by_arm, low, forms), _final(by_arm, high, forms)


def _final(by_arm: Mapping[str, Counts], names: set[str], forms: set[str]) -> list[Cell]:
    return [cell for name in sorted(names & by_arm.keys()) for cell in by_arm[name].final if cell.form in forms]


def _of(arm: Arm, label: str, bounding: list[Cell]) -> list[Cell]:
    """A part is held against the same part, as a judge against itself; unless bounds have other judges on purpose."""
    return bounding if arm.own_bounds else [cell for cell in bounding if cell.label == label]


def _summary(arm: Arm, counts: Counts, floor: Sequence[Cell], ceiling: Sequence[Cell], asked: Asked) -> Summary:
    sample = Sample(
        cells=counts.final,
        levels=counts.levels,
        gains=counts.gains,
        spent=counts.spent,
        floor=tuple(floor),
        ceiling=tuple(ceiling),
        own_bounds=arm.own_bounds,
        rule=asked.plan.score_rule,
    )
    whole, lost = tally(sample.cells), shortfall(sample.cells, counts.missing)
    return Summary(
        n=whole.n,
        right=whole.right,
        ties=whole.ties,
        clipped=sum(cell.clipped for cell in sample.cells),
        figures={name: statistic.of(sample) for name, statistic in FIGURES.items()},
        missing=lost.by_reason,
        accuracy_bounds=lost.bounds,
        by_round=by_round(counts.cells),
        halves={half: tally(sample.half(half)) for half in ("honest", "dishonest") if sample.half(half)},
        calibration=sample.calibration,
        confident=at_confidence(sample.stated),
        missing_warning=lost.warning,
    )
