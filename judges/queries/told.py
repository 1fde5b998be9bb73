"""All that there is to say of a scope, as JSON: `moot report --json`, and the file of that name on the page."""

from __future__ import annotations

from judges.queries.looks import Sequential, sequential_of
from judges.queries.scope import Scope
from judges.stats import Report, to_json
from judges.stats.drift import Drift
from judges.stats.generating import Generating
from judges.stats.judging import Judging, Slow
from judges.stats.judging import to_json as plainly
from judges.stats.output import Json


def told(
    report: Report,
    judging: Judging,
    looks: Sequential | None,
    slow: Slow | None = None,
    generating: Generating | None = None,
    drift: Drift | None = None,
) -> Json:
    """The report's JSON with `judging`, `stopping` (null = no stopping rule), `generating` and `drift` (null = not
    asked for) and, where it was made, `slow`.
    """
    whole = {**to_json(report), "judging": plainly(judging), "stopping": plainly(looks) if looks else None}
    whole["generating"] = plainly(generating) if generating else None
    whole["drift"] = plainly(drift) if drift else None
    return {**whole, "slow": plainly(slow)} if slow else whole


def looks_of(scope: Scope) -> Sequential | None:
    """Where the stopping rule stands; several experiments together have none."""
    return sequential_of(scope.experiments[0]) if len(scope.experiments) == 1 else None
