"""A report's figures as tables."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from debate.publishing.tables import Column, Table, Value, count, figure, number, points, table, word
from judges.stats import FIGURES, Report, Summary
from judges.stats.comparisons import Comparison
from judges.stats.figures import SECTIONS, Statistic, Unit
from judges.stats.plants import is_of_plants

# What a column of figures is headed by its unit, where that is not the unit's own name.
HEADS: dict[Unit, str] = {"number": "Value", "usd": "US dollars"}
ALL = "all"
ARM, PART, INTERVAL, N = Column("Arm"), Column("Part"), Column("95 % interval", True), Column("n", True)


@dataclass(frozen=True)
class Shown:
    """One figure: what it is, whether it was planned, and its table."""

    name: str
    title: str
    words: str
    planned: bool
    table: Table


@dataclass(frozen=True)
class Section:
    """The figures under one heading."""

    name: str
    title: str
    figures: tuple[Shown, ...]


@dataclass(frozen=True)
class Row:
    """An arm, or a part of it. `part` = "all" for the whole, "" where no arm is split into several."""

    arm: str
    part: str
    of: Summary

    @property
    def names(self) -> tuple[Value, Value]:
        return word(self.arm), word(self.part, soft=self.part == ALL)


def rows(report: Report) -> Iterator[Row]:
    """Each arm, then the parts of those that have several."""
    split = any(len(row.groups) > 1 for row in report.arms)
    for row in report.arms:
        yield Row(row.arm.name, ALL if split else "", row.overall)
        for label, summary in row.groups.items() if len(row.groups) > 1 else ():
            yield Row(row.arm.name, label, summary)


def accuracy(report: Report) -> Table:
    columns = [ARM, PART, Column("Accuracy", True), INTERVAL, Column("Right", True), Column("n", True)]
    columns += [Column("Ties", True), Column("Missing", True), Column("If all missing were wrong, or right", True)]
    return table("Accuracy by arm", columns, (_accuracy(row) for row in rows(report)))


def _accuracy(row: Row) -> tuple[Value, ...]:
    of, lost = row.of, sum(row.of.missing.values())
    bounds = of.accuracy_bounds if lost else None
    ends = word(f"{100 * bounds[0]:.1f} to {100 * bounds[1]:.1f} %", soft=True) if bounds else word("", soft=True)
    return *row.names, *figure(of.accuracy, "share"), count(of.right), count(of.n), count(of.ties), count(lost), ends


def sections(report: Report) -> Iterator[Section]:
    """Every figure of every section; accuracy itself has a table of its own."""
    for name, title in SECTIONS.items():
        shown = [
            Shown(key, one.title, one.words, key in report.planned, _figure(report, key, one))
            for key, one in FIGURES.items()
            if one.section == name and key != "accuracy"
        ]
        if shown:
            yield Section(name, title, tuple(shown))


def _figure(report: Report, key: str, one: Statistic) -> Table:
    columns = [ARM, PART, Column(HEADS.get(one.unit, one.unit.capitalize()), True), INTERVAL, N]
    values = ((row, row.of.figures[key]) for row in rows(report))
    return table(one.title, columns, ((*row.names, *figure(of, one.unit), count(of.n)) for row, of in values))


def differences(report: Report) -> Table:
    """By how much arms differ in accuracy: the effect first, then tests."""
    columns = [Column("First arm less second"), Column("Planned"), Column("Points", True), INTERVAL]
    columns += [Column("On shared questions", True), INTERVAL, Column("Shared", True)]
    columns += [Column("p", True), Column("p, Holm", True)]
    return table("Differences in accuracy", columns, map(_difference, report.comparisons))


def _difference(one: Comparison) -> tuple[Value, ...]:
    test = number(one.test.p, "p", f"{one.test.test}: {one.test.method}") if one.test else number(None)
    return (
        word(f"{one.first} − {one.second}"),
        word("primary" if one.primary else "planned" if one.planned else "not planned"),
        *points(one.accuracy.effect),
        *points(one.accuracy.paired),
        count(one.accuracy.shared),
        test,
        number(one.holm, "p"),
    )


def other_differences(report: Report) -> Table:
    """In the scores; and what the data could have shown."""
    columns = [Column("First arm less second"), Column("Brier score", True), INTERVAL, Column("Log score, bits", True)]
    columns += [INTERVAL, Column("Points, whatever is missing", True), Column("Design effect", True)]
    columns += [Column("Detectable, points", True), Column("Needed in each arm, for ten points", True)]
    return table("Differences in scores, and what could have been seen", columns, map(_other, report.comparisons))


def _other(one: Comparison) -> tuple[Value, ...]:
    bounds = f"{100 * one.bounds[0]:+.1f} to {100 * one.bounds[1]:+.1f}".replace("-", "−") if one.bounds else ""
    needed = Value(f"{one.needed.each_arm:,}", one.needed.each_arm, one.needed.method) if one.needed else word("")
    return (
        word(f"{one.first} − {one.second}"),
        *figure(one.brier),
        *figure(one.log_score, "bits"),
        word(bounds),
        figure(one.design_effect)[0],
        points(one.detectable)[0],
        needed,
    )


def reliability(report: Report) -> Table:
    """What was believed against what was right, bin by bin; empty bins are left out."""
    columns = [
        ARM,
        PART,
        Column("Belief stated", True),
        N,
        Column("Mean belief", True),
        Column("Right", True),
        INTERVAL,
    ]
    found = [(row, one) for row in rows(report) for one in row.of.calibration.bins if one.n]
    return table(
        "Reliability by bin of belief",
        columns,
        (
            (
                *row.names,
                Value(f"{100 * one.low:.0f} to {100 * one.high:.0f} %", one.low),
                count(one.n),
                number(one.belief, "share"),
                *figure(one.right, "share"),
            )
            for row, one in found
        ),
    )


def at_confidence(report: Report) -> Table:
    columns = [ARM, PART, Column("At least so sure", True), Column("Of all", True), INTERVAL]
    columns += [Column("Of these right", True), INTERVAL, N]
    found = [(row, one) for row in rows(report) for one in row.of.confident if one.accuracy.n]
    return table(
        "Accuracy of the judgements that are sure",
        columns,
        (
            (
                *row.names,
                Value(f"{100 * one.least:.0f} %", one.least),
                *figure(one.coverage, "share"),
                *figure(one.accuracy, "share"),
                count(one.accuracy.n),
            )
            for row, one in found
        ),
    )


def by_round(report: Report) -> Table:
    """Of those in which beliefs were asked for after several rounds."""
    columns = [ARM, PART, Column("Rounds read", True), Column("Accuracy", True), INTERVAL]
    columns += [Column("Ties shared", True), Column("Belief in the truth", True), INTERVAL, N]
    found = [(row, row.of.by_round) for row in rows(report) if len(row.of.by_round) > 1]
    return table(
        "After each round",
        columns,
        (
            (
                *row.names,
                count(at),
                *figure(one.tally.accuracy, "share"),
                figure(one.ties_shared, "share")[0],
                *figure(one.belief, "share"),
                count(one.tally.n),
            )
            for row, each in found
            for at, one in each.items()
        ),
    )


def halves(report: Report) -> Table:
    """Where one speaker is heard, by what it argues for."""
    columns = [
        ARM,
        PART,
        Column("The speaker argues for"),
        Column("Accuracy", True),
        INTERVAL,
        Column("Right", True),
        N,
    ]
    names = {"honest": "the truth", "dishonest": "what is wrong"}
    return table(
        "Accuracy by half",
        columns,
        (
            (*row.names, word(names[half]), *figure(one.accuracy, "share"), count(one.right), count(one.n))
            for row in rows(report)
            for half, one in row.of.halves.items()
        ),
    )


def measures(report: Report) -> Table:
    """The protocols' own figures, over debates; those of plants stand by themselves."""
    columns = [ARM, Column("Figure"), Column("Mean", True), INTERVAL, Column("Debates", True)]
    named = [(row.arm, name) for row in report.arms for name in row.measures]
    found: Sequence[tuple[str, str]] = [(arm.name, name) for arm, name in named if not is_of_plants(name, arm)]
    of = {(row.arm.name, name): one for row in report.arms for name, one in row.measures.items()}
    return table(
        "The protocols' own figures",
        columns,
        ((word(arm), word(name), *figure(of[arm, name]), count(of[arm, name].n)) for arm, name in found),
    )
