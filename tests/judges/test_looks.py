"""The looks of a stopping rule are made of the judgements that came first, and of no others."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from debate import services
from debate.models import Experiment, Question
from debate.services.disputed import mark_disputed
from judges.models import Place, Rating
from judges.queries.looks import sequential_of
from judges.stats.sequential import Plan
from tests.debate.planned import NOWHERE, PLAN, draft, launched
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = pytest.mark.django_db


def rate(made: Experiment, rights: dict[str, list[bool]]) -> None:
    """Final ratings, one a minute, the arms in turn: whether each is right, by arm."""
    began = timezone.now() - timedelta(hours=5)
    for place_in_arm in range(max(map(len, rights.values()))):
        for number, (name, judged) in enumerate(rights.items()):
            if place_in_arm < len(judged):
                place = Place.objects.filter(debate__arm__name=name, debate__experiment=made)[place_in_arm]
                place.finished_at = began + timedelta(minutes=2 * place_in_arm + number)
                place.save()
                right = judged[place_in_arm]
                Rating.objects.create(place=place, round=0, final=True, right=right, tie=False, brier=0, log2=0)


def sequential(target: int, rights: dict[str, list[bool]], looks: tuple[float, ...] = (0.5, 1.0)) -> Experiment:
    made = launched(replace(PLAN, where={}, stopping=Plan(looks=looks, target=target)), questions=20)
    rate(made, rights)
    return made


def test_a_look_is_due_when_its_share_of_the_ratings_is_in() -> None:
    found = sequential_of(sequential(20, {"blind": [True, False, True, False], "expert": [True, True, False, True]}))
    assert found is not None
    assert (found.have, found.next_at, found.decisions, found.stopped) == (8, 10, (), False)
    assert found.boundaries == Plan(looks=(0.5, 1.0), target=20).boundaries


def test_a_look_is_made_of_the_first_ratings_whatever_comes_later() -> None:
    early = {"blind": [True, False, True, False, False], "expert": [True, True, False, True, True]}
    made = sequential(20, early)
    first = sequential_of(made)
    assert first is not None
    (look,) = first.decisions
    assert (look.number, look.effect.n, look.verdict) == (1, 10, "go on")
    assert look.effect.value == pytest.approx(0.4 - 0.8)
    assert first.next_at == 20
    later = Place.objects.filter(debate__experiment=made, finished_at=None)
    for place in later.order_by("debate__arm", "pk")[:6]:
        Place.objects.filter(pk=place.pk).update(finished_at=timezone.now())
        Rating.objects.create(place=place, round=0, final=True, right=True, tie=False, brier=0, log2=0)
    again = sequential_of(made)
    assert again is not None
    assert (again.decisions, again.have) == (first.decisions, 16)


def test_a_boundary_that_is_crossed_stops_it() -> None:
    rights = {"blind": [False] * 9 + [True], "expert": [True] * 9 + [False]}
    found = sequential_of(sequential(40, rights))
    assert found is not None
    assert [decision.verdict for decision in found.decisions] == ["stop for efficacy"]
    assert found.stopped
    assert found.next_at is None


def test_a_look_without_any_spread_is_said_to_tell_nothing() -> None:
    found = sequential_of(sequential(20, {"blind": [False] * 5, "expert": [True] * 5}))
    assert found is not None
    assert found.decisions == ()
    assert "no look at 10 ratings" in found.method


def test_what_the_plan_leaves_out_is_in_no_look() -> None:
    made = sequential(8, {"blind": [True, False, True], "expert": [True, True, False]})
    before = sequential_of(made)
    mark_disputed(Question.objects.filter(debates__places__finished_at__isnull=False).distinct(), disputed=True)
    after = sequential_of(made)
    assert before is not None
    assert after is not None
    assert (before.have, after.have) == (6, 0)


def test_without_a_stopping_rule_or_a_launch_there_are_no_looks() -> None:
    assert sequential_of(draft()) is None
    assert sequential_of(plain_launch()) is None


def plain_launch() -> Experiment:
    made = experiment(question_set("others"), name="other")
    arm(made, "blind", judge=endpoint(NOWHERE, "another"))
    services.launch(made)
    return made
