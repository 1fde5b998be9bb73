"""A folder as datasets are published: tables as Parquet under data/, and a data card with its front matter."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any

from debate.exporters.format import Format
from debate.exporters.outlet import Files, zipped
from debate.exporters.parquet import parquet
from debate.exporters.ratings_parquet import RATINGS
from debate.exporters.sql_table import Column, Table
from debate.exporters.turns_parquet import TURNS, turns
from debate.models import Arm, Debate, Experiment, QuestionSet
from judges.models import Place, Rating
from judges.queries.withdrawn import withdrawn

QUESTIONS = Table(
    name="questions",
    columns={
        "question_set": Column("qs.name", "text", "the set that it is from"),
        "question": Column("q.external_id", "text", "its id, as in the other tables"),
        "kind": Column(
            "q.kind", "text", "“options”, “candidate” (one answer, right or wrong), “open” (texts to compare)"
        ),
        "text": Column("q.text", "text", "what is asked"),
        "options": Column("q.options", "texts", "the options, in the order of every index and belief"),
        "answer": Column("q.answer", "integer", "the index of the right one, from 0; null = not known"),
        "pair": Column("q.pair", "integers", "the two that two sides argue over, where that is set"),
        "candidate": Column("q.candidate", "text", "the answer that is judged as a whole"),
        "correct": Column("q.correct", "yes or no", "whether it is right"),
        "tags": Column("q.tags::text", "JSON", "what the set says of it besides"),
        "passage": Column("p.external_id", "text", "the id of the passage that it is about"),
        "passage_title": Column("p.title", "text", "its title; the text is not part of this data"),
        "passage_source": Column("p.source", "text", "where it is from"),
    },
    source="""debate_question q
        JOIN debate_questionset qs ON qs.id = q.question_set_id
        LEFT JOIN debate_passage p ON p.id = q.passage_id
        WHERE q.id IN (
            SELECT question_id FROM debate_debate WHERE experiment_id = %(experiment)s AND status <> 'withdrawn'
        ) {where}
        ORDER BY q.id""",
)
TABLES = (RATINGS, TURNS, QUESTIONS)
LICENCE = re.compile(r"\blicen[cs]e\W+([\w.+-]*\w)", re.IGNORECASE)


def files(experiment: Experiment) -> Files:
    """The folder's files, each by its path with its pieces."""
    yield "README.md", [_card(experiment).encode()]
    yield "data/ratings.parquet", parquet(RATINGS, RATINGS.chunks(experiment))
    yield "data/turns.parquet", parquet(TURNS, turns(experiment))
    yield "data/questions.parquet", parquet(QUESTIONS, QUESTIONS.chunks(experiment))


def _card(experiment: Experiment) -> str:
    header = "\n".join(f"{key}: {json.dumps(value, ensure_ascii=False)}" for key, value in _front(experiment).items())
    arms = "\n".join(_arm(arm) for arm in experiment.arms.all())
    questions = experiment.question_set
    return CARD.format(
        header=header,
        name=experiment.name,
        counts=_counts(experiment),
        arms=arms,
        questions=questions.name,
        notes=questions.notes.strip() or "Nothing is noted about where they come from, nor under which licence.",
        tables="\n\n".join(_described(table) for table in TABLES),
        seed=experiment.seed,
        status=experiment.status,
    )


def _front(experiment: Experiment) -> dict[str, Any]:
    """The card's front matter: YAML takes JSON for its values."""
    configs = [{"config_name": one.name, "data_files": f"data/{one.name}.parquet"} for one in TABLES]
    return {
        "pretty_name": experiment.name,
        "license": _licence(experiment.question_set),
        "tags": ["scalable-oversight", "debate", "moot"],
        "configs": [{**config, **({"default": True} if not n else {})} for n, config in enumerate(configs)],
    }


def _licence(questions: QuestionSet) -> str:
    """The licence that the question set's notes name, as datasets are tagged; “unknown” where they name none."""
    named = LICENCE.search(questions.notes)
    return named[1].lower() if named else "unknown"


def _counts(experiment: Experiment) -> str:
    debates = experiment.debates.exclude(status=Debate.Status.WITHDRAWN)
    places = Place.judgements.filter(debate__in=debates, withdrawn_at=None)
    rated = Rating.objects.filter(place__in=places, final=True, right__isnull=False)
    gone = withdrawn([experiment])
    counted = {
        "debates": debates.count(),
        "of them finished": debates.filter(status="finished").count(),
        "questions": debates.values("question").distinct().count(),
        "judgements wanted": places.count(),
        "of them with a scored belief": rated.count(),
    }
    if gone.people:
        counted |= {
            "people who withdrew, of whom nothing is here": gone.people,
            "judgements of theirs": gone.judgements,
            "debates in which they spoke": gone.debates,
        }
    return "\n".join(f"| {what} | {n:,} |" for what, n in counted.items())


def _arm(arm: Arm) -> str:
    frozen = arm.frozen or {}
    params = json.dumps(frozen.get("params", {}), ensure_ascii=False)
    judges = ", ".join(frozen.get("judges", [])) or "its own seats"
    return f"| {arm.name} | {frozen.get('protocol', '')} {frozen.get('version', '')} | `{params}` | {judges} |"


def _described(table: Table) -> str:
    rows = "\n".join(f"| `{name}` | {one.kind} | {one.meaning} |" for name, one in table.columns.items())
    return f"### {table.name}\n\n| column | type | meaning |\n| --- | --- | --- |\n{rows}"


CARD = """\
---
{header}
---
# {name}

An experiment in scalable oversight, staged with Moot: models argue over questions, people and models judge, and the
judgements are scored against the known answers. Status when this was written: {status}. People appear under a random
pseudonym, never by name or address.

| what | how many |
| --- | --- |
{counts}

## Arms

| arm | protocol, version | parameters | judges |
| --- | --- | --- | --- |
{arms}

The design was drawn with seed {seed}: which side is assigned to whom, and in which order options are shown, are
balanced over the questions.

## Questions

The set “{questions}”. {notes}

The licence above is the one that these notes name. It holds for the questions; whoever publishes the transcripts says
under which licence they are.

## How figures are made from it

- A judgement is one judge's last word on one debate: the rows of `ratings` with `final`, without `left`.
- It is right if the right option alone has the highest belief; a tie is wrong, and marked.
- A belief is hundredths of a percent for each option in `over`. A model reads a debate twice, with the options shown
  in both orders, and its belief is the mean of the two.
- Accuracy = right / judgements with a belief. What is missing is named in `missing` and counted, never scored.
- 95 % intervals: Wilson's where each question gives one judgement, else clustered by question, since judgements of
  one question are not independent.
- Brier and log scores are as in the table of columns below; a log score is clipped, and says so.
- A turn with `cached` calls repeats an earlier reply to the same request: it is no independent sample.

## Columns

{tables}
"""


def _pieces(experiment: Experiment) -> Iterator[bytes]:
    return zipped(files(experiment))


FORMAT = Format(
    name="huggingface.zip",
    help="A folder to publish as a dataset: ratings, turns and questions as Parquet, with a data card.",
    content_type="application/zip",
    pieces=_pieces,
)
