"""The estimate of a run with the offline model, against what the run then takes: arm by arm, within a tenth."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path

import pytest
import uvicorn
from django.db.models import Count, Sum
from pytest_django import Settings

from debate import demo, services
from debate.core.types import Case, Question
from debate.importers import read_experiment
from debate.llm import client
from debate.llm.offline.server import app
from debate.models import Arm, Endpoint, Experiment, ModelCall
from debate.protocols import PROTOCOLS, create
from debate.services.dry_play import rehearsed
from debate.services.duplicate import duplicate
from debate.services.estimate import Estimate, estimate
from debate.services.setup import NewArm, NewExperiment, NewSeat, names_in, set_up
from debate.services.understudies import Understudies
from tests.debate.stage import NUMBERS

pytestmark = pytest.mark.django_db(transaction=True)

COMPARISON = Path(demo.__file__).parent / "examples" / "comparison.toml"
PRICES = {"price_in": Decimal(1), "price_out": Decimal(4)}
TENTH = 0.1
DRAFTS = NewSeat(player="offline/extractive", best_of=2, refine=1, selector="offline/bag-of-words")
# What an arm can be beside what the example's arms are.
VARIANTS = (
    NewArm(
        name="asked-until-sure",
        protocol="debate",
        params={"rounds": 3, "least_rounds": 1, "interactive": True},
        speakers=(DRAFTS,),
        judges=(NewSeat(player="offline/checker", reasoning=True),),
    ),
    NewArm(
        name="two-levels",
        protocol="recursive",
        params={"depth": 2, "branching": 2},
        speakers=(NewSeat(player="offline/extractive"),),
        judges=(NewSeat(player="offline/bag-of-words"), NewSeat(player="offline/checker")),
        judgements_per_debate=2,
    ),
)


@pytest.fixture
def offline(tmp_path: Path, settings: Settings) -> Iterator[None]:
    """The offline model on a socket of its own."""
    settings.OFFLINE_SOCKET = tmp_path / "model.sock"
    server = uvicorn.Server(uvicorn.Config(app, uds=str(settings.OFFLINE_SOCKET), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    client._client.cache_clear()
    try:
        deadline = time.monotonic() + 20
        while not server.started:
            assert time.monotonic() < deadline, "the offline model does not start"
            time.sleep(0.01)
        yield
    finally:
        client._client.cache_clear()
        server.should_exit = True
        thread.join()


def every_protocol(questions: int, cache: bool, only: tuple[str, ...] = ()) -> Experiment:
    """The example of them all on some of the sample's questions."""
    plan = read_experiment(COMPARISON)
    arms = [arm for arm in (*plan.arms, *VARIANTS, *missing(plan)) if not only or arm.name in only]
    names = names_in(plan)
    for name in names & set(demo.OFFLINE):
        reached = {"base_url": "http://offline.moot/v1", "model": demo.OFFLINE[name], "cache": cache, **PRICES}
        Endpoint.objects.create(pk=next(NUMBERS), name=name, **reached)
    demo.provide(names)
    return set_up(replace(plan, arms=tuple(arms), max_questions=questions, budget_usd=None))


def missing(plan: NewExperiment) -> Iterator[NewArm]:
    """An arm of each protocol that the example doesn't have."""
    anything = Case(question=Question(text="", options=("", "")))
    reasoned = [arm.name for arm in plan.arms if any(seat.reasoning for seat in arm.speakers)]
    for slug in sorted(PROTOCOLS.keys() - {arm.protocol for arm in plan.arms}):
        protocol = create(slug, {})
        speaks = any(not role.chair for role in protocol.roles(anything))
        yield NewArm(
            name=slug,
            protocol=slug,
            speakers=(NewSeat(player="offline/extractive"),) if speaks else (),
            judges=() if protocol.decides else (NewSeat(player="offline/bag-of-words"),),
            after=("blind", *reasoned) if protocol.learns else (),
        )


def run(made: Experiment) -> None:
    services.launch(made)
    deadline = time.monotonic() + 600
    while made.status != Experiment.Status.FINISHED:
        assert time.monotonic() < deadline, "the run does not end"
        for endpoint in Endpoint.objects.values_list("pk", flat=True):
            services.keep_working(endpoint, lambda: False)
        services.sweep()
        made.refresh_from_db()
    assert set(made.debates.filter(status="failed").values_list("arm__name", "reason")) == set()


def off(expected: Estimate, arm: Arm) -> dict[str, float]:
    """By how much each total is estimated wrongly, as a share of what it came to."""
    made = ModelCall.objects.filter(turn__debate__arm=arm)
    took = made.aggregate(
        calls=Count("pk"), tokens_in=Sum("tokens_in"), tokens_out=Sum("tokens_out"), usd=Sum("cost_usd")
    )
    assert took["calls"] <= expected.most_calls
    return {f"{name} of {arm}": float(getattr(expected, name)) / float(value) - 1 for name, value in took.items()}


def too_far_off(expected: Estimate, made: Experiment) -> dict[str, float]:
    found = [off(expected.arms[arm.name], arm) for arm in made.arms.all()]
    return {name: share for one in found for name, share in one.items() if abs(share) > TENTH}


def test_every_protocol_takes_what_was_estimated_before_it_was_measured_and_after(offline: None) -> None:
    made = every_protocol(questions=6, cache=False)
    fresh = estimate(made)
    run(made)
    assert too_far_off(fresh, made) == {}
    assert too_far_off(estimate(duplicate(made, "again")), made) == {}


def test_a_sample_of_unequal_debates_stands_for_all_of_them() -> None:
    """Against playing all, which takes what a run takes."""
    unequal = ("debate", "reasoned-debate", "market-making", "critique", "recursive", "tiered", "consultancy", "expert")
    made = every_protocol(36, False, unequal)
    drawn = estimate(made)
    whole = {played.arm.name: played for played in rehearsed(made, Understudies(), 1000, 1000)}
    assert drawn.played < drawn.debates
    for name, arm in drawn.arms.items():
        calls = [call for rehearsal in whole[name].rehearsals for call in rehearsal.calls]
        assert len(whole[name].rehearsals) == arm.debates
        assert arm.tokens_in == pytest.approx(sum(call.tokens_in for call in calls), rel=TENTH)
        assert arm.tokens_out == pytest.approx(sum(call.tokens_out for call in calls), rel=TENTH)


def test_what_several_arms_ask_alike_is_paid_for_once(offline: None) -> None:
    made = every_protocol(8, True, ("debate", "planted-debate", "best-of", "control-honest", "control"))
    expected = estimate(made)
    run(made)
    assert float(expected.usd or 0) == pytest.approx(float(made.spent_usd), rel=TENTH)
    alone = Endpoint.objects.filter(name__startswith="offline/")
    alone.update(cache=False)
    assert (estimate(duplicate(made, "again")).usd or 0) > Decimal("1.2") * made.spent_usd
