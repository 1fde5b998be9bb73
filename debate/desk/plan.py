"""What a launch would start: how many debates, at most how many calls, and what stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from debate.core.types import Case
from debate.models import Arm, Experiment, Question
from debate.services.planning import chosen_questions, design, judges_of, problems, speaker
from debate.transcripts import protocol_of, question_of
from judges.services import READINGS


@dataclass(frozen=True)
class PlannedArm:
    """`calls` = the most model calls that its debates can take, retries of unreadable speeches included."""

    name: str
    protocol: str
    debates: int
    calls: int
    people: int


@dataclass(frozen=True)
class Plan:
    """`problems` are in words, one each; with any, there are no arms to show."""

    problems: tuple[str, ...]
    arms: tuple[PlannedArm, ...] = ()

    @property
    def debates(self) -> int:
        return sum(arm.debates for arm in self.arms)

    @property
    def calls(self) -> int:
        return sum(arm.calls for arm in self.arms)

    @property
    def people(self) -> int:
        return sum(arm.people for arm in self.arms)


def plan_of(experiment: Experiment) -> Plan:
    arms = list(experiment.arms.select_related("config").prefetch_related("seats__endpoint", "seats__pool"))
    questions = chosen_questions(experiment)
    if found := problems(experiment, arms, questions):
        return Plan(tuple(found))
    debates = Counter(trial.arm for trial in design(experiment, arms, questions))
    return Plan((), tuple(_planned(arm, questions, debates[arm.name]) for arm in arms))


def _planned(arm: Arm, questions: Sequence[Question], debates: int) -> PlannedArm:
    protocol, seats = protocol_of(arm), list(arm.seats.all())
    case = Case(question=question_of(questions[0]))
    judges = judges_of(seats)
    models = sum(judge.endpoint_id is not None for judge in judges) * arm.judgements_per_debate
    people = 0 if protocol.chaired else (len(judges) * arm.judgements_per_debate - models)
    speakers = [row for role in protocol.roles(case) if not role.chair and (row := speaker(seats, role.name))]
    most = max((row.craft.most_calls for row in speakers if row.endpoint_id), default=0)
    readings = 0 if protocol.chaired else models * READINGS * protocol.most_sitting_asks(case)
    return PlannedArm(
        name=arm.name,
        protocol=protocol.title,
        debates=debates,
        calls=debates * (protocol.most_asks(case) * most + readings),
        people=debates * people,
    )
