"""The table of turns, typed: a row for each ask of a speaker or a judge, with its reply."""

from __future__ import annotations

from collections.abc import Iterator

from debate.exporters.format import Format
from debate.exporters.parquet import parquet
from debate.exporters.sql_table import OF_WITHDRAWN, OVER, Column, Row, Table
from debate.models import Experiment
from debate.sides import Sides

TURNS = Table(
    name="turns",
    columns={
        "experiment": Column("e.name", "text", "the experiment"),
        "arm": Column("a.name", "text", "the condition"),
        "protocol": Column("a.frozen ->> 'protocol'", "text", "what was staged"),
        "debate": Column("d.public_id", "text", "the debate"),
        "question": Column("q.external_id", "text", "its question's id"),
        "turn": Column("t.public_id", "text", "the turn"),
        "role": Column("s.role", "text", "the seat whose turn it is"),
        "reader": Column("s.reader", "integer", "0 = on the stage; the readings of judges count from 1"),
        "endpoint": Column("en.name", "text", "the endpoint that sits there"),
        "models": Column("c.models", "texts", "the models that answered its calls"),
        "pool": Column("po.name", "text", "or the pool of people"),
        "person": Column("CASE WHEN en.id IS NULL THEN pl.public_id END", "text", "a person's random pseudonym"),
        "step": Column("t.step", "integer", "the step of the stage, or the number of the reading's ask, from 0"),
        "round": Column("coalesce((t.ask #>> '{about,round}')::int, 0)", "integer", "the round that it belongs to"),
        "prompt": Column("t.ask ->> 'prompt'", "text", "which of the protocol's prompts asked it"),
        # In its place stands the debate's key until `turns` puts in the option.
        "option": Column("CASE WHEN s.reader = 0 THEN d.id END", "integer", "the option that the seat defends"),
        "status": Column("t.status", "text", "“ok”, or why there is no reply"),
        "reason": Column("t.reason", "text", "the same in words"),
        "text": Column("t.text", "text", "what was said"),
        "cut": Column("t.cut", "yes or no", "whether it was cut for its length"),
        "belief": Column("nullif(t.belief, '{}')", "integers", "a judge's, in hundredths of a percent"),
        "over": Column(OVER, "integers", "the options that a belief is over; null = right and wrong, of a candidate"),
        "quotes": Column("jsonb_array_length(t.quotes)", "integer", "how many quotes it has"),
        "quotes_found": Column(
            "(SELECT count(*) FROM jsonb_array_elements(t.quotes) one WHERE one -> 'found' <> 'null')",
            "integer",
            "how many of them stand in the passage, word for word",
        ),
        "quoted": Column(
            "t.quotes::text", "JSON", "each quote's words, offsets in the text, and in the passage if found"
        ),
        "calls": Column("c.calls", "integer", "how many calls of models it took"),
        "cached": Column("c.cached", "integer", "how many of them were answered from earlier ones: not independent"),
        "tokens_in": Column("coalesce(c.tokens_in, 0)", "integer", "tokens sent"),
        "tokens_out": Column("coalesce(c.tokens_out, 0)", "integer", "tokens received"),
        "cost_usd": Column("coalesce(c.cost_usd, 0)::float8", "number", "what the calls cost, in USD"),
        "opened_at": Column("t.opened_at", "time", "when it was asked"),
        "seen_at": Column("t.seen_at", "time", "when a person was first shown it"),
        "answered_at": Column("t.answered_at", "time", "when it was answered"),
    },
    source=f"""debate_turn t
        JOIN debate_debate d ON d.id = t.debate_id
        JOIN debate_seat s ON s.id = t.seat_id
        JOIN debate_arm a ON a.id = d.arm_id
        JOIN debate_experiment e ON e.id = d.experiment_id
        JOIN debate_question q ON q.id = d.question_id
        LEFT JOIN debate_player pl ON pl.id = s.player_id
        LEFT JOIN debate_endpoint en ON en.id = pl.endpoint_id
        LEFT JOIN debate_pool po ON po.id = s.pool_id
        CROSS JOIN LATERAL (
            SELECT count(*) AS calls, count(*) FILTER (WHERE cached) AS cached, sum(tokens_in) AS tokens_in,
                sum(tokens_out) AS tokens_out, sum(cost_usd) AS cost_usd,
                array_agg(DISTINCT resolved_model) FILTER (WHERE resolved_model <> '') AS models
            FROM debate_modelcall WHERE turn_id = t.id
        ) c
        WHERE d.experiment_id = %(experiment)s AND d.status <> 'withdrawn' AND NOT {OF_WITHDRAWN} {{where}}
        ORDER BY d.place_in_order, d.id, s.reader, t.step, t.id""",  # noqa: S608 - SQL of this project's own
)


def turns(experiment: Experiment, where: str = "", **values: object) -> Iterator[list[Row]]:
    """The table's rows, each with the option that its seat defends."""
    sides = Sides(experiment.arms.select_related("config"))
    for rows in TURNS.chunks(experiment, where, **values):
        known = sides.of_questions({row.option for row in rows if row.option})
        yield [row._replace(option=known[row.option].get(row.role)) if row.option else row for row in rows]


def _pieces(experiment: Experiment) -> Iterator[bytes]:
    return parquet(TURNS, turns(experiment))


FORMAT = Format(
    name="turns.parquet",
    help="The table of turns for pandas, R and their like.",
    content_type="application/vnd.apache.parquet",
    pieces=_pieces,
)
