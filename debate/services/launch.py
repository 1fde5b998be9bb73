"""From a draft to a running experiment: checked, frozen, designed, in one transaction."""

from __future__ import annotations

import gc
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import islice
from typing import Any

from django.db import transaction
from django.utils import timezone

from debate.analysis_plans import plan_of
from debate.core.design import Trial
from debate.core.flags import sitting_asks, stage_asks
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Role
from debate.models import Arm, Debate, Endpoint, Experiment, Player, Seat, Turn
from debate.models import Question as QuestionRow
from debate.models.bulk import copy_in
from debate.services.advance import new_turn
from debate.services.planning import Problem, chosen_questions, design, judges_of, problems, speaker
from debate.services.plants import frozen_plants
from debate.services.preregister import freeze
from debate.services.wake import wake
from debate.transcripts import case_of, protocol_of
from judges import services as judging

# So many debates are stored at a time: bounds the memory of a launch.
CHUNK = 500


class CannotLaunch(Exception):
    """Why an experiment can't be launched, and what to do; one line a problem."""

    def __init__(self, problems: Sequence[Problem]) -> None:
        super().__init__("\n".join(map(str, problems)))
        self.problems = problems


@transaction.atomic
def launch(experiment: Experiment) -> int:
    """Freeze and start an experiment; returns the number of debates. Raises CannotLaunch, leaving it a draft."""
    locked = Experiment.objects.select_for_update().get(pk=experiment.pk)
    if locked.status != Experiment.Status.DRAFT:
        raise CannotLaunch([Problem(f"“{locked.name}” was launched before: it is {locked.status}.", locked)])
    arms = list(locked.arms.select_related("config").prefetch_related("after", "seats__endpoint", "seats__pool"))
    planned = _planned(locked, arms)
    for arm in arms:
        _freeze(arm)
    with _uncollected():
        # All at once: what is woken chunk by chunk is woken many times over.
        wake(list(_stored(locked, arms, planned)))
        if any(seat.pool_id for arm in arms for seat in arm.seats.all()):
            judging.lay_out(locked)
    freeze(locked, plan_of(locked))
    locked.status, locked.launched_at = Experiment.Status.RUNNING, timezone.now()
    locked.save(update_fields=["status", "launched_at"])
    experiment.refresh_from_db()
    return len(planned)


def _planned(experiment: Experiment, arms: Sequence[Arm]) -> tuple[Trial, ...]:
    questions = chosen_questions(experiment)
    if found := problems(experiment, arms, questions):
        raise CannotLaunch(found)
    return design(experiment, arms, questions)


def _freeze(arm: Arm) -> None:
    arm.frozen = frozen_of(arm)
    arm.save(update_fields=["frozen"])


def frozen_of(arm: Arm) -> dict[str, Any]:
    """What of a draft arm is kept as it is launched."""
    protocol = protocol_of(arm)
    frozen: dict[str, Any] = {
        "protocol": protocol.slug,
        "version": protocol.version,
        "params": arm.config.params,
        "prompts": arm.config.prompts,
        "judges": [seat.who for seat in judges_of(arm.seats.all())],
    }
    if arm.plants:
        frozen["plants"] = frozen_plants(arm)
    return frozen


@contextmanager
def _uncollected() -> Iterator[None]:
    """No garbage collector: it would walk all that lives anew every few chunks, a third of a launch's time (measured).

    The rows of a chunk are in no circle: they go as the next chunk comes.
    """
    gc.disable()
    try:
        yield
    finally:
        gc.enable()


def _stored(experiment: Experiment, arms: Sequence[Arm], planned: Sequence[Trial]) -> Iterator[Endpoint]:
    """Store the debates with their seats, places and first turns; yields the endpoint of each turn that has one."""
    plan = {arm.name: ArmPlan(arm) for arm in arms}
    numbered = enumerate(planned)
    while chunk := list(islice(numbered, CHUNK)):
        asked = whole_questions(experiment, {trial.item_id for _, trial in chunk})
        new = [plan[trial.arm].debate(place, trial, asked[trial.item_id]) for place, trial in chunk]
        copy_in([one.debate for one in new])
        stage = [seat for one in new for seat in one.stage()]
        copy_in(stage)
        readers = judging.make_places((one.debate, one.wanted()) for one in new)
        turns = list(_first_turns(new, stage, readers))
        copy_in(turns)
        yield from (turn.endpoint for turn in turns if turn.endpoint)


def whole_questions(experiment: Experiment, ids: Collection[str]) -> dict[str, QuestionRow]:
    """Whole questions by the ids of their file; those on one passage share it."""
    rows = experiment.question_set.questions.filter(external_id__in=ids).prefetch_related("passage")
    return {row.external_id: row for row in rows}


def _first_turns(new: Iterable[NewDebate], stage: Iterable[Seat], readers: Iterable[Seat]) -> Iterator[Turn]:
    """What `advance` would open in each of these new debates; one that waits opens nothing yet."""
    begun = {one.debate.pk: one for one in new if one.debate.status != Debate.Status.WAITING}
    on_stage = {(seat.debate_id, seat.role): seat for seat in stage}
    for debate_id, one in begun.items():
        yield from (new_turn(one.debate, on_stage[debate_id, ask.role], 0, ask) for ask in one.asks)
    for seat in readers:
        if seat.debate_id in begun:
            one = begun[seat.debate_id]
            yield from (new_turn(one.debate, seat, 0, ask) for ask in one.reading)


def _stored_player(endpoint: Endpoint) -> Player:
    return Player.objects.get_or_create(endpoint=endpoint)[0]


class ArmPlan:
    """Who sits where in an arm's debates."""

    def __init__(self, arm: Arm, player: Callable[[Endpoint], Player] = _stored_player) -> None:
        self.arm, self.protocol = arm, protocol_of(arm)
        self.waits = bool(arm.after.all())
        self.rows = list(arm.seats.select_related("endpoint", "pool", "selector"))
        self.players = {row.endpoint.pk: player(row.endpoint) for row in self.rows if row.endpoint}
        self.wanted = judging.wanted_by(arm)

    def debate(self, place: int, trial: Trial, question: QuestionRow) -> NewDebate:
        debate = Debate(
            experiment_id=self.arm.experiment_id,
            arm=self.arm,
            question=question,
            place_in_order=place,
            repeat=trial.repeat,
            chair=trial.chair,
            seed=trial.seed,
            way=trial.way,
            pair=list(trial.pair) if trial.pair else None,
            form=trial.form,
            candidate=trial.candidate,
            display=list(trial.display),
        )
        case = case_of(debate)
        debate.half = _half(self.protocol, case)
        if self.waits:
            debate.status = Debate.Status.WAITING
            return NewDebate(self, trial, debate, case)
        asks = stage_asks(self.protocol, case, ())
        if not asks:
            # A debate in which nobody speaks is over as it begins; its judges go on.
            debate.status, debate.finished_at = Debate.Status.FINISHED, timezone.now()
        return NewDebate(self, trial, debate, case, asks, sitting_asks(self.protocol, case, ())[:1])


def _half(protocol: OversightProtocol, case: Case) -> str:
    """Which half of its question a debate is, where each question is run for its right and its wrong option."""
    sides = protocol.sides(case, ())
    if not protocol.halves() or len(sides) != 1 or case.question.answer is None:
        return ""
    return "honest" if case.question.answer in sides.values() else "dishonest"


@dataclass(frozen=True)
class NewDebate:
    """A debate that is being stored: what it is about, who is asked first on its stage and what each reader is."""

    plan: ArmPlan
    trial: Trial
    debate: Debate
    case: Case
    asks: tuple[Ask, ...] = ()
    reading: tuple[Ask, ...] = ()

    def wanted(self) -> list[judging.Wanted]:
        """The judgements wanted of it: the chair's alone where there is one, else every judge's.

        Where the stage itself decides, its verdict is the one judgement. Then the people wanted in its seats.
        """
        return [*self._judgements(), *self._people_on_stage()]

    def _judgements(self) -> list[judging.Wanted]:
        if self.plan.protocol.decides:
            return [judging.Wanted()]
        if not self.plan.protocol.chaired:
            return self.plan.wanted
        return [self.plan.wanted[self.trial.chair].as_chair()]

    def _people_on_stage(self) -> Iterator[judging.Wanted]:
        for role in self.plan.protocol.roles(self.case):
            row = None if role.chair else speaker(self.plan.rows, role.name)
            if row and row.pool_id:
                yield judging.Wanted(row, role=role.name)

    def stage(self) -> list[Seat]:
        return [self._seat(role) for role in self.plan.protocol.roles(self.case)]

    def _seat(self, role: Role) -> Seat:
        row = self.plan.wanted[self.trial.chair].row if role.chair else speaker(self.plan.rows, role.name)
        assert row is not None, "`problems` has found somebody for every seat"
        return Seat(
            debate=self.debate,
            role=role.name,
            player=self.plan.players.get(row.endpoint_id or 0),
            pool=row.pool,
            display=list(self.trial.display),
            best_of=row.best_of,
            refine=row.refine,
            selector=row.selector,
            reasoning=row.reasoning,
            probed=row.probed,
            plant=self._plant(role),
        )

    def _plant(self, role: Role) -> str:
        """The plant of this seat, by a draw of the debate's seed; "" where it is to play fair."""
        wanted = self.plan.arm.plants.get(role.name)
        if wanted is None or self.case.draw(f"plant/{role.name}") >= wanted["share"]:
            return ""
        return str(wanted["plant"])
