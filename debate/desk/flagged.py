"""The flags that people raised on speeches, by debate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from debate.core.flags import FLAGS
from debate.models import Experiment
from debate.models.statements import rows

MOST = 20

# Of people's answers with marks; the latest debates first.
_FLAGGED = """
SELECT d.public_id, a.name, count(DISTINCT s.player_id), sum(marked.n)::int, max(t.answered_at),
    json_agg(marked.notes ORDER BY t.answered_at), count(*) OVER ()
FROM debate_turn t
JOIN debate_debate d ON d.id = t.debate_id AND d.experiment_id = %(experiment)s
JOIN debate_arm a ON a.id = d.arm_id
JOIN debate_seat s ON s.id = t.seat_id
CROSS JOIN LATERAL (
    SELECT count(*) AS n, json_agg(json_build_array(mark.key, mark.value)) AS notes
    FROM jsonb_each_text(t.fields -> 'marks' -> %(flags)s) mark
) marked
WHERE t.endpoint_id IS NULL AND t.status = 'ok' AND t.fields -> 'marks' ? %(flags)s AND marked.n > 0
GROUP BY d.id, a.name ORDER BY max(t.answered_at) DESC NULLS LAST, d.id LIMIT %(most)s
"""


@dataclass(frozen=True)
class Note:
    """On the speech of this number in the debate; "" = flagged without a word."""

    speech: str
    words: str


@dataclass(frozen=True)
class Flagged:
    """A debate of which `people` have flagged speeches, `flags` times in all. `notes` are for those who may know."""

    debate: str
    arm: str
    people: int
    flags: int
    at: datetime | None
    notes: Sequence[Note]


@dataclass(frozen=True)
class Flags:
    """The debates whose flags came last; `debates` counts all that have any."""

    shown: tuple[Flagged, ...] = ()
    debates: int = 0


def flags_of(experiment: Experiment, *, knows: bool) -> Flags:
    """One query. What people said of a speech is part of their judgement, so it is told to who may know those."""
    found = rows(_FLAGGED, {"experiment": experiment.pk, "flags": FLAGS, "most": MOST})
    shown = tuple(_flagged(row, knows=knows) for row in found)
    return Flags(shown, found[0][-1] if found else 0)


def _flagged(row: Sequence[Any], *, knows: bool) -> Flagged:
    debate, arm, people, flags, at, notes, _ = row
    told = [Note(speech, words) for one in notes for speech, words in one] if knows else []
    return Flagged(debate, arm, people, flags, at, told)
