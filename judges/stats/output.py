"""A report as JSON: the names of `moot report --json`, of files, and of whatever reads them."""

from __future__ import annotations

from judges.stats.accuracy import Tally
from judges.stats.cells import Figure
from judges.stats.report import ArmReport, Report, Summary

Json = dict[str, object]


def to_json(report: Report) -> Json:
    """{"experiment", "arms": [{"name", "protocol", "judges", "n", "right", ...}]}; null = undefined or unknown.

    Each figure F of report.FIGURES is there as F, F_interval ([low, high] or null) and F_interval_method; accuracy's
    are plainly `interval` and `interval_method`.
    """
    return {"experiment": report.experiment, "arms": [_arm(row) for row in report.arms]}


def _arm(row: ArmReport) -> Json:
    arm = row.arm
    return {
        "name": arm.name,
        "protocol": arm.protocol,
        "judges": list(arm.judges),
        **_summary(row.overall),
        "measures": {name: _measure(figure) for name, figure in row.measures.items()},
        "cost_usd": arm.cost_usd,
        "by_judge": [{"judge": judge, **_summary(summary)} for judge, summary in row.by_judge.items()],
    }


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
        "by_round": [{"round": number, **_tally(tally)} for number, tally in summary.by_round.items()],
        "halves": {half: _tally(tally) for half, tally in summary.halves.items()},
    }


def _measure(figure: Figure) -> Json:
    return {"value": figure.value, "n": figure.n, "interval": _interval(figure), "interval_method": figure.method}


def _tally(tally: Tally) -> Json:
    return {"n": tally.n, "right": tally.right, "ties": tally.ties, **_figure("accuracy", tally.accuracy)}


def _figure(name: str, figure: Figure) -> Json:
    prefix = "" if name == "accuracy" else f"{name}_"
    return {
        name: figure.value,
        f"{prefix}interval": _interval(figure),
        f"{prefix}interval_method": figure.method,
    }


def _interval(figure: Figure) -> list[float | None] | None:
    return None if figure.low is None else [figure.low, figure.high]
