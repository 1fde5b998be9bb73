"""Topping up: what is added, to whom it is offered, and that wishing twice adds once."""

from __future__ import annotations

import json
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection
from django.utils import timezone

from debate import services
from debate.exporters import export
from debate.importers import import_experiment
from debate.models import ArmSeat, Debate, Experiment, Pool, Turn
from debate.services import BadState
from debate.services.experiments import finish_if_done
from debate.services.topping import MOST, lacking, readable_arms, top_up
from judges.models import Place
from tests.debate.stage import arm, endpoint, experiment, person, question_set
from tests.judges import scene
from tests.judges.offered import NOWHERE, blind, file, go_away, judged_by, owed

database = pytest.mark.django_db


@pytest.fixture
def pool(db: None) -> Pool:
    return scene.volunteers()


def free(made: Experiment) -> list[Place]:
    return list(Place.objects.filter(experiment=made, player=None).order_by("debate", "number"))


@database
def test_each_debate_gets_what_it_lacks_and_a_second_click_adds_nothing(pool: Pool) -> None:
    made = blind(pool, question_set(questions=3), "first", "second")
    assert top_up(made, None, 3) == 12
    assert top_up(made, None, 3) == 0
    assert top_up(made, None, 2) == 0
    assert set(Counter(Place.objects.filter(experiment=made).values_list("debate", flat=True)).values()) == {3}
    second = made.arms.get(name="second")
    assert lacking(readable_arms(made), 4) == {one.pk: 3 for one in made.arms.all()}
    assert top_up(made, second, 4) == 3
    counted = Counter(Place.objects.filter(experiment=made).values_list("debate__arm__name", flat=True))
    assert counted == {"first": 9, "second": 12}


@database
def test_what_is_added_lies_in_the_cell_of_its_debate_and_shows_both_orders_as_often(pool: Pool) -> None:
    made = blind(pool, question_set(questions=2))
    before = {place.debate_id: (place.item, place.line, place.condition) for place in free(made)}
    top_up(made, None, 4)
    for debate, cell in before.items():
        places = [place for place in free(made) if place.debate_id == debate]
        assert [place.number for place in places] == [0, 1, 2, 3]
        assert {(place.item, place.line, place.condition) for place in places} == {cell}
        assert len({place.shuffled for place in places}) == 4


@database
def test_numbers_make_up_for_an_order_that_was_lost(pool: Pool) -> None:
    made = blind(pool, question_set(questions=1), each=2)
    (debate,) = made.debates.all()
    Place.objects.filter(debate=debate, number=0).update(left_at=timezone.now())
    assert top_up(made, None, 2) == 1
    assert [place.number for place in free(made)] == [0, 1, 2]
    assert top_up(made, None, 4) == 2
    assert [place.number for place in free(made)][3:] == [3, 4]


@database
def test_somebody_who_has_judged_a_debate_is_not_given_its_further_places(pool: Pool) -> None:
    made = blind(pool, question_set(questions=2))
    ann, bob = person(pool), person(pool, "bob")
    assert len(list(judged_by(ann))) == 2
    top_up(made, None, 2)
    assert list(judged_by(ann)) == []
    assert len(list(judged_by(bob))) == 2
    assert free(made) == []


@database
def test_a_finished_experiment_runs_until_the_new_ones_are_judged(pool: Pool) -> None:
    made = blind(pool, question_set(questions=2))
    list(judged_by(person(pool)))
    assert finish_if_done(made.pk)
    made.refresh_from_db()
    assert top_up(made, None, 1) == 0
    assert made.status == Experiment.Status.FINISHED
    assert top_up(made, None, 2) == 2
    assert (made.status, made.finished_at) == (Experiment.Status.RUNNING, None)
    assert not finish_if_done(made.pk)
    list(judged_by(person(pool, "bob")))
    assert finish_if_done(made.pk)
    assert set(made.debates.values_list("status", flat=True)) == {Debate.Status.FINISHED}


@database
def test_a_paused_experiment_stays_paused(pool: Pool) -> None:
    made = blind(pool, question_set(questions=1))
    services.pause(made)
    assert top_up(made, None, 2) == 1
    assert made.status == Experiment.Status.PAUSED


@database
def test_a_judgement_without_a_belief_is_none_and_one_in_hand_is_one(pool: Pool) -> None:
    made = blind(pool, question_set(questions=3))
    silent, ann = person(pool, "silent"), person(pool)
    services.sit_down(silent)
    Turn.objects.filter(pk=owed(silent).pk).update(deadline=timezone.now())
    services.sweep()
    services.sit_down(ann)
    assert top_up(made, None, 1) == 1
    assert Place.objects.get(player=silent).debate_id in {place.debate_id for place in free(made)}


@database
def test_who_has_left_is_replaced_already(pool: Pool) -> None:
    made = blind(pool, question_set(questions=1))
    ann = person(pool)
    services.sit_down(ann)
    go_away(ann)
    assert Place.objects.filter(player=ann, left_at__isnull=False).count() == 1
    assert top_up(made, None, 1) == 0


@database
def test_each_of_two_pools_gets_its_own(pool: Pool) -> None:
    other = Pool.objects.create(name="people/experts")
    made = experiment(question_set(questions=2))
    one = arm(made, "blind", judge=pool)
    ArmSeat.objects.create(arm=one, kind=ArmSeat.Kind.JUDGE, pool=other)
    services.launch(made)
    assert top_up(made, None, 2) == 4
    assert Counter(Place.objects.values_list("pool__name", flat=True)) == {pool.name: 4, other.name: 4}
    assert top_up(made, None, 2) == 0


@database
def test_failed_debates_and_those_of_models_get_nothing(pool: Pool) -> None:
    made = experiment(question_set(questions=2))
    arm(made, "blind", judge=pool)
    arm(made, "expert", judge=endpoint(NOWHERE))
    services.launch(made)
    failed = made.debates.filter(arm__name="blind").first()
    assert failed is not None
    Debate.objects.filter(pk=failed.pk).update(status=Debate.Status.FAILED)
    assert top_up(made, None, 2) == 1


@database
def test_where_it_can_not_be_done_it_says_why(pool: Pool) -> None:
    chaired = scene.launched("debate", interactive=True)
    with pytest.raises(BadState, match="Nobody but those on its stage"):
        top_up(chaired, None, 2)
    made = blind(pool, question_set(questions=1))
    for least in (0, MOST + 1):
        with pytest.raises(BadState, match=f"from 1 to {MOST} judgements"):
            top_up(made, None, least)
    Experiment.objects.filter(pk=made.pk).update(purpose=Experiment.Purpose.PRACTICE)
    with pytest.raises(BadState, match="is for practice"):
        top_up(made, None, 2)
    Experiment.objects.filter(pk=made.pk).update(purpose=Experiment.Purpose.STUDY)
    services.close(made)
    with pytest.raises(BadState, match="is closed, so no judgements can be added"):
        top_up(made, None, 2)
    draft = experiment(made.question_set, name="draft")
    with pytest.raises(BadState, match="is draft"):
        top_up(draft, None, 2)


@database
def test_files_of_it_come_back_as_they_were(pool: Pool) -> None:
    made = blind(pool, question_set(questions=3), "first", "second")
    list(judged_by(person(pool)))
    top_up(made, None, 2)
    list(judged_by(person(pool, "bob")))
    top_up(made, made.arms.get(name="first"), 3)
    text = b"".join(export(made, "jsonl")).decode()
    copy = import_experiment(file(text), "copy")
    assert _counted(copy) == _counted(made)
    again = [json.loads(line) for line in b"".join(export(copy, "jsonl")).decode().splitlines()]
    told = [json.loads(line) for line in text.splitlines()]
    assert [line["judgements"] for line in again] == [line["judgements"] for line in told]
    assert top_up(copy, None, 3) == top_up(made, None, 3) == 3


def _counted(made: Experiment) -> Counter[tuple[str, str, bool]]:
    rows = Place.objects.filter(experiment=made).select_related("debate__arm", "debate__question")
    return Counter((p.debate.arm.name, p.debate.question.external_id, p.player_id is None) for p in rows)


@pytest.mark.django_db(transaction=True)
def test_two_clicks_at_once_add_once() -> None:
    made = blind(scene.volunteers(), question_set(questions=20))

    def click(_: int) -> int:
        try:
            return top_up(Experiment.objects.get(pk=made.pk), None, 3)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as pool:
        added = list(pool.map(click, range(4)))
    assert sorted(added) == [0, 0, 0, 40]
    assert set(Counter(Place.objects.values_list("debate", flat=True)).values()) == {3}
