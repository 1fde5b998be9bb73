"""A study whose people are paid: a pool with rules, who attends, and what each has judged, as rows."""

from __future__ import annotations

from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from debate.models import Arm, Debate, Experiment, Player, Pool
from judges.models import Attendance, Contact, Door, Place, Rules
from tests.judges.stored import Stored

D = Decimal
POOL = "people/panel"


@dataclass
class Paid:
    """2.00 for taking part, 0.50 for each judgement, up to 0.40 more for each by Brier; at most 3.00 of bonus."""

    name: str = "trial"
    questions: int = 6
    pool: Pool = field(init=False)
    rules: Rules = field(init=False)
    arm: Arm = field(init=False)
    stored: Stored = field(init=False)

    def __post_init__(self) -> None:
        self.pool, _ = Pool.objects.get_or_create(name=POOL)
        terms = {"base_pay": D("2.00"), "pay_each": D("0.50"), "bonus_rule": "brier", "bonus_each": D("0.40")}
        self.rules, _ = Rules.objects.get_or_create(pool=self.pool, defaults={**terms, "bonus_cap": D("3.00")})
        self.stored = Stored(self.name, self.questions)
        self.arm = self.stored.arm("blind", self.pool)

    @property
    def experiment(self) -> Experiment:
        return self.stored.experiment

    def attends(self, name: str, external: str = "", **values: Any) -> Attendance:
        """Somebody in the pool; with `external`, from a panel that calls them so."""
        player = Player.objects.create(user=User.objects.create_user(name))
        player.pools.add(self.pool)
        door = None
        if external:
            door, _ = Door.objects.get_or_create(pool=self.pool, name="Prolific", kind=Door.Kind.PANEL)
            Contact.objects.create(player=player, external_id=external, external_study=values.pop("study", ""))
        # An hour in all; what they judged of it takes ten minutes each.
        return Attendance.objects.create(player=player, pool=self.pool, door=door, active_seconds=3600, **values)

    def debate(self, number: int) -> Debate:
        """The one debate about a question, whose right answer is the option number % 2."""
        question = self.stored.question(number)
        found = self.experiment.debates.filter(question=question).first()
        return found or self.stored.debate(self.arm, question, display=[0, 1])

    def judged(self, attendance: Attendance, number: int, right: int = 8000, rounds: int = 0, **values: Any) -> Place:
        """They gave so much to the right answer of a question, after so many rounds, in ten minutes."""
        first = right if number % 2 == 0 else 10_000 - right
        beliefs = [(5000, 5000)] * rounds + [(first, 10_000 - first)]
        defaults = {"experiment": self.experiment, "finished_at": timezone.now(), "active_seconds": 600}
        merged = {**defaults, **values}
        return self.stored.judged(self.debate(number), *beliefs, judge=self.pool, player=attendance.player, **merged)

    def close(self) -> Experiment:
        Experiment.objects.filter(pk=self.experiment.pk).update(closed=True)
        self.experiment.refresh_from_db()
        return self.experiment
