"""A question set as the files that it can be imported from: questions, and passages where they have any."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from typing import Any

from debate.models import Passage, Question, QuestionSet


def question_lines(question_set: QuestionSet) -> Iterator[str]:
    """One JSON object a question, as `debate.importers.kinds` reads them; in the order of the import."""
    for question in question_set.questions.select_related("passage").order_by("pk"):
        yield _line(_question(question))


def passage_lines(question_set: QuestionSet) -> Iterator[str]:
    for passage in question_set.passages.order_by("pk"):
        yield _line(_passage(passage))


FILES: dict[str, Callable[[QuestionSet], Iterator[str]]] = {"questions": question_lines, "passages": passage_lines}


def _line(values: dict[str, Any]) -> str:
    return json.dumps(values, ensure_ascii=False) + "\n"


def _passage(passage: Passage) -> dict[str, Any]:
    extra = {"title": passage.title, "source": passage.source}
    return {"id": passage.external_id, "text": passage.text, **_given(extra)}


def _question(question: Question) -> dict[str, Any]:
    passage_id = question.passage.external_id if question.passage else None
    rest = {"flaw": question.flaw, "passage_id": passage_id, "tags": question.tags or None}
    return {"id": question.external_id, "question": question.text, **_own(question), **_given(rest)}


def _own(question: Question) -> dict[str, Any]:
    """The fields of its kind; what a kind keeps in tags is read from there as well."""
    if question.kind == Question.Kind.OPEN:
        return {"texts": question.options, "better": question.answer}
    if question.kind == Question.Kind.OPTIONS:
        said = {"pair": question.pair, "arguments": question.arguments}
        return {"options": question.options, "answer": question.answer, **_given(said)}
    if question.answer is not None:
        # Which of the two stands first is drawn from the id, so that it is the same after another import.
        return {"right": question.options[question.answer], "wrong": question.options[1 - question.answer]}
    return {"candidate": question.candidate, "correct": question.correct}


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in values.items() if value not in (None, "")}
