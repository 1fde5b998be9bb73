"""Judgements one by one with all that was said before them: what formats of one record a judgement are made from."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, groupby
from typing import Any

from debate.core.types import VERDICTS
from debate.exporters.ratings_parquet import RATINGS
from debate.exporters.sql_table import Row
from debate.exporters.turns_parquet import turns
from debate.models import Debate, Experiment


@dataclass(frozen=True)
class Asked:
    """What a debate is about; `labels` = what beliefs are over: options, or right and wrong."""

    text: str
    labels: tuple[str, ...]
    title: str
    source: str
    tags: dict[str, Any]


@dataclass(frozen=True)
class Judged:
    """One judgement: `ratings` = the rows of its rounds, the last word last; `own` = the turns of its readings.

    A judge on the stage has no readings: what it says stands among the turns of the stage.
    """

    asked: Asked
    ratings: list[Row]
    stage: list[Row]
    own: list[Row]

    @property
    def last(self) -> Row:
        return self.ratings[-1]

    @property
    def believed(self) -> bool:
        """Whether the judge came to a last word, and it is a belief."""
        return bool(self.last.final and self.last.belief)

    @property
    def truth(self) -> int | None:
        """Which of the labels is true; None = not known."""
        if self.last.form == "candidate":
            return None if self.last.candidate_is_right is None else int(not self.last.candidate_is_right)
        return self.last.over.index(self.last.answer) if self.last.answer in self.last.over else None

    @property
    def words(self) -> str:
        """What the judge wrote with its last belief, in each of its readings."""
        by_reader = {turn.reader: turn.text for turn in self.own or self.stage if turn.belief}
        return "\n\n".join(text for text in by_reader.values() if text)


def judged(experiment: Experiment, most: int, where: str = "", **values: object) -> Iterator[list[Judged]]:
    """The judgements in batches of at most so many, none of a debate parted from the others; left ones are left out.

    `where` (SQL, with `values`) chooses among the rows of `RATINGS`.
    """
    where = f"p.left_at IS NULL {'AND ' + where if where else ''}"
    rows = chain.from_iterable(RATINGS.chunks(experiment, where, **values))
    for batch in _batches(rows, most):
        names = list(batch)
        asked, said = _asked(names), _said(experiment, names)
        yield [
            _judged(asked[name], list(ratings), said.get(name, []))
            for name in names
            for _, ratings in groupby(batch[name], lambda row: row.judgement)
        ]


def _batches(rows: Iterable[Row], most: int) -> Iterator[dict[str, list[Row]]]:
    """Whole debates, by name."""
    batch: dict[str, list[Row]] = {}
    size = 0
    for name, ratings in groupby(rows, lambda row: row.debate):
        found = list(ratings)
        more = len({row.judgement for row in found})
        if batch and size + more > most:
            yield batch
            batch, size = {}, 0
        batch[name] = found
        size += more
    if batch:
        yield batch


def _said(experiment: Experiment, debates: list[str]) -> dict[str, list[Row]]:
    rows = chain.from_iterable(turns(experiment, "d.public_id = ANY(%(debates)s)", debates=debates))
    return {name: list(found) for name, found in groupby(rows, lambda row: row.debate)}


def _judged(asked: Asked, ratings: list[Row], said: list[Row]) -> Judged:
    mine = set(ratings[0].readers)
    return Judged(
        asked=asked,
        ratings=ratings,
        stage=[turn for turn in said if not turn.reader],
        own=[turn for turn in said if turn.reader in mine],
    )


# Not the passages' text, which is by far the largest.
ABOUT = ("form", "candidate", "pair", "question__text", "question__options", "question__candidate", "question__tags")
PASSAGE = ("question__passage__title", "question__passage__source")


def _asked(debates: list[str]) -> dict[str, Asked]:
    rows = Debate.objects.filter(public_id__in=debates).values_list("public_id", *ABOUT, *PASSAGE)
    return {name: _about(*about) for name, *about in rows}


def _about(
    form: str,
    candidate: int | None,
    pair: list[int] | None,
    text: str,
    options: list[str],
    whole: str,
    tags: dict[str, Any],
    title: str | None,
    source: str | None,
) -> Asked:
    labels = tuple(options[n] for n in pair or range(len(options)))
    if form == "candidate":
        text, labels = f"{text}\n\n{whole if candidate is None else options[candidate]}", VERDICTS
    return Asked(text, labels, title or "", source or "", tags)
