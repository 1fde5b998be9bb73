"""The experiment that a release becomes: four arms at most, and who sits in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from debate.importers.nyu.room import DEBATERS, LIVE, MODEL, OFFLINE, Room, moment
from debate.protocols import OversightProtocol, create
from debate.protocols.consultancy import Consultancy
from debate.protocols.debate import Debate
from debate.records import ArmRecord, ArmSeatRecord, ExperimentRecord

ARMS = ("human debate", "human consultancy", "model debate", "model consultancy")

# The protocol that comes nearest. A release counts characters (most speeches had 750, in a consultancy 1,500), had both
# debaters open at once and then speak in turn, and let the judge go on for as long as it liked.
_COMMON: dict[str, Any] = {"rounds": 12, "least_rounds": 1, "interactive": True, "quote_words": 1000}
_PARAMS: dict[str, dict[str, Any]] = {
    Debate.slug: {**_COMMON, "simultaneous": False, "speech_words": 150},
    Consultancy.slug: {**_COMMON, "speech_words": 300},
}


def protocol_of(room: Room) -> OversightProtocol:
    slug = _slug(room.arm)
    return create(slug, _PARAMS[slug])


def arms_of(rooms: Sequence[Room]) -> dict[str, ArmRecord]:
    """The arms that these rooms belong to, by name."""
    met = {room.arm for room in rooms}
    return {name: _arm(name) for name in ARMS if name in met}


def header(name: str, rooms: Sequence[Room], arms: Sequence[str]) -> ExperimentRecord:
    """Finished and closed: the answers are public, and nobody is asked anything."""
    first = min(room.created_at for room in rooms)
    last = max([room.created_at for room in rooms] + [moment(room.result.timestamp) for room in rooms if room.result])
    return ExperimentRecord(
        name=name,
        seed=0,
        repeats=1,
        most_questions=None,
        budget_usd=None,
        spent_usd=0,
        status="finished",
        pause_reason="",
        closed=True,
        created_at=first,
        launched_at=first,
        finished_at=last,
        arms=list(arms),
    )


def _slug(arm: str) -> str:
    return Debate.slug if arm.endswith("debate") else Consultancy.slug


def _arm(name: str) -> ArmRecord:
    slug = _slug(name)
    speaker = _seat("speaker", endpoint=MODEL) if name.startswith("model") else _seat("speaker", pool=DEBATERS)
    return ArmRecord(
        name=name,
        protocol=slug,
        version=create(slug, _PARAMS[slug]).version,
        params=_PARAMS[slug],
        prompts={},
        judgements_per_debate=1,
        seats=[speaker, *(_seat("judge", pool=pool) for pool in (LIVE, *OFFLINE.values()))],
    )


def _seat(kind: Any, *, endpoint: str | None = None, pool: str | None = None) -> ArmSeatRecord:
    return ArmSeatRecord(kind=kind, role="", endpoint=endpoint, pool=pool, best_of=1, refine=0, selector=None)
