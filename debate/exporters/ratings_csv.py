"""A flat table of judgements: a row for what each judge believed after each round."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial

from debate.exporters.debates import records
from debate.exporters.format import Format
from debate.exporters.table import (
    Cell,
    Columns,
    is_candidate_right,
    most_options,
    probability,
    probability_of_truth,
    probability_right,
    table,
)
from debate.models import Experiment
from debate.records import DebateRecord, JudgementRecord, RatingRecord


@dataclass(frozen=True)
class Rated:
    """One row; a judgement of which there is nothing yet has one too, without a rating."""

    debate: DebateRecord
    judgement: JudgementRecord
    rating: RatingRecord | None

    @property
    def missing(self) -> str:
        if self.rating:
            return self.rating.missing
        if self.judgement.left_at:
            return "left"
        return "waiting" if self.debate.status in ("waiting", "running", "finished") else f"debate {self.debate.status}"


def _rated(name: str) -> Callable[[Rated], Cell]:
    return lambda row: getattr(row.rating, name, None)


COLUMNS: Columns[Rated] = {
    "experiment": lambda row: row.debate.experiment.name,
    "arm": lambda row: row.debate.arm.name,
    "protocol": lambda row: row.debate.arm.protocol,
    "debate": lambda row: row.debate.id,
    "question": lambda row: row.debate.question.id,
    "answer": lambda row: row.debate.question.answer,
    "half": lambda row: row.debate.half,
    "repeat": lambda row: row.debate.repeat,
    "judgement": lambda row: row.judgement.number,
    "judge": lambda row: row.judgement.endpoint or row.judgement.pool,
    "person": lambda row: row.judgement.player,
    "chair": lambda row: row.judgement.chair,
    "round": _rated("round"),
    "final": _rated("final"),
    "missing": lambda row: row.missing,
    "right": _rated("right"),
    "tie": _rated("tie"),
    "brier": _rated("brier"),
    "log2": _rated("log2"),
    "clipped": _rated("clipped"),
    "taken_at": lambda row: row.judgement.taken_at,
    "rated_at": _rated("at"),
    "p_correct": lambda row: probability_of_truth(row.debate, row.rating.belief if row.rating else []),
    "left": lambda row: row.judgement.left_at is not None,
    "form": lambda row: row.debate.form,
    "candidate": lambda row: row.debate.candidate,
    "candidate_is_right": lambda row: is_candidate_right(row.debate),
    "p_right": lambda row: probability_right(row.debate, row.rating.belief if row.rating else []),
}


def _probability(row: Rated, option: int | None) -> Cell:
    return probability(row.debate, row.rating.belief if row.rating else [], option)


def _rows(experiment: Experiment) -> Iterator[Rated]:
    for debate in records(experiment):
        for judgement in debate.judgements:
            ratings: list[RatingRecord | None] = [*judgement.ratings] or [None]
            yield from (Rated(debate, judgement, rating) for rating in ratings)


def _pieces(experiment: Experiment) -> Iterator[str]:
    options = {f"p_{n}": partial(_probability, option=n) for n in range(most_options(experiment))}
    return table({**COLUMNS, **options}, _rows(experiment))


FORMAT = Format(
    name="ratings.csv",
    help="A row for each judgement and round; p_0, p_1 ... are the probabilities given to each option.",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
