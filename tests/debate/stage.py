"""Builds what engine tests need: questions, endpoints of the test provider, experiments; and works them off."""

from __future__ import annotations

import os
from decimal import Decimal
from itertools import count
from typing import Any

from django.contrib.auth.models import User
from django.utils import timezone

from debate import services
from debate.llm import pace
from debate.models import (
    Arm,
    ArmSeat,
    Endpoint,
    Experiment,
    Passage,
    Player,
    Pool,
    ProtocolConfig,
    Question,
    QuestionSet,
    Turn,
)

# Redis keeps what it is told of an endpoint by its number, for tests that run side by side or in turn: no two
# endpoints may share one, though each test's database begins to count anew.
NUMBERS = count(1_000_000 * (1 + int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))))
PASSAGE = "The porter was out all day. The cook had the key in her apron. Nobody asked the cook."


def question_set(name: str = "keys", questions: int = 2, options: int = 2) -> QuestionSet:
    """Questions on passages of their own; the right answers alternate."""
    made = QuestionSet.objects.create(name=name)
    for n in range(questions):
        passage = Passage.objects.create(question_set=made, external_id=f"p{n}", title=f"Key {n}", text=PASSAGE)
        Question.objects.create(
            question_set=made,
            external_id=f"q{n}",
            text=f"Who had key {n}?",
            options=["the porter", "the cook", "the maid", "the cat", "the gardener", "nobody at all"][:options],
            answer=n % options,
            passage=passage,
        )
    return made


def endpoint(url: str, model: str = "plain", **values: Any) -> Endpoint:
    """An endpoint of the test provider that costs 100 USD a million tokens in and 1,000 out: 0.02 a call."""
    defaults = {"price_in": Decimal(100), "price_out": Decimal(1000), "max_tokens": 100, "attempts": 3}
    values = {"pk": next(NUMBERS), **defaults, **values}
    return Endpoint.objects.create(name=f"test/{model}", base_url=url, model=model, **values)


def experiment(questions: QuestionSet, **values: Any) -> Experiment:
    return Experiment.objects.create(**{"name": "trial", "question_set": questions, "seed": 7, **values})


def arm(
    experiment: Experiment,
    protocol: str,
    *,
    judge: Endpoint | Pool,
    speaker: Endpoint | None = None,
    params: dict[str, Any] | None = None,
    **seat: Any,
) -> Arm:
    """One arm, named after its protocol."""
    config = ProtocolConfig.objects.create(name=f"{experiment}/{protocol}", protocol=protocol, params=params or {})
    made = Arm.objects.create(experiment=experiment, name=protocol, config=config)
    if speaker is not None:
        ArmSeat.objects.create(arm=made, endpoint=speaker, **seat)
    who = {"endpoint": judge} if isinstance(judge, Endpoint) else {"pool": judge}
    ArmSeat.objects.create(arm=made, kind=ArmSeat.Kind.JUDGE, **who)
    return made


def launched(plain: Endpoint, protocol: str = "debate", **values: object) -> Experiment:
    """An experiment of one arm in which one endpoint plays everybody: 2 questions, one round of speeches if any."""
    made = experiment(question_set(), **values)
    speaks = protocol in ("debate", "consultancy")
    arm(made, protocol, judge=plain, speaker=plain if speaks else None, params={"rounds": 1} if speaks else None)
    services.launch(made)
    return made


def person(pool: Pool, name: str = "ann") -> Player:
    player = Player.objects.create(user=User.objects.create_user(name))
    player.pools.add(pool)
    return player


def work_off(most: int = 500) -> int:
    """Do all work that is due, and will be after a pause, in this thread; returns how many turns were tried."""
    done = 0
    for _ in range(most):
        Turn.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        for rested in Endpoint.objects.all():
            pace.forget(rested)
        busy = [services.work(pk) for pk in Endpoint.objects.values_list("pk", flat=True)]
        done += sum(busy)
        if not any(busy):
            services.sweep()
            return done
    raise AssertionError("the work did not come to an end")
