"""Builds what tests of the judges' pages need: people who were invited, debates to judge, and what is said in them."""

from __future__ import annotations

from typing import Any

from django.test import Client
from django.urls import reverse

from debate import people, services
from debate.core.types import Turn as Reply
from debate.models import Debate, Endpoint, Experiment, Player, Pool, Seat, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from tests.debate import stage

# Nobody listens there; the tests speak for the debaters.
NOWHERE = "http://127.0.0.1:9/v1"


def volunteers() -> Pool:
    return Pool.objects.get_or_create(name="people/volunteers")[0]


def launched(protocol: str = "debate", questions: int = 1, **params: Any) -> Experiment:
    """A running experiment whose judges are people; each question has a passage of its own."""
    name = f"trial-{Experiment.objects.count()}"
    made = stage.experiment(stage.question_set(name, questions), name=name)
    speaks = protocol in ("debate", "consultancy")
    speaker = Endpoint.objects.filter(name="test/plain").first() or stage.endpoint(NOWHERE) if speaks else None
    stage.arm(made, protocol, judge=volunteers(), speaker=speaker, params=params)
    services.launch(made)
    return made


def joined(client: Client) -> Player:
    """A person who has just pressed Begin."""
    invitation = people.invite(volunteers())
    client.post(reverse("join", args=[invitation.token]))
    invitation.refresh_from_db()
    assert invitation.player is not None
    return invitation.player


def seated(client: Client) -> Seat:
    """The seat of a person who has joined and sat down before the next debate."""
    player = joined(client)
    client.post(reverse("queue"))
    return Seat.objects.get(player=player)


def speak(debate: Debate, text: str = "The cook had it: <quote>the key in her apron</quote>.", only: str = "") -> None:
    """The models' open turns are answered; `only` names the one role that speaks."""
    for turn in debate.turns.filter(seat__reader=0, status=Turn.Status.OPEN, endpoint__isnull=False):
        if only in ("", turn.seat.role):
            services.answer(turn, Answer(reply=Reply(ask=ask_from_json(turn.ask), text=text)))


def address(seat: Seat) -> str:
    return reverse("judge", args=[seat.public_id])


def open_turn(seat: Seat) -> Turn:
    return seat.turns.get(status=Turn.Status.OPEN)


def form(seat: Seat, **values: object) -> dict[str, object]:
    """What a browser would send once it is checked: a belief of 70 to 30 in the order of display, and a reason."""
    said = {"belief0_0": "70", "belief0_1": "30", "speech1_": "Because."}
    return {"turn": open_turn(seat).public_id, "step": "submit", **said, **values}
