"""Answer keys in doubt: marked in the list of questions, logged, and found again."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.test import Client

from debate.models import Debate, Question
from debate.services.disputed import mark_disputed
from debate.services.preregister import is_as_launched
from tests.debate.filled_in import ADMIN, said
from tests.debate.planned import launched
from tests.debate.stage import question_set

pytestmark = pytest.mark.django_db


def chosen(questions: list[Question], action: str) -> dict[str, Any]:
    return {"action": action, "_selected_action": [question.pk for question in questions]}


def test_an_answer_key_is_marked_as_disputed_and_as_settled(researcher: Client) -> None:
    made = question_set(questions=3)
    first, second, third = made.questions.all()
    Question.objects.filter(pk=first.pk).update(tags={"hard": 1})
    page = said(researcher.post(f"{ADMIN}/question/", chosen([first, second], "mark_as_disputed"), follow=True))
    assert "2 of 2 marked as disputed" in page
    assert list(made.questions.values_list("tags", flat=True)) == [
        {"hard": 1, "disputed": True},
        {"disputed": True},
        {},
    ]
    assert ">disputed<" in " ".join(page.split()).replace("> ", ">").replace(" <", "<")
    researcher.post(f"{ADMIN}/question/", chosen([first, third], "mark_as_settled"))
    assert list(made.questions.values_list("tags", flat=True)) == [{"hard": 1}, {"disputed": True}, {}]


def test_each_change_of_a_mark_is_logged_with_who_did_it(researcher: Client) -> None:
    first, second = question_set().questions.all()
    mark_disputed(Question.objects.filter(pk=first.pk), disputed=True)
    researcher.post(f"{ADMIN}/question/", chosen([first, second], "mark_as_disputed"))
    entry = LogEntry.objects.get()
    assert (entry.object_id, entry.user.get_username()) == (str(second.pk), "ada")
    assert entry.get_change_message() == "Marked the answer key as disputed."


@pytest.mark.parametrize(("key", "shown"), [("disputed", ["q0"]), ("settled", ["q1", "q2"]), ("", ["q0", "q1", "q2"])])
def test_the_list_of_questions_is_filtered_by_the_mark(researcher: Client, key: str, shown: list[str]) -> None:
    made = question_set(questions=3)
    made.questions.filter(external_id="q0").update(tags={"disputed": True})
    made.questions.filter(external_id="q2").update(tags={"disputed": False})
    listed = researcher.get(f"{ADMIN}/question/", {"key": key} if key else {}).context["cl"].queryset
    assert sorted(question.external_id for question in listed) == shown


def test_a_key_that_a_launched_experiment_has_used_can_be_marked() -> None:
    made = launched()
    mark_disputed(Question.objects.filter(external_id="q0"), disputed=True)
    assert Debate.objects.filter(experiment=made, question__tags__disputed=True).count() == 2
    assert is_as_launched(made)
