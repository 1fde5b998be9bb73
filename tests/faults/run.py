"""The run that is disturbed: a few debates with a provider whose replies are a function of the prompt."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import httpx2

from debate import services
from debate.models import Experiment, ModelCall, Turn
from judges.models import Rating
from tests.debate.stage import arm, endpoint, experiment, question_set
from tests.replies import digest

# 4 debates of 2 rounds of 2 speeches each, judged thrice in both orders.
DEBATES, CALLS = 4, 40

Said = Mapping[tuple[str, str, int, int], tuple[Any, ...]]


@dataclass(frozen=True)
class Outcome:
    """What was said and judged, by whom of which debate at which step; and how often each prompt was sent."""

    said: Said
    ratings: Mapping[tuple[str, int], list[int]]
    prompts: Mapping[str, int]


def launched(provider: str, model: str = "signs-slowly", **values: Any) -> Experiment:
    made = experiment(question_set(questions=DEBATES), budget_usd=50)
    signs = endpoint(provider, model, **{"timeout_seconds": 2, "attempts": 5, **values})
    arm(made, "debate", speaker=signs, judge=signs, params={"rounds": 2})
    services.launch(made)
    return made


def ended(made: Experiment) -> bool:
    """Finished, and the sweep has counted what a killed worker left in flight."""
    if ModelCall.objects.filter(status="in_flight").exists():
        return False
    made.refresh_from_db()
    return made.status == Experiment.Status.FINISHED


def outcome(provider: str) -> Outcome:
    turns = Turn.objects.select_related("debate__question", "seat").order_by("id")
    ratings = Rating.objects.select_related("place__debate__question")
    return Outcome(
        said={
            (t.debate.question.external_id, t.seat.role, t.seat.reader, t.step): (t.status, t.text, t.belief)
            for t in turns
        },
        ratings={(r.place.debate.question.external_id, r.round): r.belief for r in ratings},
        prompts=httpx2.get(f"{provider}/prompts").json(),
    )


def check(made: Experiment, provider: str, undisturbed: Outcome, disturbed: datetime | None = None) -> None:
    """Everything was said once, as undisturbed; nothing was paid twice but what got lost; the books are square.

    Only what was in flight when the run was `disturbed` may have got lost.
    """
    found = outcome(provider)
    assert set(made.debates.values_list("status", flat=True)) == {"finished"}
    assert found.said == undisturbed.said
    assert found.ratings == undisturbed.ratings
    assert Turn.objects.count() == CALLS
    assert Rating.objects.filter(final=True).count() == DEBATES
    _check_calls(found.prompts, undisturbed.prompts)
    lost = ModelCall.objects.filter(status="lost")
    assert not (lost.filter(started_at__gt=disturbed) if disturbed else lost).exists()
    made.refresh_from_db()
    assert made.reserved_usd == 0
    assert made.spent_usd == sum(ModelCall.objects.values_list("cost_usd", flat=True))


def _check_calls(sent: Mapping[str, int], undisturbed: Mapping[str, int]) -> None:
    lost: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    for call in ModelCall.objects.exclude(cached=True):
        (kept if call.status == "ok" else lost)[digest(call.request["messages"][-1]["content"])] += 1
    assert kept == undisturbed, "each call is paid and kept once"
    again = {prompt: times for prompt, times in sent.items() if times > 1 + lost[prompt]}
    assert again == {}, "these were sent again though nothing of theirs was lost"
