"""Judged debates as rows, without anybody having spoken: for queries to count."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any

from debate.models import Arm, ArmSeat, Debate, Endpoint, Experiment, Player, Pool, ProtocolConfig, Question
from judges.models import Place, Rating
from judges.scoring import score
from tests.debate import stage

NOWHERE = "http://127.0.0.1:9/v1"


@dataclass
class Stored:
    """An experiment whose debates are finished as they are stored."""

    name: str = "trial"
    questions: int = 2
    options: int = 2
    experiment: Experiment = field(init=False)

    def __post_init__(self) -> None:
        asked = stage.question_set(self.name, self.questions, self.options)
        self.experiment = stage.experiment(asked, name=self.name, status=Experiment.Status.FINISHED)

    def question(self, number: int) -> Question:
        return self.experiment.question_set.questions.get(external_id=f"q{number}")

    def arm(self, protocol: str = "blind", judge: Endpoint | Pool | None = None, name: str = "") -> Arm:
        config, _ = ProtocolConfig.objects.get_or_create(name=f"stored/{protocol}", protocol=protocol)
        made = Arm.objects.create(experiment=self.experiment, name=name or protocol, config=config)
        judge = judge or judge_named("plain")
        who = {"pool": judge} if isinstance(judge, Pool) else {"endpoint": judge}
        ArmSeat.objects.create(arm=made, kind=ArmSeat.Kind.JUDGE, **who)
        return made

    def debate(self, arm: Arm, question: Question, **values: Any) -> Debate:
        number = self.experiment.debates.count()
        status = Debate.Status.FINISHED
        return Debate.objects.create(
            experiment=self.experiment, arm=arm, question=question, seed=number, repeat=number, status=status, **values
        )

    def judged(
        self,
        debate: Debate,
        *beliefs: Sequence[int],
        judge: Endpoint | Pool | None = None,
        player: Player | None = None,
        **values: Any,
    ) -> Place:
        """A judgement of the debate: what was believed after each round, the last being final."""
        judge = judge or judge_named("plain")
        who = {"pool": judge} if isinstance(judge, Pool) else {"endpoint": judge}
        place = Place.objects.create(debate=debate, number=debate.places.count(), player=player, **who, **values)
        assert debate.question.answer is not None
        for number, belief in enumerate(beliefs):
            found = score(tuple(belief), debate.question.answer)
            Rating.objects.create(
                place=place,
                round=number,
                final=number == len(beliefs) - 1,
                belief=list(belief),
                right=found.right,
                tie=found.tie,
                brier=found.brier,
                log2=found.log2,
                clipped=found.clipped,
            )
        return place


def judge_named(model: str) -> Endpoint:
    return Endpoint.objects.filter(model=model).first() or stage.endpoint(NOWHERE, model)
