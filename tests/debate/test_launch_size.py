"""A launch stores all of it or nothing, in chunks, and wakes no more workers than an endpoint has places."""

from __future__ import annotations

from uuid import uuid4

import pytest
from django.conf import settings
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks
from redis import Redis

from debate import services
from debate.llm.pace.store import places_key, waiting_key
from debate.models import Debate, Endpoint, Experiment, Passage, Question, QuestionSet, Seat, Turn
from debate.models.bulk import copy_in
from debate.services.launch import CHUNK
from judges.models import Place, Sitting
from tests.debate.stage import arm, endpoint, experiment

NOWHERE = "http://127.0.0.1:9/v1"

pytestmark = pytest.mark.django_db


def draft(plain: Endpoint, questions: int, name: str = "many") -> Experiment:
    """A debate about each of so many questions on one passage, which a model judges."""
    asked = QuestionSet.objects.create(name=name)
    passage = Passage.objects.create(question_set=asked, external_id="p", text="The cook had the key.")
    same = {"question_set": asked, "passage": passage, "text": "Who had it?", "options": ["the porter", "the cook"]}
    Question.objects.bulk_create(Question(external_id=f"q{n}", answer=n % 2, **same) for n in range(questions))
    made = experiment(asked, name=name)
    arm(made, "debate", judge=plain, speaker=plain, params={"rounds": 1})
    return made


def counts() -> dict[str, int]:
    return {model.__name__: model._default_manager.count() for model in (Debate, Seat, Place, Sitting, Turn)}


def test_more_debates_than_a_chunk_are_stored_whole_and_in_the_designs_order() -> None:
    made = draft(endpoint(NOWHERE), CHUNK + 1)
    n = services.launch(made)
    assert n == CHUNK + 1
    # Two speakers and both readings of one judge, each with a first ask.
    assert counts() == {"Debate": n, "Seat": 4 * n, "Place": n, "Sitting": 2 * n, "Turn": 4 * n}
    assert list(made.debates.order_by("pk").values_list("place_in_order", flat=True)) == list(range(n))
    for place in (0, CHUNK):
        turns = made.debates.get(place_in_order=place).turns.order_by("pk").select_related("seat")
        asked = [(turn.seat.role, turn.seat.reader, turn.step) for turn in turns]
        assert asked == [("debater_a", 0, 0), ("debater_b", 0, 0), ("judge", 1, 0), ("judge", 2, 0)]


def test_its_queries_do_not_grow_with_the_debates_of_a_chunk() -> None:
    plain, counted = endpoint(NOWHERE), list[int]()
    for questions in (20, 2, 20):
        with CaptureQueriesContext(connection) as queries:
            services.launch(draft(plain, questions, f"{len(counted)}-of-{questions}"))
        counted.append(len(queries))
    # The first one makes the endpoint's player.
    assert counted[1] == counted[2]


def test_what_fails_in_a_later_chunk_leaves_a_draft_and_nothing_stored() -> None:
    made = draft(endpoint(NOWHERE), CHUNK + 1)
    only, last = made.arms.get(), made.question_set.questions.last()
    assert last is not None
    # It stands where the design puts a debate of its own.
    for way in (0, 1):
        Debate.objects.create(experiment=made, arm=only, question=last, way=way, seed=1)
    with pytest.raises(IntegrityError):
        services.launch(made)
    made.refresh_from_db()
    assert made.status == Experiment.Status.DRAFT
    assert counts() == {"Debate": 2, "Seat": 0, "Place": 0, "Sitting": 0, "Turn": 0}


def test_it_wakes_no_more_workers_than_the_endpoint_has_places(
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> None:
    broker = Redis.from_url(settings.REDIS_URL)
    few = endpoint(NOWHERE, most_in_flight=3)
    # An earlier endpoint of this number may have been woken a moment ago.
    broker.delete("celery", waiting_key(few.pk), places_key(few))
    made = draft(few, CHUNK + 1)
    with django_capture_on_commit_callbacks(execute=True):
        services.launch(made)
    assert broker.llen("celery") == 3


def test_rows_that_are_copied_in_are_those_that_were_given() -> None:
    made = draft(endpoint(NOWHERE), 1)
    services.launch(made)
    seat = Seat.objects.filter(reader=0).latest("pk")
    turns = [
        Turn(debate=seat.debate, seat=seat, step=1, ask={}),
        Turn(
            debate=seat.debate,
            seat=seat,
            step=2,
            ask={"role": "“cook”", "wants": [{"words": 1.5}], "none": None},
            text='a\ttab, a\nline, a \\N, a "quote", a {brace}',
            belief=[7000, 3000],
            cut=True,
            private={"stance": 1},
            lease=uuid4(),
            due_at=timezone.now(),
        ),
    ]
    copy_in(turns)
    for turn in turns:
        stored = Turn.objects.get(pk=turn.pk)
        for field in Turn._meta.concrete_fields:
            assert getattr(stored, field.attname) == getattr(turn, field.attname), field
    assert Turn.objects.create(debate=seat.debate, seat=seat, step=3, ask={}).pk > turns[-1].pk
