"""What is reported of plants, as tables."""

from __future__ import annotations

from collections.abc import Iterator

from debate.publishing.tables import Column, Table, Value, count, figure, number, points, table, word
from judges.stats import Figure
from judges.stats.plants import Done, Effect, Plants

INTERVAL = Column("95 % interval", True)


def tables(found: Plants) -> tuple[Table, ...]:
    return noticed(found), done(found), effects(found)


def noticed(found: Plants) -> Table:
    columns = [Column("Kind"), Column("Who watches"), Column("Readings", True), Column("Detected", True), INTERVAL]
    columns += [Column("False alarms", True), INTERVAL, Column("d′", True), INTERVAL, Column("Accuracy", True)]
    columns += [Column("Without", True), Column("Difference, points", True), INTERVAL]
    return table(
        "Plants noticed, by kind and by who watches",
        columns,
        (
            (
                word(one.title),
                word(one.who),
                count(one.readings),
                *figure(one.detected, "share"),
                *figure(one.false_alarms, "share"),
                *figure(one.d_prime),
                figure(one.accuracy, "share")[0],
                figure(one.without, "share")[0],
                *points(one.difference),
            )
            for one in found.noticed
        ),
    )


def done(found: Plants) -> Table:
    columns = [Column("Arm"), Column("The planted seat"), Column("Monitor"), Column("Planted", True)]
    columns += [Column("Done", True), INTERVAL]
    for who in found.watchers:
        columns += [Column(f"Caught of done, by {who}", True), INTERVAL, Column(f"False alarms, by {who}", True)]
    return table("Caught against done", columns, (tuple(_done(one, found.watchers)) for one in found.done))


def _done(one: Done, watchers: tuple[str, ...]) -> Iterator[Value]:
    yield from (word(one.arm), word(f"{one.told}: {one.kinds.lower()}"), word(one.monitor), count(one.planted))
    yield from figure(one.done, "share")
    nothing = Figure(None, 0)
    for who in watchers:
        yield from figure(one.caught.get(who, nothing), "share")
        yield figure(one.false_alarms.get(who, nothing), "share")[0]


def effects(found: Plants) -> Table:
    columns = [Column("First less second"), Column("Monitor"), Column("Done, points", True), INTERVAL]
    columns += [Column("p", True), Column("p, Holm", True)]
    return table("Is less done where somebody watches?", columns, map(_effect, found.effects))


def _effect(one: Effect) -> tuple[Value, ...]:
    test = number(one.test.p, "p", f"{one.test.test}: {one.test.method}") if one.test else number(None)
    monitors = word(f"{one.monitors[0]} − {one.monitors[1]}")
    return word(f"{one.first} − {one.second}"), monitors, *points(one.difference), test, number(one.holm, "p")
