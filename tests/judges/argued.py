"""Experiments whose every word is known, for figures to be worked out by hand."""

from __future__ import annotations

from django.utils import timezone

from debate import services
from debate.core.types import Turn as Reply
from debate.models import ArmSeat, Debate, Experiment, Question, Seat, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json, question_in
from judges.models import Place, Rating
from tests.debate import stage
from tests.judges.scene import NOWHERE

# Nine words with one quote that stands in the passage, and ten with one that does and one that doesn't; a dash is none.
SAID = {
    "debater_a": "The cook had it: <quote>the key in her apron</quote>.",
    "debater_b": "No — <quote>the butler did it</quote> and <quote>Nobody asked the cook</quote>",
    "consultant": "Trust me.",
}


def argued(*, open: bool = False) -> Experiment:
    """A debate of “ann” (debater_a) against “bob” about each question, and both halves of a consultancy by “ann”.

    The judge has two readings. It ends at 70 to 30 for the right one of the first question's two options, and at
    20 to 80 against the others' right ones; what it is shown first it believes by 10 points more, last by 10 less.
    Where sides are `open`, Ann picks the second of the two options.
    """
    made = stage.experiment(stage.question_set(options=4))
    ann, bob, judge = (stage.endpoint(NOWHERE, name) for name in ("ann", "bob", "judge"))
    debate = stage.arm(made, "debate", judge=judge, speaker=ann, params={"rounds": 1, "open": open}, role="debater_a")
    ArmSeat.objects.create(arm=debate, endpoint=bob, role="debater_b")
    stage.arm(made, "consultancy", judge=judge, speaker=ann, params={"rounds": 1})
    services.launch(made)
    while turns := list(Turn.objects.filter(status=Turn.Status.OPEN, debate__experiment=made)):
        for turn in turns:
            services.answer(turn, Answer(reply=_reply(turn)))
    made.refresh_from_db()
    return made


def _reply(turn: Turn) -> Reply:
    ask = ask_from_json(turn.ask)
    if ask.prompt == "pick":
        return Reply(ask=ask, choices={"option": question_in(turn.debate).options[1]})
    if turn.seat.role in SAID:
        return Reply(ask=ask, text=SAID[turn.seat.role])
    return Reply(ask=ask, belief=_belief(turn.seat) if turn.step else (5000, 5000), text="So it seems.")


def _belief(reader: Seat) -> tuple[int, int]:
    truth = question_in(reader.debate).truth
    first = reader.display[0] == truth
    right = (7000 if reader.debate.question.external_id == "q0" else 2000) + (1000 if first else -1000)
    return (right, 10_000 - right) if truth == 0 else (10_000 - right, right)


def blind(questions: int) -> Experiment:
    """One judgement of each of so many questions, a third of them right, that nobody has to work for."""
    made = stage.experiment(stage.question_set("many", questions), name="many")
    judge = stage.endpoint(NOWHERE, "judge")
    arm = stage.arm(made, "blind", judge=judge)
    for number, question in enumerate(Question.objects.filter(question_set__name="many")):
        debate = Debate.objects.create(experiment=made, arm=arm, question=question, seed=number, status="finished")
        place = Place.objects.create(debate=debate, number=0, endpoint=judge, finished_at=timezone.now())
        right = number % 3 == 0
        truth = question.answer or 0
        belief = [9000, 1000] if (truth == 0) == right else [1000, 9000]
        Rating.objects.create(
            place=place, round=0, final=True, belief=belief, right=right, tie=False, brier=0.1, log2=-1
        )
    return made
