"""People who sit in the seats of a stage: what becomes of a seat that is left, and of one that is kept in a file."""

from __future__ import annotations

import pytest

from debate import services
from debate.exporters import export
from debate.importers import import_experiment
from debate.models import ArmSeat, Experiment, Pool
from judges.models import Place
from tests.debate.stage import arm, endpoint, experiment, person, question_set
from tests.judges import scene
from tests.judges.offered import NOWHERE, file, go_away, owed, say

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


def argued_by_people(pool: Pool) -> Experiment:
    """A running debate in which people argue, and a model judges."""
    made = experiment(question_set(questions=1))
    row = arm(made, "debate", judge=endpoint(NOWHERE), params={"rounds": 2})
    ArmSeat.objects.create(arm=row, pool=pool)
    services.launch(made)
    return made


def test_a_seat_of_the_stage_that_was_left_is_free_for_another_until_its_person_has_spoken(pool: Pool) -> None:
    made, ann, bob = argued_by_people(pool), person(pool, "ann"), person(pool, "bob")
    place = services.sit_down(ann)
    assert place is not None
    go_away(ann)
    assert services.sit_down(bob) is not None
    assert services.sit_down(person(pool, "cleo")) is not None
    assert services.sit_down(ann) is None
    say(owed(bob))
    held = Place.objects.get(player=bob)
    assert services.release(held)
    made_debate = made.debates.get()
    assert made_debate.status == "failed"
    assert made_debate.reason.endswith("left after 1 answer.")
    services.retry_failed(made)
    assert services.sit_down(bob) is None, "their other turn comes when the opponent has spoken"


def test_people_on_a_stage_are_kept_in_files_and_go_on_after_an_import(pool: Pool) -> None:
    made, ann = argued_by_people(pool), person(pool, "ann")
    services.sit_down(ann)
    before = b"".join(export(made, "jsonl")).decode()
    made.delete()
    again = import_experiment(file(before), "trial")
    assert b"".join(export(again, "jsonl")).decode() == before
    assert say(owed(ann))
    bob = person(pool, "bob")
    assert services.sit_down(bob) is not None
    assert say(owed(bob))
    assert owed(ann).step == 1
