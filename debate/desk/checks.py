"""Who reads: the attention checks that an experiment's people were given while it ran, judge by judge."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Count, Q

from debate.models import Experiment
from judges.queries.excluded import checks_in, passed
from judges.stats.intervals import wilson


@dataclass(frozen=True)
class Checked:
    """One judge's checks, of which so many were shown and answered; by pseudonym. `out` = the plan leaves them out.

    The interval is Wilson's, at 95 %, of the share that was passed.
    """

    person: str
    bot: bool
    shown: int
    passed: int
    out: bool = False

    @property
    def failed(self) -> int:
        return self.shown - self.passed

    @property
    def share(self) -> float:
        return self.passed / self.shown

    @property
    def interval(self) -> tuple[float, float]:
        return wilson(self.passed, self.shown)


@dataclass(frozen=True)
class Checks:
    """All of them, who failed most first. `least` = the plan leaves out who failed so many; None = nobody."""

    rows: Sequence[Checked]
    least: int | None = None

    @property
    def failing(self) -> list[Checked]:
        return [row for row in self.rows if row.failed]

    @property
    def together(self) -> Checked:
        """Of everybody; there is somebody."""
        return Checked("", False, sum(row.shown for row in self.rows), sum(row.passed for row in self.rows))


def attention_of(experiment: Experiment) -> Checks:
    stored = (experiment.analysis_frozen or {}).get("exclude") or {}
    least: int | None = stored.get("failed_checks")
    answered = checks_in(experiment).order_by().annotate(passed=passed())
    counted = answered.values_list("player__public_id", "player__bot").annotate(
        shown=Count("pk"), right=Count("pk", filter=Q(passed=True))
    )
    rows = [
        Checked(person, bot, shown, right, least is not None and shown - right >= least)
        for person, bot, shown, right in counted
    ]
    return Checks(sorted(rows, key=lambda row: (-row.failed, row.person)), least)
