"""What the list of a pool's page is made from, read from the rows."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from debate import services
from debate.models import Experiment, Invitation, Pool
from judges.models import Door, FormItem, Place, Rules
from judges.queries.setting_up import setup_of
from judges.services import texts
from judges.stats.analysis_plan import AnalysisPlan
from judges.stats.exclusions import Exclusions
from tests.debate import stage
from tests.judges import scene

pytestmark = pytest.mark.django_db


def test_only_ways_in_by_which_somebody_can_still_come_are_counted() -> None:
    pool = scene.volunteers()
    past = timezone.now() - timedelta(days=1)
    for name, values in (("open", {}), ("stopped", {"stopped": True}), ("over", {"closes_at": past})):
        Door.objects.create(pool=pool, name=name, **values)
        Door.objects.create(pool=pool, name=name, kind="panel", **values)
    Invitation.objects.create(pool=pool, email="ann@example.org")
    Invitation.objects.create(pool=pool, email="ben@example.org", sent_at=past)
    gone: list[dict[str, Any]] = [{"revoked": True}, {"expires_at": past}, {"player": stage.person(pool)}]
    for one in gone:
        Invitation.objects.create(pool=pool, email="x@example.org", **one)
    setup = setup_of(pool)
    assert (setup.rooms, [panel.name for panel in setup.panels]) == (1, ["open"])
    assert (setup.invitations, setup.unsent) == (2, 1)


def test_pages_questions_and_rules_are_those_in_force() -> None:
    pool = scene.volunteers()
    texts.write(pool, "consent", "I agree.")
    for part, retired in (("comprehension", False), ("comprehension", True), ("after", False)):
        FormItem.objects.create(pool=pool, part=part, kind="text", words="?", retired=retired)
    checks = Experiment.objects.create(name="checks", purpose="attention", question_set=stage.question_set("q"))
    Rules.objects.create(pool=pool, attention=checks, attention_rate=0.2, base_pay=Decimal(3), tries=1)
    setup = setup_of(pool)
    assert (setup.consent, setup.instructions) == (True, False)
    assert setup.questions == {"comprehension": 1, "after": 1}
    assert (setup.attention, setup.practice, setup.attention_rate) == (0, None, 0.2)
    assert (setup.base_pay, setup.tries) == (Decimal(3), 1)


def test_experiments_that_people_of_the_pool_judge_are_named_with_their_strictest_rule() -> None:
    running = scene.launched(questions=3)
    draft = stage.experiment(stage.question_set("more"), name="draft")
    stage.arm(draft, "blind", judge=scene.volunteers())
    services.set_analysis(draft, AnalysisPlan(exclude=Exclusions(failed_checks=1)))
    setup = setup_of(scene.volunteers())
    assert (setup.experiments, setup.drafts) == ((running.name,), ("draft",))
    assert setup.least_failed == 1
    assert setup_of(Pool.objects.create(name="people/others")).experiments == ()


def test_the_typical_time_is_the_median_of_what_people_took_once_there_are_three(client: Client) -> None:
    scene.launched(questions=4)
    pool, now = scene.volunteers(), timezone.now()
    places = list(Place.objects.filter(pool=pool))
    for seconds, place in zip((60, 120, 600), places, strict=False):
        assert setup_of(pool).minutes is None
        place.player, place.finished_at, place.active_seconds = stage.person(pool, f"p{place.pk}"), now, seconds
        place.save()
    setup = setup_of(pool)
    assert (setup.minutes, setup.timed) == (2.0, 3)
