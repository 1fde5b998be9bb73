"""A debate whose debaters say what a test wants them to say, before a person in a real browser."""

from __future__ import annotations

from django.db import transaction
from playwright.sync_api import Page

from debate import people, services
from debate.core.types import Turn as Reply
from debate.models import Player, Seat
from debate.services import Answer
from debate.transcripts import ask_from_json
from tests.debate import stage
from tests.judges import scene


def argued(page: Page, first: str, second: str, question: str = "", flags: bool = False, rounds: int = 1) -> Seat:
    """`page` shows a judgement after the last of these rounds. Each begins with `first`, said by debater A."""
    page.goto(people.invitation_url(people.invite(scene.volunteers())))
    page.get_by_role("button", name="Begin").click()
    seat = seated(rounds, flags, question)
    for _ in range(rounds):
        believe(seat)
        scene.speak(seat.debate, first, only="debater_a")
        scene.speak(seat.debate, second, only="debater_b")
    page.goto(f"/judge/{seat.public_id}/")
    return seat


def seated(rounds: int, flags: bool, question: str) -> Seat:
    """All at once and paused, so that the worker never meets the debaters, who are models that nobody serves."""
    with transaction.atomic():
        questions = stage.question_set(questions=1)
        if question:
            questions.questions.update(text=question)
        made = stage.experiment(questions)
        speaker = stage.endpoint(scene.NOWHERE)
        stage.arm(made, "debate", judge=scene.volunteers(), speaker=speaker, params={"rounds": rounds, "flags": flags})
        services.launch(made)
        place = services.sit_down(Player.objects.get(user__isnull=False))
        assert place is not None
        services.pause(made, "The test speaks for the debaters.")
    return place.sittings.get().seat


def believe(seat: Seat) -> None:
    """70 to 30, in the order of the question."""
    turn = scene.open_turn(seat)
    ask = ask_from_json(turn.ask)
    marks: dict[str, dict[str, str]] = {want.name: {} for want in ask.wants if want.kind == "marks"}
    assert services.answer_by_person(turn, Answer(reply=Reply(ask=ask, belief=(7000, 3000), marks=marks)))
