"""Questions to people on a pool's page: stored, refused in words, and only retired once they are answered."""

from __future__ import annotations

import pytest
from django.test import Client

from debate.models import Pool
from judges.models import FormAnswer, FormItem
from tests.judges.test_pool_admin import added, attending, saved

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/volunteers", welcome="Hello")


GOOD = {
    "part": "comprehension",
    "kind": "choice",
    "words": "What do you judge?",
    "options": "Debates\nPeople",
    "right": "Debates",
    "why": "You judge what was said.",
    "position": "1",
}


def test_a_question_is_stored_with_its_options_in_their_order(researcher: Client, pool: Pool) -> None:
    saved(researcher, pool, **added("form_items", **GOOD))
    item = FormItem.objects.get()
    assert item.options == ["Debates", "People"]
    assert (item.right, item.required, item.retired) == ("Debates", True, False)


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"right": ""}, "needs its right answer"),
        ({"right": "Models"}, "isn’t among the options"),
        ({"kind": "text", "options": ""}, "can’t be marked"),
        ({"kind": "number", "options": "", "right": "many"}, "Give a number within the limits"),
        ({"kind": "number", "options": "", "right": "9", "most": "5"}, "Give a number within the limits"),
        ({"kind": "likert", "options": "Agree", "right": "Agree"}, "A scale needs two points at least"),
        ({"options": "Debates\nDebates"}, "One of them is there twice"),
        ({"part": "after"}, "Only a comprehension question has a right answer"),
        ({"kind": "number"}, "Only a choice and a scale have options"),
        ({"least": "1"}, "Only a number and a text have a least and a most"),
    ],
)
def test_a_question_that_cant_be_asked_is_refused_in_words(
    researcher: Client, pool: Pool, change: dict[str, str], why: str
) -> None:
    assert why in saved(researcher, pool, **added("form_items", **{**GOOD, **change}))
    assert not FormItem.objects.exists()


def test_a_new_question_comes_after_those_that_there_are(researcher: Client, pool: Pool) -> None:
    FormItem.objects.create(pool=pool, part="after", kind="text", words="First?", position=4)
    saved(researcher, pool, **added("form_items", **{**GOOD, "position": "0"}))
    assert FormItem.objects.latest("pk").position == 5


def answered(pool: Pool) -> FormItem:
    item = FormItem.objects.create(pool=pool, part="after", kind="choice", words="How was it?", options=["a", "b"])
    FormAnswer.objects.create(attendance=attending(pool), item=item, value="a")
    return item


def test_an_answered_question_can_be_retired_and_nothing_else(researcher: Client, pool: Pool) -> None:
    item = answered(pool)
    row = {"id": item.pk, "pool": pool.pk, "words": "Something else?", "options": "c\nd", "retired": "on"}
    page = saved(researcher, pool, **added("form_items", **row, position="3"), **{"form_items-INITIAL_FORMS": "1"})
    item.refresh_from_db()
    assert (item.words, item.options, item.retired, item.position) == ("How was it?", ["a", "b"], True, 3)
    assert "It was answered once, so it stays as it was asked" in page


def test_an_answered_question_cant_be_deleted(researcher: Client, pool: Pool) -> None:
    item = answered(pool)
    row = {"id": item.pk, "pool": pool.pk, "DELETE": "on", "position": "0"}
    saved(researcher, pool, **added("form_items", **row), **{"form_items-INITIAL_FORMS": "1"})
    assert FormItem.objects.filter(pk=item.pk).exists()
