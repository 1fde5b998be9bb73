"""Answer keys that are in doubt: a mark among a question's tags, which analysis plans leave out by default."""

from __future__ import annotations

from django.db import transaction
from django.db.models import QuerySet

from debate.models import Question

DISPUTED = "disputed"
BATCH = 500


def is_disputed(question: Question) -> bool:
    return question.tags.get(DISPUTED) is True


@transaction.atomic
def mark_disputed(questions: QuerySet[Question], disputed: bool) -> list[Question]:
    """Mark these questions' answer keys as disputed, or take the mark away; returns those that this has changed.

    It can be done whatever has used a question: keys are doubted when judgements are in, and nothing else changes.
    """
    chosen = Question.objects.filter(pk__in=questions.order_by().values("pk"))
    rows = list(chosen.select_for_update().only("text", "tags"))
    changed = [row for row in rows if is_disputed(row) != disputed]
    for row in changed:
        rest = {name: value for name, value in row.tags.items() if name != DISPUTED}
        row.tags = {**rest, DISPUTED: True} if disputed else rest
    Question.objects.bulk_update(changed, ["tags"], batch_size=BATCH)
    return changed
