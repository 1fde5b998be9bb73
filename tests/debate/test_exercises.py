"""Debates for practice and attention checks: given to a person when they come to them, counted in no study."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import pairwise

import pytest
from django.contrib.auth.models import User
from django.utils import timezone

from debate import services
from debate.access import Viewer, progress, queue
from debate.importers import load_exercises
from debate.models import Debate, Experiment, Player, Pool, Turn
from judges import services as judging
from judges.models import Place, Rules
from judges.queries import report_on
from tests.debate import stage
from tests.judges.offered import blind, go_away, owed, say

pytestmark = pytest.mark.django_db

Purpose = Experiment.Purpose


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/volunteers")


def exercise(purpose: str, debates: int, others: Pool | None = None) -> Experiment:
    """A finished experiment of this purpose, on questions of its own."""
    judged_by = others or Pool.objects.get_or_create(name="people/authors")[0]
    made = blind(judged_by, stage.question_set(purpose, debates), name=purpose)
    Experiment.objects.filter(pk=made.pk).update(purpose=purpose, status=Experiment.Status.FINISHED)
    made.refresh_from_db()
    return made


def ruled(pool: Pool, practice: int = 0, checks: int = 0, rate: float = 0.5, asked: int | None = None) -> Rules:
    return Rules.objects.create(
        pool=pool,
        practice=exercise(Purpose.PRACTICE, practice) if practice else None,
        practice_debates=practice if asked is None else asked,
        attention=exercise(Purpose.ATTENTION, checks) if checks else None,
        attention_rate=rate if checks else 0,
    )


def judge(place: Place, first: int = 7000) -> None:
    assert place.player is not None
    while turn := Turn.objects.filter(seat__sitting__place=place, status=Turn.Status.OPEN).first():
        assert say(turn, first)


def sat(player: Player) -> Iterator[Place]:
    """All that they get, judged to its end."""
    while place := services.sit_down(player):
        judge(place)
        yield place


def is_check(place: Place) -> bool:
    return place.debate.experiment.purpose == Purpose.ATTENTION


def test_a_person_practises_the_debates_in_their_order_and_then_no_more(pool: Pool) -> None:
    player, rules = stage.person(pool), ruled(pool, practice=3, asked=2)
    assert rules.practice is not None
    met = []
    for done in range(2):
        place = services.practise(player, rules)
        assert place is not None
        assert services.practised(player, rules) == done
        judge(place)
        met.append(place.debate)
    assert met == list(rules.practice.debates.all()[:2])
    assert services.practise(player, rules) is None
    assert services.practised(player, rules) == 2


def test_a_pool_without_practice_has_none(pool: Pool) -> None:
    player, rules = stage.person(pool), ruled(pool)
    assert services.practise(player, rules) is None
    assert services.practised(player, rules) == 0


def test_who_is_in_the_midst_of_practice_gets_that_debate_again(pool: Pool) -> None:
    player, rules = stage.person(pool), ruled(pool, practice=2)
    first = services.practise(player, rules)
    assert services.practise(player, rules) == first == services.sit_down(player)
    assert Place.objects.filter(player=player).count() == 1


def test_practice_ends_where_its_debates_do(pool: Pool) -> None:
    player, rules = stage.person(pool), ruled(pool, practice=1, asked=5)
    place = services.practise(player, rules)
    assert place is not None
    judge(place)
    assert services.practise(player, rules) is None


def test_many_practise_one_debate_each_from_a_seat_of_their_own(pool: Pool) -> None:
    rules = ruled(pool, practice=1)
    people = [stage.person(pool, f"p{n}") for n in range(5)]
    places = [place for player in people if (place := services.practise(player, rules))]
    assert len({place.number for place in places}) == len(people)
    assert len({place.debate_id for place in places}) == 1
    shown = [owed(player).seat.display for player in people]
    assert sorted(map(shown.count, ([0, 1], [1, 0]))) == [2, 3]
    for place in places:
        judge(place)
    assert all(Place.objects.get(pk=place.pk).finished_at for place in places)


def test_practice_is_scored_and_in_no_other_experiments_figures(pool: Pool) -> None:
    player, rules = stage.person(pool), ruled(pool, practice=1)
    study = blind(pool, stage.question_set("study", 1), name="study")
    place = services.practise(player, rules)
    assert place is not None
    judge(place)
    assert place.ratings.get(final=True).right is not None
    assert report_on(study).arms[0].overall.n == 0
    real = services.sit_down(player)
    assert real is not None
    assert real.debate.experiment == study
    assert real.experience == 0


def test_practice_is_never_taken_from_whoever_goes_away(pool: Pool) -> None:
    player, rules = stage.person(pool), ruled(pool, practice=1)
    place = services.practise(player, rules)
    go_away(player)
    assert place is not None
    assert services.practise(player, rules) == place
    place.refresh_from_db()
    assert place.left_at is None
    assert not judging.in_hand().exists()


def test_practice_that_runs_is_offered_to_nobody(pool: Pool) -> None:
    player = stage.person(pool)
    running = blind(pool, stage.question_set("running", 1), name="running")
    Experiment.objects.filter(pk=running.pk).update(purpose=Purpose.PRACTICE)
    assert services.sit_down(player) is None
    assert judging.how_many_free_for(player) == 0


@pytest.mark.parametrize("rate", [0.1, 0.25, 0.5])
def test_checks_are_the_share_that_is_asked_for_of_a_long_run_of_many(pool: Pool, rate: float) -> None:
    ruled(pool, checks=12, rate=rate)
    blind(pool, stage.question_set("study", 12), name="study", each=4)
    runs = [[is_check(place) for place in sat(stage.person(pool, f"p{n}"))] for n in range(4)]
    # 12 debates have 11 gaps, each with a check in rate / (1 - rate) of cases.
    expected = 4 * 11 * rate / (1 - rate)
    assert abs(sum(map(sum, runs)) - expected) <= 4
    assert all(run.count(False) == 12 and not run[0] and not run[-1] for run in runs)
    assert not any(one and other for run in runs for one, other in pairwise(run))


def test_nobody_is_given_a_check_twice_and_when_they_are_used_up_there_are_none(pool: Pool) -> None:
    ruled(pool, checks=2, rate=0.5)
    blind(pool, stage.question_set("study", 6), name="study")
    places = list(sat(stage.person(pool)))
    checks = [place.debate_id for place in places if is_check(place)]
    assert len(checks) == len(set(checks)) == 2


def test_no_check_comes_where_nothing_else_is_left_to_judge(pool: Pool) -> None:
    ruled(pool, checks=3, rate=0.5)
    player = stage.person(pool)
    assert services.sit_down(player) is None
    blind(pool, stage.question_set("study", 1), name="study")
    assert [is_check(place) for place in sat(player)] == [False]


def test_a_check_that_was_begun_is_given_again_and_changes_no_number_that_is_told(pool: Pool) -> None:
    ruled(pool, checks=3, rate=0.5)
    blind(pool, stage.question_set("study", 3), name="study")
    player = stage.person(pool)
    viewer, told = Viewer(player.user, player), []
    for _ in range(5):
        waiting = queue(viewer).waiting
        place = services.sit_down(player)
        assert place is not None
        assert services.sit_down(player) == place
        here = progress(viewer, owed(player).seat.public_id)
        assert here is not None
        told.append((waiting, here.number, here.most, queue(viewer).waiting))
        judge(place)
    assert told == [(5 - n, n + 1, 5, 4 - n) for n in range(5)]
    assert queue(viewer).waiting == 0
    assert services.sit_down(player) is None


def test_a_check_waits_for_an_answer_as_any_other_debate_and_its_result_is_not_told(pool: Pool) -> None:
    ruled(pool, checks=1, rate=0.5)
    blind(pool, stage.question_set("study", 2), name="study")
    player = stage.person(pool)
    list(sat(player))
    judged = queue(Viewer(player.user, player)).judged
    assert len(judged) == 3
    assert {entry.right for entry in judged} == {None}


def test_practice_counts_as_no_step_of_the_way_and_its_result_is_told_at_once(pool: Pool) -> None:
    rules = ruled(pool, practice=1)
    blind(pool, stage.question_set("study", 2), name="study")
    player = stage.person(pool)
    viewer = Viewer(player.user, player)
    place = services.practise(player, rules)
    assert place is not None
    assert progress(viewer, owed(player).seat.public_id) is None
    judge(place, 10_000)
    after = progress(viewer)
    assert after is not None
    assert (after.number, after.most) == (1, 2)
    assert [entry.right for entry in queue(viewer).judged] == [True]


def test_the_next_check_is_the_same_whenever_it_is_asked_for(pool: Pool) -> None:
    """What is drawn follows from the pseudonym, the pool and what was judged: in another database too."""
    ruled(pool, checks=4, rate=0.5)
    study = blind(pool, stage.question_set("study", 4), name="study", each=2)
    player = Player.objects.create(public_id="same", user=User.objects.create_user("same"))
    player.pools.add(pool)
    first = [is_check(place) for place in sat(player)]
    Place.objects.filter(player=player).delete()
    player.seats.all().delete()
    assert study.debates.filter(status=Debate.Status.FINISHED).exists()
    assert [is_check(place) for place in sat(player)] == first


def test_a_check_of_a_closed_or_unfinished_experiment_is_not_given(pool: Pool) -> None:
    rules = ruled(pool, checks=2, rate=0.5)
    blind(pool, stage.question_set("study", 4), name="study")
    Experiment.objects.filter(pk=rules.attention_id or 0).update(
        status=Experiment.Status.PAUSED, finished_at=timezone.now()
    )
    assert not any(map(is_check, sat(stage.person(pool))))


def test_checks_that_look_like_what_is_judged_come_first(pool: Pool) -> None:
    _, attention = load_exercises()
    Rules.objects.create(pool=pool, attention=attention, attention_rate=0.5)
    study = stage.experiment(stage.question_set("study", 6), name="study")
    stage.arm(study, "consultancy", judge=pool, speaker=stage.endpoint("http://127.0.0.1:9/v1"), params={"rounds": 1})
    services.launch(study)
    player = stage.person(pool)
    met = []
    for _ in range(6):
        place = services.sit_down(player)
        assert place is not None
        judge(place)
        Place.objects.filter(pk=place.pk).update(finished_at=timezone.now())
        met += [place.debate.arm.config.protocol] if is_check(place) else []
    assert met == ["consultancy"] * 3
