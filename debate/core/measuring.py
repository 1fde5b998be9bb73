"""All figures of one finished debate: its protocol's own, and those of what any seat can have, plants and reasoning."""

from __future__ import annotations

from collections.abc import Mapping

from debate.core.planted import plant_measures
from debate.core.plants import Plant
from debate.core.private import private_measures
from debate.core.protocol import OversightProtocol
from debate.core.types import Case, Judgement, Transcript


def measures_of(
    protocol: OversightProtocol,
    case: Case,
    transcript: Transcript,
    judgements: tuple[Judgement, ...],
    plants: Mapping[str, Plant] | None = None,
) -> dict[str, float]:
    """The figures that apply. `plants`: role -> plant, of the seats planted here; None where the arm plants nothing."""
    spoken = [turn for step in transcript for turn in step]
    read = [turn for judgement in judgements for turn in judgement.turns if turn.ask.after is not None]
    found = {
        **protocol.measures(case, transcript, judgements),
        **private_measures([*spoken, *read], protocol.sides(case, transcript)),
    }
    if plants is not None:
        found |= plant_measures(protocol, case, transcript, judgements, plants)
    return {name: value for name, value in found.items() if value is not None}
