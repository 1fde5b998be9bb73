"""A debate's record, as PostgreSQL writes it: for each class of `debate.records` its fields, in their order, as SQL.

By way of Django's rows and pydantic's objects 2,000 debates took 6.5 s; so 8,000 of them take 2.4 s (measured).
Times and numbers are written as pydantic writes them, so that a file read back gives the same file.
"""

from __future__ import annotations

from collections.abc import Mapping

from debate.exporters.sql_table import OF_WITHDRAWN

Fields = Mapping[str, str]


def _object(fields: Fields, source: str = "") -> str:
    """A statement that gives one object; of a source (all after FROM, with its order), one for each row."""
    columns = ", ".join(f'{sql} AS "{name}"' for name, sql in fields.items())
    return f"SELECT row_to_json(one) AS object FROM (SELECT {columns} {source}) one"  # noqa: S608


def _list(fields: Fields, source: str) -> str:
    return f"(SELECT coalesce(json_agg(object), '[]') FROM ({_object(fields, f'FROM {source}')}) listed)"  # noqa: S608


def _columns(table: str, names: str) -> dict[str, str]:
    return {name: f"{table}.{name}" for name in names.split()}


def _time(sql: str) -> str:
    return f"""replace(to_char({sql} AT TIME ZONE 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), '.000000Z', 'Z')"""


def _number(sql: str) -> str:
    """Of double precision; a whole one keeps its “.0”, by which readers see that it is no integer."""
    return f"CASE WHEN {sql} = trunc({sql}) THEN to_json(round({sql}::numeric, 1)) ELSE to_json({sql}) END"


def _name(table: str, key: str) -> str:
    return f"(SELECT name FROM {table} WHERE id = {key})"  # noqa: S608


PSEUDONYM = "(SELECT public_id FROM debate_player WHERE id = p.player_id AND endpoint_id IS NULL)"

PASSAGE: Fields = {
    "id": "pa.external_id",
    **_columns("pa", "title source"),
    "text": "CASE WHEN batch.tells THEN pa.text END",
}
QUESTION: Fields = {
    "id": "q.external_id",
    "kind": "q.kind",
    "question": "q.text",
    **_columns("q", "options answer candidate correct flaw pair tags"),
    "passage": f"CASE WHEN pa.id IS NOT NULL THEN ({_object(PASSAGE)}) END",
}
SEAT: Fields = {
    "id": "s.public_id",
    **_columns("s", "role reader"),
    "endpoint": "en.name",
    "pool": _name("debate_pool", "s.pool_id"),
    "player": "CASE WHEN en.id IS NULL THEN pl.public_id END",
    "models": """ARRAY(SELECT DISTINCT c.resolved_model COLLATE "C" AS model
        FROM debate_turn t JOIN debate_modelcall c ON c.turn_id = t.id
        WHERE t.seat_id = s.id AND c.resolved_model <> '' ORDER BY model)""",
    **_columns("s", "display best_of refine"),
    "selector": _name("debate_endpoint", "s.selector_id"),
    **_columns("s", "reasoning probed plant"),
}
CALL: Fields = {
    "endpoint": "en.name",
    **_columns("c", "kind sample number status"),
    "model": "c.resolved_model",
    **_columns("c", "finish fits text tokens_in tokens_out"),
    "cost_usd": _number("c.cost_usd::float8"),
    **_columns("c", "cached prompt_hash error"),
    "started_at": _time("c.started_at"),
    "seconds": _number("c.seconds"),
}
TURN: Fields = {
    "id": "t.public_id",
    **_columns("s", "role reader"),
    **_columns("t", "step key"),
    "option": "CASE WHEN s.reader = 0 THEN batch.sides -> s.role END",
    **_columns("t", "ask status reason text cut belief fields quotes private"),
    **{name: _time(f"t.{name}") for name in ("opened_at", "seen_at", "answered_at", "deadline")},
    "calls": _list(
        CALL,
        "debate_modelcall c JOIN debate_endpoint en ON en.id = c.endpoint_id WHERE c.turn_id = t.id ORDER BY c.id",
    ),
}
READING: Fields = {"reader": "s.reader", "finished_at": _time("i.finished_at")}
RATING: Fields = {
    **_columns("r", "round final belief missing right tie"),
    "brier": _number("r.brier"),
    "log2": _number("r.log2"),
    "clipped": "r.clipped",
    "at": _time("r.at"),
}
JUDGEMENT: Fields = {
    "number": "p.number",
    "endpoint": _name("debate_endpoint", "p.endpoint_id"),
    "pool": _name("debate_pool", "p.pool_id"),
    "player": PSEUDONYM,
    **_columns("p", "chair experience"),
    **{name: _time(f"p.{name}") for name in ("taken_at", "finished_at", "left_at")},
    "readings": _list(
        READING,
        "judges_sitting i JOIN debate_seat s ON s.id = i.seat_id WHERE i.place_id = p.id ORDER BY i.id",
    ),
    "ratings": _list(RATING, "judges_rating r WHERE r.place_id = p.id ORDER BY r.round"),
}
ON_STAGE: Fields = {
    "number": "p.number",
    "role": "p.role",
    "pool": _name("debate_pool", "p.pool_id"),
    "player": PSEUDONYM,
    **{name: _time(f"p.{name}") for name in ("taken_at", "finished_at", "left_at")},
}
COST = """(SELECT coalesce(sum(c.cost_usd), 0)::float8 AS usd
    FROM debate_turn t JOIN debate_modelcall c ON c.turn_id = t.id WHERE t.debate_id = d.id)"""
MEASURES = f"""(SELECT coalesce(json_object_agg(one.key, {_number("one.value::float8")}), '{{}}')
    FROM jsonb_each(d.measures) one)"""  # noqa: S608
_PLACES = "judges_place p WHERE p.debate_id = d.id AND p.withdrawn_at IS NULL"
DEBATE: Fields = {
    "format": "'moot/1'",
    "id": "d.public_id",
    "experiment": "%(experiment)s::json",
    "arm": "arm.record",
    "question": f"({_object(QUESTION)})",
    "order": "d.place_in_order",
    **_columns("d", "repeat chair seed way half pair form candidate display"),
    "measures": MEASURES,
    "tags": "d.tags",
    "sides": "batch.sides",
    **_columns("d", "status reason"),
    "opened_at": _time("d.opened_at"),
    "finished_at": _time("d.finished_at"),
    "cost_usd": _number("cost.usd"),
    "seats": _list(
        SEAT,
        f"""debate_seat s LEFT JOIN debate_player pl ON pl.id = s.player_id
        LEFT JOIN debate_endpoint en ON en.id = pl.endpoint_id
        WHERE s.debate_id = d.id AND NOT {OF_WITHDRAWN} ORDER BY s.id""",
    ),
    "turns": _list(
        TURN,
        f"""debate_turn t JOIN debate_seat s ON s.id = t.seat_id
        WHERE t.debate_id = d.id AND NOT {OF_WITHDRAWN} ORDER BY s.reader, t.step, t.id""",
    ),
    "judgements": _list(JUDGEMENT, f"{_PLACES} AND p.role = '' ORDER BY p.id"),
    "on_stage": _list(ON_STAGE, f"{_PLACES} AND p.role <> '' ORDER BY p.id"),
}

_RECORDS = _object(
    DEBATE,
    f"""FROM unnest(%(debates)s::bigint[], %(sides)s::jsonb[], %(tells)s::bool[])
        WITH ORDINALITY AS batch(debate, sides, tells, place)
    JOIN debate_debate d ON d.id = batch.debate
    JOIN debate_question q ON q.id = d.question_id
    LEFT JOIN debate_passage pa ON pa.id = q.passage_id
    JOIN unnest(%(arms)s::bigint[], %(conditions)s::json[]) AS arm(id, record) ON arm.id = d.arm_id
    CROSS JOIN LATERAL {COST} cost
    ORDER BY batch.place""",
)
# The records of some debates, in their order: each with its sides, and whether its passage's text is told with it.
RECORDS = f"SELECT object::text FROM ({_RECORDS}) records"  # noqa: S608
