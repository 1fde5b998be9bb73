"""Whatever a provider does: the run ends, each failure is told in words, and what can't pass is not tried again."""

from __future__ import annotations

from dataclasses import dataclass

import httpx2
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.utils import timezone

from debate import services
from debate.models import Arm, ArmSeat, Debate, Experiment, ModelCall, ProtocolConfig, Turn
from tests.debate.stage import arm, endpoint, experiment, question_set
from tests.faults.crew import Crew
from tests.faults.run import ended
from tests.faults.up import free_port, wait_until

pytestmark = [pytest.mark.faults, pytest.mark.timeout(120)]

ATTEMPTS = 2
TIMEOUT = 2
PATIENCE = 4  # seconds, which the provider asks for


@dataclass(frozen=True)
class Fault:
    """A model, how often it is asked for a debate's two speeches, and what is said of it where they are not made."""

    model: str
    calls: int
    words: str = ""
    turn: str = "ok"


AGAIN, ONCE, FOR_EACH = ATTEMPTS, 1, 2
TRIES = 3  # of a speech that breaks a limit

FAILING = (
    Fault("throttles", AGAIN, "answered 429: Slow down. (tried 2 times)"),
    Fault("burns", AGAIN, "answered 500: The engine is on fire. (tried 2 times)"),
    Fault("overloads", AGAIN, "answered 503: Come back later. (tried 2 times)"),
    Fault("unauthorized", ONCE, "answered 401: Incorrect API key provided."),
    Fault("unknown", ONCE, "answered 404: The model “unknown” does not exist."),
    Fault("unreachable", 0, "can't be reached at http://127.0.0.1:"),
    Fault("hangs", AGAIN, f"gave no answer within {TIMEOUT} seconds (tried 2 times)"),
    Fault("breaks-off", AGAIN, "peer closed connection without sending complete message body"),
    Fault("breaks-off-a-chunk", AGAIN, "peer closed connection without sending complete message body"),
    Fault("garbles", AGAIN, "sent a reply that can't be read"),
    Fault("mangles", AGAIN, "sent a reply that can't be read"),
    Fault("errs-politely", AGAIN, "Something went wrong upstream."),
)
ANSWERING = (
    Fault("says-nothing", FOR_EACH * TRIES, "the reply was not in the form asked for", "unparsed"),
    Fault("refuses", FOR_EACH, "the model refused", "refused"),
    Fault("filtered", FOR_EACH, "the model refused", "refused"),
    Fault("runs-out", FOR_EACH * TRIES, "the reply reached its length limit before it was complete", "cut_off"),
    Fault("floods", FOR_EACH * TRIES),
)


def launched(provider: str) -> Experiment:
    """An arm for each, of one debate with two speeches, one after the other."""
    made = experiment(question_set(questions=1), budget_usd=500)
    params = {"rounds": 1, "simultaneous": False}
    config = ProtocolConfig.objects.create(name="two speeches", protocol="debate", params=params)
    judge = endpoint(provider)
    for fault in FAILING + ANSWERING:
        url = f"http://127.0.0.1:{free_port()}/v1" if fault.model == "unreachable" else provider
        speaker = endpoint(url, fault.model, attempts=ATTEMPTS, timeout_seconds=TIMEOUT)
        row = Arm.objects.create(experiment=made, name=fault.model, config=config)
        ArmSeat.objects.create(arm=row, endpoint=speaker)
        ArmSeat.objects.create(arm=row, kind=ArmSeat.Kind.JUDGE, endpoint=judge)
    services.launch(made)
    return made


def test_a_run_with_providers_that_fail_in_every_way_ends_with_each_reason_in_words(
    provider: str, crew: Crew, subtests: pytest.Subtests
) -> None:
    made = launched(provider)
    wait_until(lambda: ended(made))
    seen = httpx2.get(provider).json()
    for fault in FAILING + ANSWERING:
        with subtests.test(fault.model):
            debate = made.debates.get(arm__name=fault.model)
            turns = list(debate.turns.filter(seat__reader=0))
            assert seen.get(fault.model, 0) == fault.calls
            if fault in FAILING:
                assert debate.status == Debate.Status.FAILED
                assert fault.words in debate.reason
                assert [turn.status for turn in turns] == ["open"]
            else:
                assert debate.status == Debate.Status.FINISHED
                assert [(turn.status, turn.reason) for turn in turns] == [(fault.turn, fault.words)] * 2
    made.refresh_from_db()
    assert made.reserved_usd == 0
    assert made.spent_usd == sum(ModelCall.objects.values_list("cost_usd", flat=True))


def test_an_endpoint_that_asks_for_patience_gets_it_from_everybody_and_others_go_on(provider: str, crew: Crew) -> None:
    made, config = experiment(question_set(questions=4)), ProtocolConfig.objects.create(name="blind", protocol="blind")
    for model in ("asks-for-patience", "signs"):
        row = Arm.objects.create(experiment=made, name=model, config=config)
        judge = endpoint(provider, model, most_in_flight=1)
        ArmSeat.objects.create(arm=row, kind=ArmSeat.Kind.JUDGE, endpoint=judge)
    services.launch(made)
    wait_until(lambda: ended(made))
    times = httpx2.get(f"{provider}/times").json()
    patient = times["asks-for-patience"]
    assert len(patient) == 9
    assert patient[1] - patient[0] >= PATIENCE
    assert max(times["signs"]) < patient[1]


def test_an_endpoint_that_keeps_failing_is_left_alone_as_the_experiments_page_says(provider: str, crew: Crew) -> None:
    """It is dead until it has been called five times."""
    researcher = Client()
    researcher.force_login(User.objects.create_superuser("ada"))
    made = experiment(question_set(questions=4))
    arm(made, "blind", judge=endpoint(provider, "recovers", attempts=6, most_in_flight=1))
    services.launch(made)

    def page() -> str:
        return researcher.get(f"/experiments/{made.name}/").content.decode()

    wait_until(lambda: "Endpoints that rest" in page())
    assert "test/recovers answered 500: The engine is on fire." in page()
    assert httpx2.get(provider).json() == {"recovers": 5}
    wait_until(lambda: ended(made))
    assert "Endpoints that rest" not in page()
    assert made.debates.filter(status="finished").count() == 4
    assert httpx2.get(provider).json() == {"recovers": 5 + 8}


@pytest.mark.django_db(transaction=True)
def test_who_failed_together_does_not_come_back_together(provider: str) -> None:
    made = experiment(question_set(questions=10))
    burns = endpoint(provider, "burns", attempts=2)
    arm(made, "blind", judge=burns)
    services.launch(made)
    now = timezone.now()
    for _ in range(4):
        assert services.work(burns.pk)
    waits = [(turn.due_at - now).total_seconds() for turn in Turn.objects.filter(attempts=1) if turn.due_at]
    assert len(set(waits)) == 4
    assert max(waits) - min(waits) > 0.1
