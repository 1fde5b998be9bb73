"""A proof before a person in a real browser, whose prover says what a test wants it to say."""

from __future__ import annotations

from typing import Any

from django.db import transaction
from playwright.sync_api import Page

from debate import people, services
from debate.core.types import Turn as Reply
from debate.models import Player, Seat, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from tests.debate import stage
from tests.judges import scene

STEPS = (
    "Somebody had to have the key in the house, since <quote>The porter was out all day</quote>.",
    "Of those who were in, only the cook is said to have had it: <quote>The cook had the key in her apron</quote>.",
    "Had it been somebody else, the cook would have said so; but <quote>Everybody asked the cook</quote>.",
)
AGAIN = ("The porter was out.", "So the cook had the key, as <quote>The cook had the key in her apron</quote> says.")
ANSWER = "The passage says <quote>Nobody asked the cook</quote>, so her silence is no sign of anything."


def proven(page: Page, **params: Any) -> Seat:
    """`page` shows a proof of three steps to its verifier."""
    page.goto(people.invitation_url(people.invite(scene.volunteers())))
    page.get_by_role("button", name="Begin").click()
    seat = seated(**params)
    prove(seat, STEPS)
    page.goto(f"/judge/{seat.public_id}/")
    return seat


def seated(**params: Any) -> Seat:
    """All at once and paused, so that no worker meets the prover, which is a model that nobody serves."""
    with transaction.atomic():
        made = stage.experiment(stage.question_set(questions=1))
        prover = stage.endpoint(scene.NOWHERE)
        stage.arm(made, "prover-verifier", judge=scene.volunteers(), speaker=prover, params=params)
        services.launch(made)
        place = services.sit_down(Player.objects.get(user__isnull=False))
        assert place is not None
        services.pause(made, "The test speaks for the prover.")
    return Seat.objects.get(player=place.player, debate=place.debate)


def prove(seat: Seat, claims: tuple[str, ...]) -> None:
    turn = _due(seat)
    services.answer(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), items={"claims": claims})))


def justify(seat: Seat, words: str) -> None:
    turn = _due(seat)
    services.answer(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), text=words)))


def judge(seat: Seat, verdict: str, step: str = "2", reason: str = "Who says that it was the cook?") -> None:
    turn = scene.open_turn(seat)
    choices = {"verdict": verdict, "weakest": step}
    reply = Reply(ask=ask_from_json(turn.ask), belief=(3500, 6500), choices=choices, text=reason)
    assert services.answer_by_person(turn, Answer(reply=reply))


def _due(seat: Seat) -> Turn:
    return seat.debate.turns.get(seat__role="prover", status=Turn.Status.OPEN)
