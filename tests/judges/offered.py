"""Debates that are offered to people, people who judge them or go away."""

from __future__ import annotations

import io
from collections.abc import Iterator
from datetime import timedelta

from django.utils import timezone

from debate import services
from debate.core.types import Turn as Reply
from debate.models import Arm, ArmSeat, Experiment, Player, Pool, ProtocolConfig, QuestionSet, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges.models import Place
from tests.debate.stage import experiment

NOWHERE = "http://127.0.0.1:9/v1"
LONG = timedelta(days=2)


def blind(pool: Pool, questions: QuestionSet, *arms: str, each: int = 1, name: str = "trial") -> Experiment:
    """A running experiment of arms in which nobody speaks."""
    made = experiment(questions, name=name)
    for label in arms or ("blind",):
        config = ProtocolConfig.objects.create(name=f"{name}/{label}", protocol="blind")
        row = Arm.objects.create(experiment=made, name=label, config=config, judgements_per_debate=each)
        ArmSeat.objects.create(arm=row, kind=ArmSeat.Kind.JUDGE, pool=pool)
    services.launch(made)
    return made


def owed(player: Player) -> Turn:
    return Turn.objects.get(seat__player=player, status=Turn.Status.OPEN)


def say(turn: Turn, first: int = 7000) -> bool:
    reply = Reply(ask=ask_from_json(turn.ask), text="Because.", belief=(first, 10_000 - first))
    return services.answer_by_person(turn, Answer(reply=reply))


def judged_by(player: Player) -> Iterator[Place]:
    """Every debate that they get, judged to its end."""
    while place := services.sit_down(player):
        while turn := Turn.objects.filter(seat__player=player, seat__role="judge", status=Turn.Status.OPEN).first():
            assert say(turn)
        yield place


def go_away(*players: Player) -> None:
    """Time passes in which nothing is heard of them; then the sweep comes by."""
    Place.objects.filter(player__in=players, finished_at=None).update(lease_until=timezone.now() - LONG)
    Turn.objects.filter(seat__player__in=players).update(opened_at=timezone.now() - LONG)
    services.sweep()


def file(text: str) -> io.BytesIO:
    made = io.BytesIO(text.encode())
    made.name = "copy.jsonl"
    return made
