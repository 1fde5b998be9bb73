"""Places to judge: who is offered which."""

from __future__ import annotations

from collections import Counter

import pytest

from debate import services
from debate.exporters import export
from debate.importers import import_experiment
from debate.models import Pool
from judges import services as judging
from judges.models import Place
from tests.debate.stage import arm, endpoint, experiment, person, question_set
from tests.judges import scene
from tests.judges.offered import NOWHERE, blind, file, judged_by

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


def test_everybody_meets_the_arms_evenly_and_a_questions_arms_go_to_different_people(pool: Pool) -> None:
    made = blind(pool, question_set(questions=6), "first", "second", "third")
    people = [person(pool, name) for name in ("ann", "bob", "cem")]
    got = {player: list(judged_by(player)) for player in people}
    for places in got.values():
        assert Counter(place.debate.arm.name for place in places) == {"first": 2, "second": 2, "third": 2}
        assert len({place.debate.question_id for place in places}) == 6
    assert not Place.objects.filter(experiment=made, player=None).exists()


def test_the_order_is_neither_that_of_the_rows_nor_the_same_for_everybody(pool: Pool) -> None:
    blind(pool, question_set(questions=12), each=2)
    ann, bob = ([p.debate.question_id for p in judged_by(person(pool, name))] for name in ("ann", "bob"))
    assert sorted(ann) == sorted(bob)
    assert len({tuple(ann), tuple(bob), tuple(sorted(ann)), tuple(sorted(ann, reverse=True))}) == 4


def test_it_is_laid_out_by_names_so_an_imported_copy_is_offered_alike(pool: Pool) -> None:
    made = blind(pool, question_set(questions=5), "first", "second", each=2)
    copied = import_experiment(file(b"".join(export(made, "jsonl")).decode()), "copy")
    key = ("debate__question__external_id", "debate__arm__name", "number", "line", "condition", "shuffled")
    before, after = (sorted(Place.objects.filter(experiment=e).values_list(*key)) for e in (made, copied))
    assert before == after
    assert len({row[-1] for row in before}) == len(before) == 20


def test_a_question_of_another_experiment_on_the_same_set_is_not_met_again(pool: Pool) -> None:
    questions, ann = question_set(questions=2), person(pool)
    blind(pool, questions, name="pilot")
    assert len(list(judged_by(ann))) == 2
    blind(pool, questions, name="main")
    assert judging.how_many_free_for(ann) == 0
    assert services.sit_down(ann) is None
    assert judging.how_many_free_for(person(pool, "bob")) == 2


def test_questions_without_a_passage_are_met_once_each(pool: Pool) -> None:
    questions = question_set(questions=3)
    questions.questions.update(passage=None)
    blind(pool, questions, "first", "second")
    ann = person(pool)
    assert judging.how_many_free_for(ann) == 3
    assert len({place.debate.question_id for place in judged_by(ann)}) == 3


def test_nobody_judges_what_they_wrote_or_another_debate_about_a_passage_that_they_read(pool: Pool) -> None:
    made = experiment(question_set(questions=2))
    arm(made, "debate", judge=pool, speaker=endpoint(NOWHERE), params={"rounds": 1})
    arm(made, "blind", judge=pool)
    services.launch(made)
    ann = person(pool)
    spoken = made.debates.filter(arm__name="debate").first()
    assert spoken is not None
    spoken.seats.filter(role="debater_a").update(player=ann)
    assert judging.how_many_free_for(ann) == 1
    assert [place.debate.question_id != spoken.question_id for place in judged_by(ann)] == [True]


def test_a_paused_experiment_offers_nothing_until_it_goes_on(pool: Pool) -> None:
    made, ann = blind(pool, question_set(questions=1)), person(pool)
    services.pause(made)
    assert judging.how_many_free_for(ann) == 0
    assert services.sit_down(ann) is None
    services.resume(made)
    assert services.sit_down(ann) is not None


def test_no_more_are_counted_than_anybody_judges(pool: Pool) -> None:
    blind(pool, question_set(questions=judging.MOST_COUNTED + 3))
    assert judging.how_many_free_for(person(pool)) == judging.MOST_COUNTED
