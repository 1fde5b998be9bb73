"""What commands say: experiments found by name, tables of figures, progress."""

from __future__ import annotations

from collections.abc import Iterator

from django.core.management.base import CommandError
from rich import box
from rich.console import Console, RenderableType
from rich.table import Table

from debate.models import Experiment
from judges.stats import Figure, Report, Summary

# Where the output isn't a terminal there is no width to keep to.
WIDE = 220


# Columns whose value and interval stay on one line.
FIGURES = ("accuracy", "balanced", "Brier", "PGR")


def experiment_named(name: str) -> Experiment:
    """The experiment of that name; raises CommandError naming what exists."""
    if (found := Experiment.objects.filter(name=name).first()) is None:
        names = ", ".join(Experiment.objects.values_list("name", flat=True)) or "none yet"
        raise CommandError(f"There is no experiment “{name}”. There are: {names}.")
    return found


def text(shown: RenderableType) -> str:
    """What rich makes of it, as text for this terminal or file."""
    console = Console()
    if not console.is_terminal:
        console.width = WIDE
    with console.capture() as capture:
        console.print(shown)
    return capture.get()


def table(report: Report) -> Table:
    """The figures of a report: a row an arm, and one for each of its judges where it has several."""
    shown = Table(title=report.experiment, box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("arm", "protocol", "judges"):
        shown.add_column(name)
    for name in ("n", "right", "ties", "accuracy", "balanced", "Brier", "PGR", "missing", "USD"):
        shown.add_column(name, justify="right", no_wrap=name in FIGURES)
    for row in report.arms:
        cost = "?" if row.arm.cost_usd is None else f"{row.arm.cost_usd:.4f}"
        judges = "\n".join(row.arm.judges)
        shown.add_row(row.arm.name, row.arm.protocol, judges, *_cells(row.overall), cost)
        for judge, summary in row.groups.items() if len(row.groups) > 1 else ():
            shown.add_row("", "", judge, *_cells(summary), "", style="dim")
    return shown


def comparisons_table(report: Report) -> Table:
    """The differences in accuracy: a row for each pair of arms, the planned first."""
    shown = Table(title="Differences in accuracy", box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("first", "second"):
        shown.add_column(name)
    for name in ("difference", "n", "p", "Holm", "planned"):
        shown.add_column(name, justify="right")
    for name in ("test", "interval"):
        shown.add_column(name)
    for one in report.comparisons:
        p, test = (one.test.p, one.test.test) if one.test else (None, "")
        numbers = [_figure(one.accuracy.effect), str(one.accuracy.effect.n), _p(p), _p(one.holm)]
        planned = "yes" if one.planned else "no"
        shown.add_row(one.first, one.second, *numbers, planned, test, one.accuracy.effect.method)
    return shown


def notes(report: Report) -> Iterator[str]:
    """What a reader must know besides: warnings, what is left out, the plan."""
    for arm, words in report.warnings:
        yield f"{arm}: {words}"
    for row in report.arms:
        for one in row.left_out:
            yield f"{row.arm.name}: {one.n:,} judgements left out, because {one.reason}"
    for rule in report.excluded:
        yield f"Left out by the plan: {rule.words}"
    if report.withdrawn.words:
        yield f"Withdrawn, and in no figure: {report.withdrawn.words}"
    if report.asked.grouped:
        yield f"Intervals are drawn by random groups of the {report.asked.grouped:,} questions."
    if report.asked.plan_hash:
        kept = "by the plan" if report.asked.as_planned else "other judgements than the plan's"
        yield f"Counted: {kept}, which was frozen as sha256 {report.asked.plan_hash}"


def measures_table(report: Report) -> Table:
    """The protocols' own figures: a row for each arm's each, its mean over the debates that it applies to."""
    shown = Table(title="The protocols’ own figures", box=box.SIMPLE_HEAD, title_justify="left")
    for name in ("arm", "protocol", "figure"):
        shown.add_column(name)
    for name in ("mean", "debates"):
        shown.add_column(name, justify="right")
    for row in report.arms:
        for name, figure in row.measures.items():
            shown.add_row(row.arm.name, row.arm.protocol, name, _figure(figure), str(figure.n))
    return shown


def _cells(summary: Summary) -> list[str]:
    figures = [_figure(summary.figures[name]) for name in ("accuracy", "balanced_accuracy", "brier", "pgr")]
    missing = "\n".join(f"{n} {reason}" for reason, n in summary.missing.items())
    return [str(summary.n), str(summary.right), str(summary.ties), *figures, missing]


def _p(p: float | None) -> str:
    if p is None:
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


def _figure(figure: Figure) -> str:
    if figure.value is None:
        return "–"
    interval = "" if figure.low is None else f" [{figure.low:.3f}, {figure.high:.3f}]"
    return f"{figure.value:.3f}{interval}"
