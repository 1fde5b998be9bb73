"""A question and its case, with what an arm has learnt of honest work: for tests of drawings."""

from __future__ import annotations

from debate.core.types import Case, Question

GIVEN = {"threshold": 4, "share_at_threshold": 0.5, "honest_scores": [0, 0, 2, 4, 4, 7]}


def question(answer: int | None = 0) -> Question:
    return Question(text="Who?", options=("the porter", "the cook"), answer=answer, passage="The cook did it.")


def case_of(seed: int = 1, answer: int | None = 0) -> Case:
    return Case(question=question(answer), seed=seed, given=GIVEN, judges=("ann",))
