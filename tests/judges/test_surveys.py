"""Forms made from a pool's questions: whatever a browser sends is checked again."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.models import FormItem
from judges.services.attending import is_right
from judges.surveys import LONGEST, SurveyForm

Kind = FormItem.Kind


def item(kind: str, pk: int = 1, **values: Any) -> FormItem:
    return FormItem(pk=pk, kind=kind, words="What?", **{"options": ["Yes", "No"], **values})


def sent(made: FormItem, value: str | None, **values: Any) -> SurveyForm:
    return SurveyForm([made], {} if value is None else {f"item{made.pk}": value}, **values)


@pytest.mark.parametrize(
    ("kind", "values", "value", "stored"),
    [
        ("choice", {}, "No", "No"),
        ("likert", {"options": ["Easy", "", "", "Hard"]}, "2", "2"),
        ("likert", {"options": ["Easy", "So-so", "Hard"]}, "Hard", "Hard"),
        ("likert", {"options": ["So", "So", "Other"]}, "1", "1"),
        ("number", {"least": 18, "most": 99}, "30", "30"),
        ("number", {}, "-2.50", "-2.5"),
        ("number", {}, " 7 ", "7"),
        ("text", {}, "  Two\nlines  ", "Two\nlines"),
        ("text", {"required": False}, "", ""),
        ("number", {"required": False}, "", ""),
        ("choice", {"required": False}, None, ""),
    ],
)
def test_what_fits_is_stored(kind: str, values: dict[str, Any], value: str | None, stored: str) -> None:
    made = item(kind, **values)
    form = sent(made, value)
    assert form.is_valid(), form.errors
    assert form.answers == {made: stored}


@pytest.mark.parametrize(
    ("kind", "values", "value", "says"),
    [
        ("choice", {}, None, "needs an answer"),
        ("choice", {}, "Perhaps", "that are shown"),
        ("likert", {"options": ["Easy", "", "Hard"]}, "4", "that are shown"),
        ("number", {}, "many", "in digits"),
        ("number", {}, "nan", "in digits"),
        ("number", {}, "inf", "in digits"),
        ("number", {}, "1e999", "in digits"),
        ("number", {"least": 18}, "17.9", "at least 18"),
        ("number", {"most": 99.5}, "100", "at most 99.5"),
        ("text", {}, "   ", "needs an answer"),
        ("text", {"least": 5}, "four", "at least 5 characters"),
        ("text", {"most": 3}, "four", "at most 3 characters"),
        ("text", {}, "x" * (LONGEST + 1), "at most 5000"),
        ("text", {}, "a\0b", "Null characters"),
    ],
)
def test_what_does_not_fit_is_refused_in_words(kind: str, values: dict[str, Any], value: str | None, says: str) -> None:
    form = sent(item(kind, **values), value)
    assert not form.is_valid()
    assert says in str(form.errors)


def test_comprehension_needs_every_answer_whatever_the_item_says() -> None:
    assert not sent(item("choice", required=False), None, all_needed=True).is_valid()


def test_what_was_answered_before_is_there_again_and_what_was_wrong_is_marked() -> None:
    right, wrong = item("choice", pk=1), item("number", pk=2)
    form = SurveyForm([right, wrong], before={1: "Yes", 2: "4"})
    form.mark({right: True, wrong: False})
    assert 'value="Yes" required id="id_item1_0" checked' in form["item1"].as_widget()
    assert 'value="4"' in form["item2"].as_widget()
    marks = [form.fields[f"item{one.pk}"].wrong for one in (right, wrong)]  # type: ignore[attr-defined]
    assert marks == [False, True]


def test_words_of_a_question_are_text_and_no_html() -> None:
    form = SurveyForm([item("choice", options=["<b>Yes</b>", "No"])])
    assert "<b>" not in form["item1"].as_widget()


@pytest.mark.parametrize(
    ("kind", "right", "value", "is_so"),
    [
        ("choice", "No", "No", True),
        ("choice", "No", "Yes", False),
        ("text", "Paris", " paris ", True),
        ("number", "3", "3.0", True),
        ("number", "3.0", "3", True),
        ("number", "3", "", False),
        ("number", "three", "3", False),
        ("choice", "", "anything", True),
    ],
)
def test_what_is_right(kind: str, right: str, value: str, is_so: bool) -> None:
    assert is_right(item(kind, right=right), value) is is_so


@given(st.lists(st.sampled_from(["", "1", "2", "3", "Yes", "No"]), max_size=8))
def test_every_option_can_be_chosen_and_is_told_from_every_other(options: list[str]) -> None:
    made = item("likert", options=options)
    values = [value for value, _ in SurveyForm([made]).fields["item1"].choices]  # type: ignore[attr-defined]
    stored = []
    for value in values:
        form = sent(made, value)
        assert form.is_valid()
        stored.append(form.answers[made])
    assert len(set(stored)) == len(options)
