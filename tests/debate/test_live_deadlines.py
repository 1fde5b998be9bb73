"""Debates that wait for their judge, and for how long; and the time that a pool gives for any answer."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import access, services
from debate.core.types import Turn as Reply
from debate.models import Debate, Experiment, Player, Turn
from debate.services import Answer
from debate.services.late_chairs import TOO_LATE
from debate.transcripts import ask_from_json
from judges.deadlines import submit_kept
from judges.models import Place, Rating, Rules
from judges.services.chairs import late_chairs
from tests.debate import stage
from tests.judges import scene
from tests.judges.offered import blind, owed

pytestmark = pytest.mark.django_db


def chaired(then: str, hours: float = 2) -> Experiment:
    """A running debate that waits for its judge after each round."""
    Rules.objects.create(pool=scene.volunteers(), chair_hours=hours, chair_then=then)
    return scene.launched("debate", rounds=3, interactive=True, least_rounds=1)


def answer(player: Player) -> None:
    turn = owed(player)
    reply = Reply(ask=ask_from_json(turn.ask), text="Go on.", belief=(6000, 4000), choices={"next": "go on"})
    assert services.answer_by_person(turn, Answer(reply=reply))


def pass_hours(hours: float, player: Player) -> None:
    """So long ago it was asked, and they took their chair; what they hold is theirs still."""
    ago = timezone.now() - timedelta(hours=hours)
    Turn.objects.filter(seat__player=player, status=Turn.Status.OPEN).update(opened_at=ago)
    Place.objects.filter(player=player).update(taken_at=ago, lease_until=timezone.now() + timedelta(days=1))


def seated(made: Experiment, name: str = "ann") -> Player:
    """A judge whose chair is waited for: the first round was argued."""
    player = stage.person(scene.volunteers(), name)
    assert services.sit_down(player) is not None
    while Turn.objects.filter(debate__experiment=made, status=Turn.Status.OPEN, endpoint__isnull=False).exists():
        scene.speak(made.debates.get())
    return player


def test_without_an_answer_in_time_it_is_missing_and_the_debate_goes_on() -> None:
    made = chaired("missing")
    ann = seated(made)
    first = owed(ann)
    pass_hours(1.9, ann)
    services.sweep()
    assert owed(ann) == first
    pass_hours(2.1, ann)
    services.sweep()
    first.refresh_from_db()
    assert (first.status, first.reason) == ("timed_out", TOO_LATE)
    assert Place.objects.get().player == ann
    assert Rating.objects.get().missing == "timed_out"
    assert Turn.objects.filter(status=Turn.Status.OPEN, debate=made.debates.get()).exclude(pk=first.pk).exists()


def test_a_chair_who_answered_nothing_is_somebody_elses_and_its_time_begins_anew() -> None:
    made = chaired("free")
    ann = seated(made)
    asked = owed(ann)
    pass_hours(3, ann)
    services.sweep()
    left, free = Place.objects.order_by("pk")
    assert (left.left_at is not None, free.player, free.chair) == (True, None, True)
    services.sweep()
    bob = stage.person(scene.volunteers(), "bob")
    assert services.sit_down(bob) == free
    assert owed(bob) == asked
    services.sweep()
    assert owed(bob) == asked
    assert not late_chairs()
    answer(bob)


def test_whoever_comes_back_before_anybody_else_has_all_of_the_time_again() -> None:
    made = chaired("free")
    ann = seated(made)
    pass_hours(3, ann)
    services.sweep()
    assert services.sit_down(ann) is not None
    Place.objects.filter(player=ann).update(lease_until=timezone.now() + timedelta(days=1))
    assert late_chairs() == []
    assert owed(ann).status == Turn.Status.OPEN


def test_who_has_led_a_debate_is_not_replaced() -> None:
    made = chaired("free")
    ann = seated(made)
    answer(ann)
    scene.speak(made.debates.get())
    late = owed(ann)
    pass_hours(3, ann)
    services.sweep()
    late.refresh_from_db()
    assert late.status == Turn.Status.TIMED_OUT
    assert Place.objects.get().left_at is None
    assert made.debates.get().status != Debate.Status.FAILED


def test_nobody_is_late_where_it_waits_for_nobody_or_rests() -> None:
    made = chaired("missing")
    ann = seated(made)
    pass_hours(3, ann)
    assert len(late_chairs()) == 1
    services.pause(made)
    services.sweep()
    assert late_chairs() == []
    assert owed(ann).status == Turn.Status.OPEN
    services.resume(made)
    Rules.objects.update(chair_hours=None)
    services.sweep()
    assert owed(ann).status == Turn.Status.OPEN


def test_the_page_says_until_when_it_is_waited(client: Client) -> None:
    chaired("missing")
    player = scene.joined(client)
    assert services.sit_down(player) is not None
    scene.speak(Debate.objects.get())
    turn = owed(player)
    due = access.seat_page(turn.seat).due
    assert due is not None
    assert abs(due - timezone.now() - timedelta(hours=2)) < timedelta(minutes=1)
    page = client.get(scene.address(turn.seat)).content.decode()
    assert due.strftime("%Y-%m-%dT%H:%M:%SZ") in page
    assert "hour" in page


def test_the_pools_time_runs_from_when_an_answer_was_first_shown(client: Client) -> None:
    blind(scene.volunteers(), stage.question_set(questions=1))
    Rules.objects.create(pool=scene.volunteers(), seconds=90)
    player = scene.joined(client)
    assert services.sit_down(player) is not None
    turn = owed(player)
    assert turn.deadline is None, "not before it was shown"
    page = client.get(scene.address(turn.seat)).content.decode()
    turn.refresh_from_db()
    assert turn.seen_at is not None
    assert turn.deadline == turn.seen_at + timedelta(seconds=90)
    assert 'data-whole="90"' in page
    client.get(scene.address(turn.seat))
    deadline = turn.deadline
    turn.refresh_from_db()
    assert turn.deadline == deadline, "to look again gives no more"
    news = client.get(reverse("judge_news", args=[turn.seat.public_id]), {"after": access.cursor(turn.seat)})
    assert 80 < float(news.headers["Moot-Left"]) <= 90
    Turn.objects.update(deadline=timezone.now() - timedelta(seconds=1))
    assert submit_kept() == 0
    services.sweep()
    turn.refresh_from_db()
    assert turn.status == Turn.Status.TIMED_OUT
    assert Rating.objects.get().missing == "timed_out"


def test_an_asks_own_time_comes_before_the_pools() -> None:
    blind(scene.volunteers(), stage.question_set(questions=1))
    Rules.objects.create(pool=scene.volunteers(), seconds=90)
    player = stage.person(scene.volunteers())
    assert services.sit_down(player) is not None
    turn = owed(player)
    Turn.objects.filter(pk=turn.pk).update(ask={**turn.ask, "seconds": 30})
    services.note_shown(turn.seat)
    turn.refresh_from_db()
    assert turn.seen_at is not None
    assert turn.deadline == turn.seen_at + timedelta(seconds=30)
