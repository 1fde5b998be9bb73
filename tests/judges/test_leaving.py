"""Whose a place stays, and what becomes of one that is left."""

from __future__ import annotations

import csv
import io
from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import services
from debate.desk.places import places_of
from debate.desk.progress import progress_of
from debate.exporters import export
from debate.importers import import_experiment
from debate.models import Experiment, Pool, Seat, Turn
from judges import services as judging
from judges.models import Draft, Place
from judges.queries import report_on
from tests.debate.stage import arm, endpoint, experiment, person, question_set
from tests.judges import scene
from tests.judges.offered import NOWHERE, blind, file, go_away, judged_by, owed, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


@pytest.mark.parametrize(("minutes", "lease"), [(1, 30), (20, 60), (600, 24 * 60)])
def test_a_lease_is_thrice_what_a_judgement_takes_half_an_hour_at_least_a_day_at_most(
    pool: Pool, minutes: int, lease: int
) -> None:
    made = blind(pool, question_set(questions=4))
    for place in judged_by(person(pool)):
        Place.objects.filter(pk=place.pk).update(taken_at=timezone.now() - timedelta(minutes=minutes))
    assert abs(judging.lease_time(made.pk) - timedelta(minutes=lease)) < timedelta(seconds=30)


def test_looking_at_the_page_or_moving_about_on_it_renews_the_lease_once_a_minute(pool: Pool, client: Client) -> None:
    blind(pool, question_set(questions=1))
    seat = scene.seated(client)
    place = Place.objects.get(player=seat.player)
    client.get(scene.address(seat))
    place.refresh_from_db()
    taken = place.lease_until
    client.get(scene.address(seat))
    place.refresh_from_db()
    assert place.lease_until == taken
    for address in (scene.address(seat), reverse("judge_news", args=[seat.public_id]) + "?here"):
        Place.objects.filter(pk=place.pk).update(heard_at=timezone.now() - timedelta(minutes=2), lease_until=taken)
        client.get(address)
        place.refresh_from_db()
        assert taken is not None
        assert place.lease_until is not None
        assert place.lease_until > taken


def test_a_place_that_was_left_is_free_again_and_the_work_in_it_is_kept_and_counted_nowhere(pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "critique", judge=pool, speaker=endpoint(NOWHERE))
    services.launch(made)
    scene.speak(made.debates.get())
    ann, bob = person(pool, "ann"), person(pool, "bob")
    old = services.sit_down(ann)
    assert old is not None
    say(owed(ann), 1000)
    Draft.objects.create(turn=owed(ann), values={"speech1_": "I wonder"})
    go_away(ann)
    old.refresh_from_db()
    assert old.left_at is not None
    assert [list(rating.belief) for rating in old.ratings.all()] == [[1000, 9000]]
    assert Draft.objects.get().turn.status == Turn.Status.TIMED_OUT
    assert not Turn.objects.filter(status=Turn.Status.OPEN).exists()
    assert (progress_of(made).wanted, progress_of(made).judged, progress_of(made).people) == (1, 0, 1)
    new = next(judged_by(bob))
    assert new.debate == old.debate
    seats = Seat.objects.filter(player__in=(ann, bob)).values_list("display", flat=True)
    assert len({tuple(display) for display in seats}) == 1
    report = report_on(made).arms[0]
    assert {one.tally.n for one in report.overall.by_round.values()} == {report.overall.n} == {1}
    assert len(judging.judgements_of(made.debates.get())) == 1
    services.sweep()
    made.refresh_from_db()
    assert made.status == "finished"


def test_who_waits_for_the_speakers_has_left_nobody_waiting(pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "debate", judge=pool, speaker=endpoint(NOWHERE), params={"rounds": 1})
    services.launch(made)
    ann = person(pool)
    place = services.sit_down(ann)
    assert place is not None
    say(owed(ann))
    go_away(ann)
    place.refresh_from_db()
    assert place.left_at is None
    scene.speak(place.debate)
    services.sweep()
    place.refresh_from_db()
    assert place.left_at is None, "what is asked of them has only just been asked"
    go_away(ann)
    place.refresh_from_db()
    assert place.left_at is not None


def test_who_comes_back_by_their_link_goes_on_if_nobody_else_has_begun(pool: Pool, client: Client) -> None:
    made = blind(pool, question_set(questions=1))
    seat = scene.seated(client)
    assert seat.player is not None
    turn = owed(seat.player)
    go_away(seat.player)
    assert Place.objects.filter(experiment=made).count() == 2
    page = client.get(scene.address(seat))
    assert page.context["page"].state == "asked"
    assert owed(seat.player) == turn
    place = Place.objects.get(experiment=made)
    assert (place.left_at, place.player) == (None, seat.player)
    client.post(scene.address(seat), scene.form(seat))
    assert judging.judgements_of(made.debates.get())


def test_a_page_that_asks_for_news_by_itself_holds_no_place_and_takes_none_back(pool: Pool, client: Client) -> None:
    made = blind(pool, question_set(questions=1))
    seat = scene.seated(client)
    client.get(scene.address(seat))
    place = Place.objects.get(experiment=made)
    until = place.lease_until
    Place.objects.update(heard_at=timezone.now() - timedelta(hours=1))
    client.get(reverse("judge_news", args=[seat.public_id]), {"after": "x"})
    place.refresh_from_db()
    assert place.lease_until == until
    assert services.release(place)
    news = client.get(reverse("judge_news", args=[seat.public_id]), {"after": "x", "here": ""})
    assert b"This debate was given on" in news.content
    place.refresh_from_db()
    assert place.left_at is not None


def test_who_comes_back_too_late_is_told_so_and_can_answer_nothing(pool: Pool, client: Client) -> None:
    made = blind(pool, question_set(questions=1))
    seat = scene.seated(client)
    assert seat.player is not None
    said, turn = scene.form(seat), owed(seat.player)
    go_away(seat.player)
    bob = person(pool, "bob")
    assert services.sit_down(bob) is not None
    page = client.get(scene.address(seat))
    assert (page.context["page"].state, page.context["page"].turn) == ("left", "")
    assert b"This debate was given on" in page.content
    client.post(scene.address(seat), said)
    turn.refresh_from_db()
    assert not say(turn)
    assert not Place.objects.filter(ratings__isnull=False).exists()
    assert client.get(reverse("queue")).context["queue"].begun == ()
    assert judging.how_many_free_for(seat.player) == 0
    list(judged_by(bob))
    assert report_on(made).arms[0].overall.n == 1


def test_an_answer_that_comes_late_but_before_anybody_else_counts(pool: Pool, client: Client) -> None:
    made = blind(pool, question_set(questions=1))
    seat = scene.seated(client)
    assert seat.player is not None
    said = scene.form(seat)
    go_away(seat.player)
    client.post(scene.address(seat), said)
    assert report_on(made).arms[0].overall.n == 1


def test_the_button_for_the_next_debate_gives_back_what_was_left(pool: Pool) -> None:
    blind(pool, question_set(questions=1))
    ann = person(pool)
    place = services.sit_down(ann)
    go_away(ann)
    assert judging.how_many_free_for(ann) == 1
    assert services.sit_down(ann) == place
    assert services.sit_down(ann) == place
    assert judging.how_many_free_for(ann) == 0


def interactive(pool: Pool) -> Experiment:
    made = experiment(question_set(questions=1))
    params = {"interactive": True, "least_rounds": 1, "rounds": 3}
    arm(made, "debate", judge=pool, speaker=endpoint(NOWHERE), params=params)
    services.launch(made)
    return made


def test_a_chair_that_has_said_nothing_is_taken_by_another_who_finds_no_trace(pool: Pool, client: Client) -> None:
    interactive(pool)
    seat = scene.seated(client)
    assert seat.player is not None
    client.get(scene.address(seat))
    Draft.objects.create(turn=owed(seat.player), values={"speech1_": "I wonder"})
    go_away(seat.player)
    assert client.get(scene.address(seat)).status_code == 404
    bob = person(pool, "bob")
    assert services.sit_down(bob) is not None
    assert (owed(bob).seat, owed(bob).seen_at) == (seat, None)
    assert not Draft.objects.exists()
    assert services.sit_down(seat.player) is None
    assert Place.objects.filter(player=seat.player, left_at__isnull=False, chair=True).count() == 1


def test_a_chair_that_nobody_else_has_taken_is_given_back(pool: Pool) -> None:
    interactive(pool)
    ann = person(pool)
    place = services.sit_down(ann)
    go_away(ann)
    assert services.sit_down(ann) == place
    assert owed(ann).seat.role == "judge"
    assert Place.objects.count() == 1


def test_a_debate_that_its_chair_has_begun_to_lead_waits_for_them_until_a_researcher_ends_it(pool: Pool) -> None:
    made, ann = interactive(pool), person(pool)
    place = services.sit_down(ann)
    assert place is not None
    say(owed(ann))
    scene.speak(place.debate)
    go_away(ann)
    place.refresh_from_db()
    assert place.left_at is None
    assert [held.overdue for held in places_of(made).in_hand] == [True]
    assert services.release(place)
    place.debate.refresh_from_db()
    assert (place.debate.status, place.debate.reason) == ("failed", "Its judge left after 1 answer.")
    services.retry_failed(made)
    assert say(owed(ann))


def test_researchers_see_who_has_what_and_can_take_it_from_them(pool: Pool) -> None:
    made = blind(pool, question_set(questions=2))
    ann, bob = person(pool, "ann"), person(pool, "bob")
    first, second = services.sit_down(ann), services.sit_down(bob)
    assert first is not None
    assert second is not None
    say(owed(bob))
    (held,) = places_of(made).in_hand
    assert (held.place, held.person, held.debate) == (first.pk, str(ann), first.debate.public_id)
    assert (held.asked, held.overdue, held.heard_at) == (True, False, held.taken_at)
    assert services.release(first)
    assert not services.release(first)
    assert not services.release(second)
    assert places_of(made).in_hand == ()
    assert places_of(made).left == {"blind": 1}


def test_files_keep_and_mark_what_was_left(pool: Pool) -> None:
    made = blind(pool, question_set(questions=1))
    ann = person(pool)
    services.sit_down(ann)
    go_away(ann)
    rows = list(csv.DictReader(io.StringIO(b"".join(export(made, "ratings.csv")).decode())))
    assert [(row["left"], row["missing"], bool(row["person"])) for row in rows] == [
        ("1", "left", True),
        ("0", "waiting", False),
    ]
    before = b"".join(export(made, "jsonl")).decode()
    made.delete()
    again = import_experiment(file(before), "trial")
    assert b"".join(export(again, "jsonl")).decode() == before
    back = services.sit_down(ann)
    assert back is not None
    assert back.left_at is not None
    assert Place.objects.filter(experiment=again, left_at=None, player=ann).count() == 1


def test_who_has_a_place_in_an_imported_experiment_has_a_lease_on_it(pool: Pool) -> None:
    made = blind(pool, question_set(questions=1))
    ann = person(pool)
    services.sit_down(ann)
    text = b"".join(export(made, "jsonl")).decode()
    made.delete()
    again = import_experiment(file(text), "trial")
    assert Place.objects.get(experiment=again).lease_until is not None
    go_away(ann)
    assert services.sit_down(person(pool, "bob")) is not None


def test_what_nobody_judged_before_the_close_is_missing_and_waits_no_more(pool: Pool) -> None:
    made = blind(pool, question_set(questions=2))
    ann = person(pool)
    assert services.sit_down(ann)
    say(owed(ann))
    assert progress_of(made).people == 1
    services.close(made)
    assert progress_of(made).people == 0
    (report,) = report_on(made).arms
    assert report.overall.missing == {"closed before": 1}
    assert report.overall.accuracy_bounds is not None
    assert report.overall.accuracy_bounds[0] < report.overall.accuracy_bounds[1]
