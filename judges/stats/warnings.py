"""What a reader of an arm's figures must know before believing them, in sentences."""

from __future__ import annotations

from collections.abc import Iterator

from judges.stats.cells import Arm
from judges.stats.sample import Counts

# Fewer questions than this make an interval that is too narrow (measured: docs/figures.md).
FEW_QUESTIONS = 20


def arm_warnings(arm: Arm, counts: Counts, n: int, missing: str) -> Iterator[str]:
    """Missing judgements above 5 %, judges that also debate, judgements out of the cache or by bots, few questions."""
    if missing:
        yield f"{missing[0].upper()}{missing[1:]}."
    if arm.shared_models:
        names = ", ".join(arm.shared_models)
        yield f"{names} both speaks and judges here: a model may favour its own words."
    if arm.cached:
        yield (
            f"{arm.cached:,} judgements rest on replies from the cache, to the very same request: "
            "they are no independent samples, and intervals that count them so are too narrow."
        )
    if not arm.about_truth:
        yield "Its judges say what a reasoning supports, so that its accuracy tells of who reasoned, not of judges."
    if arm.by_bots:
        yield f"{arm.by_bots:,} judgements were made by bots, programs that walk the pages: they say nothing of people."
    questions = len({cell.question for cell in counts.final})
    if n and questions < FEW_QUESTIONS:
        yield f"Only {questions} questions: with fewer than {FEW_QUESTIONS}, intervals are too narrow."
