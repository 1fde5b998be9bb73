"""A small experiment that models and a person have worked on, for files to be made of."""

from __future__ import annotations

from debate import services
from debate.core.types import Turn as Reply
from debate.models import ArmSeat, Experiment, Player, Pool, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off

REASON = "=HYPERLINK(0) says the cook"


def play(provider: str) -> Experiment:
    """Two questions with four options each, in a debate, both halves of a consultancy and blind.

    Of the two debates, one is judged by a person, halfway; the other waits for people. One blind judge mumbles.
    """
    made = experiment(question_set(options=4), budget_usd=50)
    plain, people = endpoint(provider), Pool.objects.create(name="people/volunteers")
    debate = arm(made, "debate", judge=plain, speaker=plain, params={"rounds": 1}, best_of=2, selector=plain)
    ArmSeat.objects.create(arm=debate, kind=ArmSeat.Kind.JUDGE, pool=people)
    arm(made, "consultancy", judge=plain, speaker=plain, params={"rounds": 2})
    arm(made, "blind", judge=endpoint(provider, "mumbles"))
    services.launch(made)
    work_off()
    judge(person(people, "ann.secret@example.org"))
    made.refresh_from_db()
    return made


def judge(player: Player) -> None:
    """Answer the first ask of the next debate."""
    place = services.sit_down(player)
    assert place is not None
    turn = Turn.objects.get(seat__player=player, status=Turn.Status.OPEN)
    reply = Reply(ask=ask_from_json(turn.ask), text=REASON, belief=(7000, 3000))
    assert services.answer_by_person(turn, Answer(reply=reply))
