"""How much one person is given: in all, within 24 hours, and nothing more where a room was stopped."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.timezone import localtime

from debate import access, services
from debate.access import Viewer
from debate.models import Experiment, Player, Pool, Turn
from debate.services.exercises import practise
from judges import services as judging
from judges.models import Attendance, Door, Place, Rules
from tests.debate import stage
from tests.judges import scene
from tests.judges.offered import blind, go_away, judged_by, owed, say

pytestmark = pytest.mark.django_db

DAY = timedelta(hours=24)


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


def exercise(name: str, purpose: str, questions: int = 1) -> Experiment:
    """A finished experiment of debates that were not made for figures."""
    made = blind(Pool.objects.create(name=f"people/{name}"), stage.question_set(name, questions), name=name)
    made.debates.update(status="finished")
    Experiment.objects.filter(pk=made.pk).update(purpose=purpose, status=Experiment.Status.FINISHED)
    made.refresh_from_db()
    return made


def progress_of(player: Player) -> tuple[int, int] | None:
    found = access.progress(Viewer(player=player))
    return (found.number, found.most) if found else None


def test_a_person_is_given_no_more_than_the_pool_allows(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=4))
    Rules.objects.create(pool=pool, most_each=2)
    ann, bob = stage.person(pool, "ann"), stage.person(pool, "bob")
    assert (judging.how_many_free_for(ann), progress_of(ann)) == (2, (1, 2))
    done = judged_by(ann)
    next(done)
    assert (judging.how_many_free_for(ann), progress_of(ann)) == (1, (2, 2))
    assert len(list(done)) == 1
    assert (judging.how_many_free_for(ann), progress_of(ann)) == (0, None)
    assert judging.opens_at(ann) is None, "tomorrow brings no more either"
    assert len(list(judged_by(bob))) == 2


def test_a_day_has_its_own_end_and_says_when_more_is_open(pool: Pool, client: Client) -> None:
    blind(pool, stage.question_set(questions=4))
    Rules.objects.create(pool=pool, most_a_day=2)
    ann = scene.joined(client)
    assert len(list(judged_by(ann))) == 2
    first, second = Place.objects.filter(player=ann).order_by("finished_at")
    assert first.finished_at is not None
    assert second.finished_at is not None
    opens = judging.opens_at(ann)
    assert opens == first.finished_at + DAY
    page = client.post(reverse("queue"), follow=True).content.decode()
    assert localtime(opens).strftime("%H:%M") in page
    Place.objects.filter(pk=first.pk).update(finished_at=timezone.now() - DAY - timedelta(hours=1))
    assert (judging.how_many_free_for(ann), judging.opens_at(ann)) == (1, None)
    assert len(list(judged_by(ann))) == 1
    assert judging.opens_at(ann) == second.finished_at + DAY


def test_what_is_in_hand_counts_and_what_was_left_does_not(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=3))
    Rules.objects.create(pool=pool, most_each=1)
    ann, bob = stage.person(pool, "ann"), stage.person(pool, "bob")
    held = services.sit_down(ann)
    assert services.sit_down(ann) == held
    assert judging.how_many_free_for(ann) == 0
    go_away(ann)
    Place.objects.filter(player=None, debate=held.debate_id if held else 0).update(player=bob)
    other = services.sit_down(ann)
    assert other is not None
    assert other != held


@pytest.mark.django_db(transaction=True)
def test_tabs_that_ask_at_once_get_no_more_than_one_after_the_other(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=8))
    Rules.objects.create(pool=pool, most_each=2)
    ann = stage.person(pool, "ann")

    def judge_the_next(_: int) -> None:
        services.sit_down(ann)
        if turn := Turn.objects.filter(seat__player=ann, status=Turn.Status.OPEN).first():
            say(turn)
        connection.close()

    with ThreadPoolExecutor(6) as tabs:
        list(tabs.map(judge_the_next, range(18)))
    assert Place.objects.filter(player=ann).count() == 2


def test_attention_checks_count_and_practice_does_not(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=6))
    rules = Rules.objects.create(
        pool=pool,
        most_each=4,
        practice=exercise("practice", "practice"),
        attention=exercise("attention", "attention", 3),
        attention_rate=0.5,
    )
    ann = stage.person(pool, "ann")
    assert practise(ann, rules) is not None
    say(owed(ann))
    assert progress_of(ann) == (1, 4)
    done = list(judged_by(ann))
    assert len(done) == 4
    purposes = [place.debate.experiment.purpose for place in done]
    assert purposes.count("attention") >= 1
    assert purposes[-1] == "study"
    assert progress_of(ann) is None


def test_who_came_by_a_stopped_room_finishes_what_they_began_and_is_given_nothing_more(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=3))
    door = Door.objects.create(pool=pool, name="spring")
    ann, bob = stage.person(pool, "ann"), stage.person(pool, "bob")
    Attendance.objects.create(player=ann, pool=pool, door=door)
    Attendance.objects.create(player=bob, pool=pool)
    held = services.sit_down(ann)
    Door.objects.update(stopped=True)
    assert services.sit_down(ann) == held
    assert say(owed(ann))
    assert (services.sit_down(ann), judging.how_many_free_for(ann)) == (None, 0)
    assert services.sit_down(bob) is not None
    Door.objects.update(stopped=False)
    assert services.sit_down(ann) is not None
