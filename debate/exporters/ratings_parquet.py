"""The table of judgements, typed: a row for what each judge believed after each round."""

from __future__ import annotations

from collections.abc import Iterator

from debate.exporters.format import Format
from debate.exporters.parquet import parquet
from debate.exporters.sql_table import OVER, Column, Table
from debate.models import Experiment

_CANDIDATE = "d.form = 'candidate'"
_IS_RIGHT = f"""CASE WHEN NOT {_CANDIDATE} THEN NULL WHEN d.candidate IS NULL THEN q.correct
    WHEN q.kind = 'open' THEN NULL ELSE d.candidate = q.answer END"""
RATINGS = Table(
    name="ratings",
    columns={
        "experiment": Column("e.name", "text", "the experiment"),
        "arm": Column("a.name", "text", "the condition"),
        "protocol": Column("a.frozen ->> 'protocol'", "text", "what was staged"),
        "debate": Column("d.public_id", "text", "the debate"),
        "question": Column("q.external_id", "text", "its question's id"),
        "question_set": Column("qs.name", "text", "the set that the question is from"),
        "answer": Column("q.answer", "integer", "the index of the right option, from 0; null = not known"),
        "half": Column("d.half", "text", "“honest” or “dishonest” where one speaker has one side, else empty"),
        "repeat": Column("d.repeat", "integer", "which debate of this question and arm, from 0"),
        "judgement": Column("p.number", "integer", "which judgement of the debate, from 0"),
        "judge": Column(
            "coalesce(en.name, po.name)", "text", "an endpoint or a pool of people; null = the stage itself"
        ),
        "kind": Column(
            """CASE WHEN en.id IS NOT NULL THEN 'model' WHEN pl.bot THEN 'bot' WHEN po.id IS NOT NULL THEN 'person'
                ELSE 'stage' END""",
            "text",
            "“model”, “person”, “bot” (in a person's place), or “stage” where the debate itself ends in a verdict",
        ),
        "person": Column("pl.public_id", "text", "a person's random pseudonym"),
        "chair": Column("p.chair", "yes or no", "whether the judge sat on the stage and was waited for"),
        "readers": Column(
            "ARRAY(SELECT s.reader FROM judges_sitting i JOIN debate_seat s ON s.id = i.seat_id "
            "WHERE i.place_id = p.id ORDER BY i.id)",
            "integers",
            "the readings that make the judgement, as in the turns; a model has two, one for each display order",
        ),
        "display": Column(
            "coalesce((SELECT s.display FROM judges_sitting i JOIN debate_seat s ON s.id = i.seat_id "
            "WHERE i.place_id = p.id ORDER BY i.id LIMIT 1), d.display)",
            "integers",
            "the order in which the first of them was shown what `belief` is over",
        ),
        "round": Column("r.round", "integer", "how many rounds of speeches had been read"),
        "final": Column("r.final", "yes or no", "whether this is the judge's last word, which figures count"),
        "missing": Column(
            """CASE WHEN r.id IS NOT NULL THEN r.missing WHEN p.left_at IS NOT NULL THEN 'left'
            WHEN d.status IN ('waiting', 'running', 'finished') THEN 'waiting' ELSE 'debate ' || d.status END""",
            "text",
            "why there is no belief; empty where there is one",
        ),
        "belief": Column(
            "nullif(r.belief, '{}')", "integers", "hundredths of a percent for each of `over`, 10,000 together"
        ),
        "over": Column(OVER, "integers", "the options that the belief is over; null = right and wrong, of a candidate"),
        "p_correct": Column(
            f"""CASE WHEN {_CANDIDATE} THEN CASE WHEN {_IS_RIGHT} THEN r.belief[1] ELSE 10000 - r.belief[1] END
            ELSE r.belief[array_position({OVER}, q.answer::int)] END / 10000::float8""",
            "number",
            "the probability given to what is true",
        ),
        "right": Column("r.right", "yes or no", "whether the right option alone has the highest belief"),
        "tie": Column("r.tie", "yes or no", "whether several options share it; a tie is never right"),
        "brier": Column("r.brier", "number", "half the sum of squared errors: 0 is best, 1 worst"),
        "log2": Column("r.log2", "number", "log2 of p_correct, clipped to [0.01, 0.99]: 0 is best"),
        "clipped": Column("r.clipped", "yes or no", "whether it was clipped"),
        "form": Column("d.form", "text", "“options”, or “candidate”: one answer, right or wrong"),
        "candidate": Column("d.candidate", "integer", "the option that was put up as the candidate"),
        "candidate_is_right": Column(_IS_RIGHT, "yes or no", "whether it is right"),
        "left": Column("p.left_at IS NOT NULL", "yes or no", "whether its person had gone: it counts in no figure"),
        "taken_at": Column("p.taken_at", "time", "when a person took the judgement on"),
        "rated_at": Column("r.at", "time", "when the belief was said"),
        "experience": Column(
            "p.experience",
            "integer",
            "how many judgements this person had begun before, or how many earlier transcripts a model read first",
        ),
    },
    source="""judges_place p
        JOIN debate_debate d ON d.id = p.debate_id
        JOIN debate_arm a ON a.id = d.arm_id
        JOIN debate_experiment e ON e.id = d.experiment_id
        JOIN debate_question q ON q.id = d.question_id
        JOIN debate_questionset qs ON qs.id = q.question_set_id
        LEFT JOIN debate_endpoint en ON en.id = p.endpoint_id
        LEFT JOIN debate_pool po ON po.id = p.pool_id
        LEFT JOIN debate_player pl ON pl.id = p.player_id AND pl.endpoint_id IS NULL
        LEFT JOIN judges_rating r ON r.place_id = p.id
        WHERE d.experiment_id = %(experiment)s AND p.role = '' AND p.withdrawn_at IS NULL
            AND d.status <> 'withdrawn' {where}
        ORDER BY d.place_in_order, d.id, p.id, r.round""",
)


def _pieces(experiment: Experiment) -> Iterator[bytes]:
    return parquet(RATINGS, RATINGS.chunks(experiment))


FORMAT = Format(
    name="ratings.parquet",
    help="The table of judgements for pandas, R and their like, beliefs as lists of hundredths of a percent.",
    content_type="application/vnd.apache.parquet",
    pieces=_pieces,
)
