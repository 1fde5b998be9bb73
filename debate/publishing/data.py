"""The data behind a report: how much there is, and hashes by which anybody can tell that theirs is the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256
from importlib.metadata import version
from itertools import groupby
from platform import python_version

from django.db import connection
from django.db.models import Count
from django.db.models.functions import Collate

from debate.models import Question
from debate.publishing.tables import Column, Table, count, table, word
from judges.queries import Scope
from judges.stats import Report
from judges.stats.analysis_plan import canonical

LIBRARIES = ("numpy", "scipy", "statsmodels", "evalica")


@dataclass(frozen=True)
class Hash:
    """A sha256 with what it is of, and how it can be made again."""

    of: str
    how: str
    digest: str


def counts(scope: Scope, report: Report) -> Table:
    """By arm: debates, judgements, what is missing of them, and what was left out."""
    debates: dict[str, Counter[str]] = {}
    for arm, status, n in scope.debates().order_by().values_list("arm", "status").annotate(n=Count("pk")):
        debates.setdefault(scope.arms[arm], Counter())[status] += n
    columns = [Column("Arm"), Column("Protocol"), Column("Judges"), Column("Debates", True), Column("Finished", True)]
    columns += [Column("Judgements counted", True), Column("Missing"), Column("Left out")]
    return table(
        "The data by arm",
        columns,
        (
            (
                word(row.arm.name),
                word(row.arm.protocol),
                word(", ".join(row.arm.judges)),
                count(debates.get(row.arm.name, Counter()).total()),
                count(debates.get(row.arm.name, Counter())["finished"]),
                count(row.overall.n),
                word("; ".join(f"{reason} {n:,}" for reason, n in row.overall.missing.items()) or "none"),
                word("; ".join(f"{one.n:,}, since {one.reason}" for one in row.left_out) or "none"),
            )
            for row in report.arms
        ),
    )


def versions() -> Iterator[tuple[str, str]]:
    """What made the figures: (program, version)."""
    yield "Moot", version("moot")
    yield "Python", python_version()
    with connection.cursor() as cursor:
        cursor.execute("SHOW server_version")
        yield "PostgreSQL", cursor.fetchone()[0].split()[0]
    for name in LIBRARIES:
        yield name, version(name)


def hashes(scope: Scope, plan: str) -> Iterator[Hash]:
    """Of the plan, of the ratings that are counted, and of the questions of each set."""
    if plan:
        yield Hash("the analysis plan", "as it was frozen at the launch, with the design that it is about", plan)
    yield _ratings(scope)
    yield from _questions(scope)


def _ratings(scope: Scope) -> Hash:
    """In the words of the exported files, so that it can be made from one of them."""
    rows = scope.ratings().filter(final=True)
    debate = Collate("place__debate__public_id", "C")
    found = rows.order_by(debate, "place__number").values_list(
        "place__debate__public_id", "place__number", "round", "belief"
    )
    digest = sha256()
    n = 0
    for name, place, number, belief in found.iterator(chunk_size=10_000):
        digest.update(f"{name} {place} {number} {','.join(map(str, belief))}\n".encode())
        n += 1
    how = "a line for each: “debate judgement round belief,belief,...”, by debate and judgement"
    return Hash(f"the {n:,} final ratings that are counted", how, digest.hexdigest())


def _questions(scope: Scope) -> Iterator[Hash]:
    asked = Question.objects.filter(pk__in=scope.debates().order_by().values("question"))
    by_set = asked.select_related("question_set", "passage").order_by("question_set__name", Collate("external_id", "C"))
    for name, rows in groupby(by_set.iterator(chunk_size=500), key=lambda row: row.question_set.name):
        lines = [canonical(_content(row))[1] for row in rows]
        how = "a line for each: the sha256 of its JSON, names sorted and without spaces; by id"
        digest = sha256("".join(f"{line}\n" for line in lines).encode()).hexdigest()
        yield Hash(f"the {len(lines):,} questions that were asked of the set “{name}”", how, digest)


def _content(row: Question) -> dict[str, object]:
    return {
        "id": row.external_id,
        "question": row.text,
        "options": row.options,
        "answer": row.answer,
        "candidate": row.candidate,
        "correct": row.correct,
        "passage": row.passage.text if row.passage else None,
    }
