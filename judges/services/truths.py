"""What debates are about, each question read once."""

from __future__ import annotations

from collections.abc import Iterable

from debate.core.types import Question
from debate.models import Debate
from debate.transcripts import question_in


def questions_of(debates: Iterable[int]) -> dict[int, Question]:
    """By debate. Thousands of judgements are of a few questions, whose passages are long: a join would repeat them."""
    rows = Debate.objects.filter(pk__in=set(debates)).prefetch_related("question__passage")
    return {debate.pk: question_in(debate) for debate in rows}
