"""A report as JSON: the names of `moot report --json`, of files, and of whatever reads them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, fields
from typing import Any

from judges.stats.analysis_plan import to_json as plan_to_json
from judges.stats.calibration import Calibration
from judges.stats.cells import Figure
from judges.stats.comparisons import Comparison
from judges.stats.plants import Done, Effect, Noticed, Plants
from judges.stats.report import ArmReport, Asked, Report, Summary
from judges.stats.rounds import Round
from judges.stats.significance import Significance
from judges.stats.tally import Tally

Json = dict[str, object]


def to_json(report: Report) -> Json:
    """{"experiment", "plan", "arms": [{"name", "protocol", "judges", "n", "right", ...}], "comparisons": [...],
    "withdrawn": {"judgements", "people", "debates"}, "excluded": [{"rule", "value", "judgements", "people", "known"}]}.

    null = undefined or unknown. Each figure F of stats.FIGURES is there as F, F_interval ([low, high] or null) and
    F_interval_method; accuracy's are plainly `interval` and `interval_method`. Arms are split `by` what was asked for,
    in `groups`; by judge in `by_judge`.
    """
    return {
        "experiment": report.experiment,
        **_asked(report.asked),
        "planned": sorted(report.planned),
        "arms": [_arm(row, report.asked) for row in report.arms],
        "comparisons": [_comparison(one, report.asked.wanted) for one in report.comparisons],
        "plants": _plants(report.plants),
        "withdrawn": asdict(report.withdrawn),
        "excluded": [asdict(one) for one in report.excluded],
    }


def _asked(asked: Asked) -> Json:
    return {
        "by": list(asked.by),
        "where": {name: list(values) for name, values in asked.where.items()},
        "without": {name: list(values) for name, values in asked.without.items()},
        "as_planned": asked.as_planned,
        "plan": plan_to_json(asked.plan),
        "plan_hash": asked.plan_hash,
        "questions_in_random_groups": asked.grouped,
    }


def _arm(row: ArmReport, asked: Asked) -> Json:
    arm = row.arm
    split = "judge" if asked.by == ("judge",) else "group"
    return {
        "name": arm.name,
        "protocol": arm.protocol,
        "judges": list(arm.judges),
        **_summary(row.overall),
        "measures": {name: plain(figure) for name, figure in row.measures.items()},
        "monitor": [{"budget": one.budget, **plain(one.audited)} for one in row.monitor],
        "cost_usd": arm.cost_usd,
        "left_out": {one.reason: one.n for one in row.left_out},
        "with_disputed": row.with_disputed and plain(row.with_disputed),
        "warnings": list(row.warnings),
        f"by_{split}": [
            {split: label, "values": _values(label, asked), **_summary(summary)}
            for label, summary in row.groups.items()
        ],
    }


def _values(label: str, asked: Asked) -> Json:
    return dict(zip(asked.by, asked.parts.get(label, (label,)), strict=False))


def _summary(summary: Summary) -> Json:
    figures: Json = {}
    for name, figure in summary.figures.items():
        figures |= _figure(name, figure)
    return {
        "n": summary.n,
        "right": summary.right,
        "ties": summary.ties,
        **figures,
        "clipped": summary.clipped,
        "missing": dict(summary.missing),
        "accuracy_bounds": summary.accuracy_bounds and list(summary.accuracy_bounds),
        "by_round": [{"round": number, **_round(one)} for number, one in summary.by_round.items()],
        "halves": {half: _tally(tally) for half, tally in summary.halves.items()},
        "calibration": _calibration(summary.calibration),
        "at_confidence": [
            {"least": one.least, "coverage": plain(one.coverage), "accuracy": plain(one.accuracy)}
            for one in summary.confident
        ],
    }


def _calibration(calibration: Calibration) -> Json:
    """Its errors stand among the figures."""
    bins = [
        {"from": one.low, "to": one.high, "n": one.n, "belief": one.belief, "right": plain(one.right)}
        for one in calibration.bins
    ]
    return {"rule": calibration.rule, "bins": bins}


def _round(one: Round) -> Json:
    return {**_tally(one.tally), "ties_shared": plain(one.ties_shared), "belief": plain(one.belief)}


def _tally(tally: Tally) -> Json:
    return {"n": tally.n, "right": tally.right, "ties": tally.ties, **_figure("accuracy", tally.accuracy)}


def _comparison(one: Comparison, wanted: float) -> Json:
    found = one.accuracy
    return {
        "first": one.first,
        "second": one.second,
        "planned": one.planned,
        "primary": one.primary,
        "difference": plain(found.effect),
        "clustered": {by: plain(figure) for by, figure in found.intervals.items()},
        "paired": plain(found.paired),
        "questions": {"shared": found.shared, "only_first": found.only_first, "only_second": found.only_second},
        "bounds": one.bounds and list(one.bounds),
        "test": one.test.test if one.test else None,
        "p": one.test.p if one.test else None,
        "holm": one.holm,
        "tests": [_test(test) for test in found.tests],
        "brier": plain(one.brier),
        "log_score": plain(one.log_score),
        "design_effect": plain(one.design_effect),
        "detectable": plain(one.detectable),
        "needed": one.needed and {"each_arm": one.needed.each_arm, "method": one.needed.method, "to_find": wanted},
    }


def _plants(found: Plants) -> Json:
    return {
        "noticed": [_told(one) for one in found.noticed],
        "done": [_told(one) for one in found.done],
        "effects": [
            {**_told(one), "test": one.test.test if one.test else None, "p": one.test.p if one.test else None}
            for one in found.effects
        ],
    }


def _told(one: Noticed | Done | Effect) -> Json:
    """Each of its fields; figures, also those that are held by name, as they stand alone."""
    return {field.name: _plainly(getattr(one, field.name)) for field in fields(one)}


def _plainly(value: object) -> object:
    if isinstance(value, Figure):
        return plain(value)
    if isinstance(value, Mapping):
        return {name: _plainly(one) for name, one in value.items()}
    return list(value) if isinstance(value, tuple) else value


def _test(test: Significance) -> Json:
    return {"test": test.test, "statistic": test.statistic, "p": test.p, "method": test.method}


def plain(figure: Figure) -> Json:
    """A figure that stands alone."""
    return {
        "value": figure.value,
        "n": figure.n,
        "interval": _interval(figure),
        "interval_method": figure.method,
    }


def figure_from(told: Mapping[str, Any]) -> Figure:
    """A figure read back from what `plain` made of it."""
    low, high = told["interval"] or (None, None)
    return Figure(told["value"], told["n"], low, high, told["interval_method"])


def _figure(name: str, figure: Figure) -> Json:
    """A figure among others. Its own n is told where it isn't plainly that of all ratings."""
    prefix = "" if name == "accuracy" else f"{name}_"
    own_n: Mapping[str, Any] = {} if name == "accuracy" else {f"{prefix}n": figure.n}
    return {
        name: figure.value,
        **own_n,
        f"{prefix}interval": _interval(figure),
        f"{prefix}interval_method": figure.method,
    }


def _interval(figure: Figure) -> list[float | None] | None:
    return None if figure.low is None else [figure.low, figure.high]
