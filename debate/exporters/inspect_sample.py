"""One judgement as a sample of inspect_ai (`inspect_ai.log.EvalSample`).

Its tables of messages are read from the model events, not from the messages, so each turn is both. A score is never
null: where there is no belief, or no answer is known, there is none.
"""

from __future__ import annotations

from datetime import datetime
from string import ascii_uppercase
from typing import Any

from debate.exporters.judged import Judged
from debate.exporters.sql_table import Row

SCORER = "judge"
STOPS = {"ok": "stop", "refused": "content_filter", "cut_off": "max_tokens"}


def sample(one: Judged, epoch: int) -> dict[str, Any]:
    last, said = one.last, [turn for turn in [*one.stage, *one.own] if turn.text]
    question = {"id": f"{last.debate}-0", "role": "user", "content": one.asked.text}
    turns = [_model_event(turn, [] if number else [question]) for number, turn in enumerate(said)]
    started = min((turn.opened_at for turn in [*one.stage, *one.own]), default=None)
    scored = {"scores": {SCORER: _score(one)}} if one.believed and one.truth is not None else {}
    return {
        "id": last.debate,
        "epoch": epoch,
        "uuid": f"{last.debate}-{last.judgement}",
        "input": one.asked.text,
        "choices": list(one.asked.labels),
        "target": "" if one.truth is None else letter(one.truth),
        "messages": [question, *map(_message, said)],
        "output": _output(last.judge or "", one.words, "stop"),
        **scored,
        "metadata": _metadata(one),
        "events": [*turns, *_score_events(one)],
        "started_at": _time(started),
        "completed_at": _time(last.rated_at),
        "total_time": (last.rated_at - started).total_seconds() if started and last.rated_at else None,
    }


def letter(option: int) -> str:
    return ascii_uppercase[option]


def _metadata(one: Judged) -> dict[str, Any]:
    last = one.last
    return {
        "question": last.question,
        "half": last.half,
        "repeat": last.repeat,
        "judgement": last.judgement,
        "judge_kind": last.kind,
        "person": last.person,
        "chair": last.chair,
        "missing": last.missing,
        "passage_title": one.asked.title,
        "tags": one.asked.tags,
    }


def _message(turn: Row) -> dict[str, Any]:
    """What was said on the stage is the assistant's, what the judge said the user's."""
    return {
        "id": turn.turn,
        "role": "user" if turn.reader or turn.belief else "assistant",
        "content": turn.text,
        "metadata": {"role": turn.role, "round": turn.round, "option": turn.option, "status": turn.status},
    }


def _output(model: str, text: str, stop: str, turn: str | None = None) -> dict[str, Any]:
    message = {"id": turn, "role": "assistant", "content": text, "model": model}
    return {"model": model, "choices": [{"message": message, "stop_reason": stop}]}


def _model_event(turn: Row, heard: list[dict[str, Any]]) -> dict[str, Any]:
    spoke = " ".join(turn.models or ()) or turn.endpoint or turn.pool or turn.role
    usage = {
        "input_tokens": turn.tokens_in,
        "output_tokens": turn.tokens_out,
        "total_tokens": turn.tokens_in + turn.tokens_out,
        "total_cost": turn.cost_usd,
    }
    return {
        "event": "model",
        "uuid": turn.turn,
        "timestamp": _time(turn.answered_at or turn.opened_at),
        "working_start": 0.0,
        "model": spoke,
        "role": turn.role,
        "input": heard,
        "tools": [],
        "tool_choice": "none",
        "config": {},
        "output": {**_output(spoke, turn.text, STOPS.get(turn.status, "unknown"), turn.turn), "usage": usage},
        "metadata": {"round": turn.round, "option": turn.option, "quotes": turn.quotes, "found": turn.quotes_found},
    }


def _score(one: Judged) -> dict[str, Any]:
    last, most = one.last, max(one.last.belief)
    best = [option for option, share in enumerate(last.belief) if share == most]
    return {
        "value": "C" if last.right else "I",
        "answer": letter(best[0]) if len(best) == 1 else None,
        "explanation": one.words,
        "metadata": {
            "belief": last.belief,
            "p_correct": last.p_correct,
            "brier": last.brier,
            "log2": last.log2,
            "tie": last.tie,
        },
    }


def _score_events(one: Judged) -> list[dict[str, Any]]:
    """What the judge believed after each round, as the probability of what is true."""
    return [
        {
            "event": "score",
            "timestamp": _time(row.rated_at),
            "working_start": 0.0,
            "score": {"value": row.p_correct, "metadata": {"round": row.round, "belief": row.belief}},
            "intermediate": not row.final,
        }
        for row in one.ratings
        if row.p_correct is not None
    ]


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None
