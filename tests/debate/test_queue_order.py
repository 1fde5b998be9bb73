"""In which order an endpoint's turns are spoken: early debates first, but never so that a run ends with few abreast."""

from __future__ import annotations

import pytest

from debate import services
from debate.models import Turn
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_a_step_waits_for_the_one_before_it_of_as_many_later_debates_as_fill_the_endpoint(provider: str) -> None:
    plain = endpoint(provider, most_in_flight=6)
    made = experiment(question_set(questions=8))
    arm(made, "debate", speaker=plain, judge=endpoint(provider, "judge"), params={"rounds": 2, "simultaneous": True})
    services.launch(made)
    work_off()
    spoken = Turn.objects.filter(seat__reader=0).order_by("answered_at")
    order = list(spoken.values_list("debate__place_in_order", "step"))
    first_second_step = next(n for n, (_, step) in enumerate(order) if step == 1)
    # Two debaters speak at once, so that three debates fill six places.
    assert {place for place, _ in order[:first_second_step]} == {0, 1, 2, 3}
    assert order[first_second_step][0] == 0
