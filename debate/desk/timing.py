"""How long people take over a judgement, by arm: on its page, without idle time."""

from __future__ import annotations

from dataclasses import dataclass

from debate.models import Experiment
from debate.models.statements import rows

# Bots apart, unless nobody else has judged.
_TIMES = """
SELECT a.name, pl.bot, count(*), count(*) FILTER (WHERE p.active_seconds > 0),
    percentile_cont(ARRAY[0.25, 0.5, 0.75]) WITHIN GROUP (ORDER BY p.active_seconds)
        FILTER (WHERE p.active_seconds > 0)
FROM judges_place p
JOIN debate_debate d ON d.id = p.debate_id
JOIN debate_arm a ON a.id = d.arm_id
JOIN debate_player pl ON pl.id = p.player_id
WHERE p.experiment_id = %(experiment)s AND p.pool_id IS NOT NULL AND p.role = ''
    AND p.finished_at IS NOT NULL AND p.left_at IS NULL
GROUP BY a.id, a.name, pl.bot ORDER BY a.id
"""


@dataclass(frozen=True)
class ArmTime:
    """Seconds of one arm's judgements, of those `n` whose time was measured; None where none was."""

    arm: str
    judged: int
    n: int
    low: float | None
    median: float | None
    high: float | None


def times_of(experiment: Experiment) -> tuple[ArmTime, ...]:
    """The median and the middle half, an arm a line; an arm without judgements by people has none."""
    found = rows(_TIMES, {"experiment": experiment.pk})
    shown = [row for row in found if not row[1]] or found
    return tuple(ArmTime(arm, judged, n, *(quarts or (None, None, None))) for arm, _, judged, n, quarts in shown)
