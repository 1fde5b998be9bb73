"""A debate that others have played to where a person comes in, before that person in a real browser."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from django.db import transaction
from playwright.sync_api import Page

from debate import people, services
from debate.core.types import Ask, Turn
from debate.models import ArmSeat, Player, Seat
from debate.models import Turn as Row
from debate.services import Answer
from debate.transcripts import ask_from_json
from tests.debate import stage
from tests.judges import scene

Plays = Callable[[Ask], Turn]


def before(
    page: Page,
    protocol: str,
    question: Mapping[str, Any],
    plays: Plays,
    *,
    role: str = "",
    answered: int = 0,
    params: Mapping[str, Any] | None = None,
) -> Seat:
    """`page` shows what a person is asked in this role of the stage, or ("") as a judge after so many answers."""
    page.goto(people.invitation_url(people.invite(scene.volunteers())))
    page.get_by_role("button", name="Begin").click()
    # All at once, so that the worker never meets the models, which nobody serves.
    with transaction.atomic():
        seat = _seated(protocol, question, plays, role, dict(params or {}))
        for _ in range(answered):
            turn = scene.open_turn(seat)
            assert services.answer_by_person(turn, Answer(reply=plays(ask_from_json(turn.ask))))
    page.goto(f"/judge/{seat.public_id}/")
    return seat


def _seated(protocol: str, question: Mapping[str, Any], plays: Plays, role: str, params: dict[str, Any]) -> Seat:
    questions = stage.question_set(questions=1)
    questions.questions.update(**question)
    made = stage.experiment(questions)
    speaker = stage.endpoint(scene.NOWHERE) if protocol != "preference" else None
    arm = stage.arm(made, protocol, judge=scene.volunteers(), speaker=speaker, params=params)
    if role:
        ArmSeat.objects.create(arm=arm, pool=scene.volunteers(), role=role)
    services.launch(made)
    while spoken := list(Row.objects.filter(status=Row.Status.OPEN, seat__reader=0, endpoint__isnull=False)):
        for turn in spoken:
            services.answer(turn, Answer(reply=plays(ask_from_json(turn.ask))))
    player = Player.objects.get(user__isnull=False)
    if role:
        # Judges are free from the start, the stage once something is asked of it.
        made.debates.get().places.filter(role="").delete()
    assert services.sit_down(player) is not None
    services.pause(made, "The test speaks for everybody else.")
    seats = Seat.objects.filter(player=player)
    return seats.get(role=role) if role else seats.get(role="judge")
