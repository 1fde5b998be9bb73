"""A row a judgement under the column names of the code and data of Khan et al. 2024 (arXiv 2402.06782).

The first columns are those of `core/load/quality.py` in github.com/ucl-dark/llm_debate with the judge's that its
scoring reads; the others those of the published human judgements (its data/dataset_readme.md). A row is a judgement of
a debate, a consultancy or a baseline between two options of which the right one is known: that project has no others.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from itertools import groupby
from typing import Any

from debate.core.types import WHOLE
from debate.exporters.format import Format
from debate.exporters.judged import Judged, judged
from debate.exporters.sql_table import Row
from debate.exporters.table import Cell, Columns, table
from debate.models import Experiment

MOST = 1_000
# Those of its protocols that Moot has too.
METHODS = {"debate": "debate", "consultancy": "consultancy", "blind": "baseline", "expert": "baseline"}
WANTED = """a.frozen ->> 'protocol' = ANY(%(protocols)s)
    AND d.form = 'options' AND q.answer IS NOT NULL AND q.kind <> 'open'"""
SIDES = ("correct", "incorrect")
QUOTE = re.compile("<quote>(.*?)</quote>", re.DOTALL)


@dataclass(frozen=True)
class Line:
    """One row; `number` counts them from 0."""

    number: int
    judged: Judged
    params: dict[str, Any]

    @cached_property
    def answers(self) -> dict[str, str]:
        truth = self.judged.truth or 0
        return {side: self.judged.asked.labels[option] for side, option in zip(SIDES, (truth, 1 - truth), strict=True)}

    @cached_property
    def swap(self) -> bool:
        """Whether the correct answer was shown second."""
        return bool(self.judged.last.display[:1] != [self.judged.truth])

    @property
    def confidence(self) -> float | None:
        """The probability that the judge gave to the correct answer."""
        return self.judged.last.p_correct if self.judged.believed else None

    @property
    def answer_judge(self) -> str:
        """As that project writes a person's judgement, which its scoring reads from the last line."""
        said = "" if self.confidence is None else f"Confidence correct: {self.confidence:.4f}"
        return "\n".join(part for part in (self.judged.words, said) if part)

    @property
    def transcript(self) -> dict[str, Any]:
        """Its TranscriptConfig (core/rollouts/utils.py); the story is left out, as it is in the published data."""
        asked = self.judged.asked
        return {
            "index": self.number,
            "question": asked.text,
            "question_set_id": self.judged.last.question,
            "story": None,
            "story_title": asked.title,
            "answers": self.answers,
            "names": {**dict.fromkeys(SIDES), **self.names, "cross_examiner": None, "judge": None},
            "swap": self.swap,
            "rollout_type": "quality_sim" if self.params.get("simultaneous", True) else "quality_seq",
            "rounds": [self._round(number, list(turns)) for number, turns in groupby(self.speeches, _number)],
            "responses": [],
            "extra": {},
        }

    @cached_property
    def names(self) -> dict[str, str]:
        """Who argued for either side."""
        return {self._side(turn): turn.endpoint or turn.pool or "" for turn in self.speeches if self._side(turn)}

    @cached_property
    def speeches(self) -> list[Row]:
        return [turn for turn in self.judged.stage if turn.round]

    def _side(self, turn: Row) -> str:
        return "" if turn.option is None else SIDES[turn.option != self.judged.last.answer]

    def _round(self, number: int, turns: list[Row]) -> dict[str, Any]:
        kind = "sim" if self.params.get("simultaneous", True) or number == 1 else "seq"
        said = {self._side(turn) or "judge": _marked(turn) for turn in turns}
        return {**dict.fromkeys((*SIDES, "cross_examiner", "judge")), **said, "type": kind}


def _number(turn: Row) -> int:
    return int(turn.round)


def _marked(turn: Row) -> str:
    """The speech, with its quotes marked as verified or not."""
    found = {quote["text"] for quote in json.loads(turn.quoted) if quote["found"]}

    def mark(quote: re.Match[str]) -> str:
        tag = "v_quote" if quote[1] in found else "u_quote"
        return f"<{tag}>{quote[1]}</{tag}>"

    return QUOTE.sub(mark, turn.text)


def _tag(name: str) -> Callable[[Line], Cell]:
    """What the question's tags say under that name: measures that the question set came with."""

    def tag(line: Line) -> Cell:
        value = line.judged.asked.tags.get(name)
        return value if isinstance(value, str | int | float) else None

    return tag


def _flag(value: bool) -> str:
    """As pandas writes and reads truth; a 1 would be taken for the name of a column."""
    return str(value)


COLUMNS: Columns[Line] = {
    "id": lambda line: line.number,
    "question": lambda line: line.judged.asked.text,
    "correct answer": lambda line: line.answers["correct"],
    "negative answer": lambda line: line.answers["incorrect"],
    "complete": lambda line: _flag(True),
    "transcript": lambda line: json.dumps(line.transcript, ensure_ascii=False),
    "answer": lambda line: line.answer_judge,
    "story_title": lambda line: line.judged.asked.title,
    "question_set_id": lambda line: line.judged.last.question,
    "complete_judge": lambda line: _flag(line.judged.believed),
    "answer_judge": lambda line: line.answer_judge,
    "debate_id": lambda line: line.judged.last.debate,
    "judge_id": lambda line: line.judged.last.person or line.judged.last.judge,
    "experiment_name": lambda line: f"{line.judged.last.experiment}/{line.judged.last.arm}",
    "debate_method": lambda line: METHODS[line.judged.last.protocol],
    "consultant_type": lambda line: {"honest": "correct", "dishonest": "incorrect"}.get(line.judged.last.half),
    "interactive_judge": lambda line: _flag(line.judged.last.chair and line.judged.last.kind == "person"),
    "debater_config": lambda line: json.dumps(line.names, ensure_ascii=False),
    "swap": lambda line: _flag(line.swap),
    "max_turns_allowed": lambda line: line.params.get("rounds"),
    "min_turns_required": lambda line: line.params.get("least_rounds") or line.params.get("rounds"),
    "turns_used": lambda line: line.judged.last.round,
    "transcript_char_count": lambda line: sum(len(turn.text) for turn in line.speeches),
    "correct": lambda line: _flag(line.judged.last.right) if line.judged.believed else None,
    "confidence_correct": lambda line: line.confidence,
    "confidence": lambda line: max(line.judged.last.belief) / WHOLE if line.judged.believed else None,
    "judgement_time": lambda line: line.judged.last.rated_at,
    "explanation": lambda line: line.judged.words,
    "answerability": _tag("answerability"),
    "untimed_accuracy": _tag("untimed_accuracy"),
    "speed_accuracy": _tag("speed_accuracy"),
    "context_required": _tag("context_required"),
    "quality_source": lambda line: line.judged.asked.source,
    "dataset_split": _tag("dataset_split"),
}


def _lines(experiment: Experiment) -> Iterator[Line]:
    params = {arm.name: (arm.frozen or {}).get("params", {}) for arm in experiment.arms.all()}
    number = 0
    for batch in judged(experiment, MOST, WANTED, protocols=list(METHODS)):
        for one in batch:
            if len(one.asked.labels) == 2 and one.truth is not None:
                yield Line(number, one, params[one.last.arm])
                number += 1


def _pieces(experiment: Experiment) -> Iterator[str]:
    rows = table(COLUMNS, _lines(experiment))
    # That project reads the names of the columns as they stand, without a CSV reader: no quotation marks.
    next(rows)
    yield ",".join(COLUMNS) + "\n"
    yield from rows


FORMAT = Format(
    name="llm_debate.csv",
    help="A row for each judgement between two options, with the columns of Khan et al. 2024 (ucl-dark/llm_debate).",
    content_type="text/csv; charset=utf-8",
    pieces=_pieces,
)
