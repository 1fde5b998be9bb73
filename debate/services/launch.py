"""From a draft to a running experiment: checked, frozen, designed, in one transaction."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from itertools import islice

from django.db import transaction
from django.utils import timezone

from debate.core.design import Trial
from debate.core.flags import sitting_asks, stage_asks
from debate.core.protocol import OversightProtocol
from debate.core.types import Case, Role
from debate.models import Arm, Debate, Experiment, Player, Seat
from debate.models import Question as QuestionRow
from debate.services.advance import new_turn, open_turns
from debate.services.planning import Problem, chosen_questions, design, judges_of, problems, speaker
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
    questions = chosen_questions(locked)
    if found := problems(locked, arms, questions):
        raise CannotLaunch(found)
    for arm in arms:
        _freeze(arm)
    planned = design(locked, arms, questions)
    _store(arms, questions, planned)
    judging.lay_out(locked)
    locked.status, locked.launched_at = Experiment.Status.RUNNING, timezone.now()
    locked.save(update_fields=["status", "launched_at"])
    experiment.refresh_from_db()
    return len(planned)


def _freeze(arm: Arm) -> None:
    protocol = protocol_of(arm)
    arm.frozen = {
        "protocol": protocol.slug,
        "version": protocol.version,
        "params": arm.config.params,
        "prompts": arm.config.prompts,
        "judges": [seat.who for seat in judges_of(arm.seats.all())],
    }
    arm.save(update_fields=["frozen"])


def _store(arms: Sequence[Arm], questions: Sequence[QuestionRow], planned: Iterable[Trial]) -> None:
    plan = {arm.name: ArmPlan(arm) for arm in arms}
    by_id = {question.external_id: question for question in questions}
    numbered = enumerate(planned)
    while chunk := list(islice(numbered, CHUNK)):
        made = [_debate(plan[trial.arm].arm, by_id[trial.item_id], trial, place) for place, trial in chunk]
        Debate.objects.bulk_create(made)
        trials = [trial for _, trial in chunk]
        seats = [
            seat for debate, trial in zip(made, trials, strict=True) for seat in plan[trial.arm].stage(debate, trial)
        ]
        Seat.objects.bulk_create(seats)
        readers = judging.make_places([(d, plan[t.arm].wanted_in(t)) for d, t in zip(made, trials, strict=True)])
        _open_first_turns(made, seats, readers)


def _debate(arm: Arm, question: QuestionRow, trial: Trial, place: int) -> Debate:
    waits = Debate.Status.WAITING if arm.after.all() else Debate.Status.RUNNING
    debate = Debate(
        status=waits,
        experiment_id=arm.experiment_id,
        arm=arm,
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
    debate.half = _half(protocol_of(arm), case_of(debate))
    return debate


def _half(protocol: OversightProtocol, case: Case) -> str:
    """Which half of its question a debate is, where each question is run for its right and its wrong option."""
    sides = protocol.sides(case, ())
    if not protocol.halves() or len(sides) != 1 or case.question.answer is None:
        return ""
    return "honest" if case.question.answer in sides.values() else "dishonest"


class ArmPlan:
    """Who sits where in an arm's debates."""

    def __init__(self, arm: Arm) -> None:
        self.arm, self.protocol = arm, protocol_of(arm)
        self.rows = list(arm.seats.select_related("endpoint", "pool", "selector"))
        self.players = {
            row.endpoint_id: Player.objects.get_or_create(endpoint=row.endpoint)[0]
            for row in self.rows
            if row.endpoint_id
        }
        self.wanted = judging.wanted_by(arm)

    def wanted_in(self, trial: Trial) -> list[judging.Wanted]:
        """The judgements wanted of one debate: the chair's alone where there is one, else every judge's.

        Where the stage itself decides, its verdict is the one judgement.
        """
        if self.protocol.decides:
            return [judging.Wanted()]
        if not self.protocol.chaired:
            return self.wanted
        return [self.wanted[trial.chair].as_chair()]

    def stage(self, debate: Debate, trial: Trial) -> list[Seat]:
        roles = self.protocol.roles(case_of(debate))
        return [self._seat(debate, role, trial) for role in roles]

    def _seat(self, debate: Debate, role: Role, trial: Trial) -> Seat:
        row = self.wanted[trial.chair].row if role.chair else speaker(self.rows, role.name)
        assert row is not None, "`problems` has found somebody for every seat"
        return Seat(
            debate=debate,
            role=role.name,
            player=self.players.get(row.endpoint_id or 0),
            pool=row.pool,
            display=list(trial.display),
            best_of=row.best_of,
            refine=row.refine,
            selector=row.selector,
            reasoning=row.reasoning,
            probed=row.probed,
            plant=self._plant(debate, role),
        )

    def _plant(self, debate: Debate, role: Role) -> str:
        """The plant of this seat, by a draw of the debate's seed; "" where it is to play fair."""
        wanted = self.arm.plants.get(role.name)
        if wanted is None or case_of(debate).draw(f"plant/{role.name}") >= wanted["share"]:
            return ""
        return str(wanted["plant"])


def _open_first_turns(debates: Sequence[Debate], stage: Sequence[Seat], readers: Sequence[Seat]) -> None:
    """What `advance` would open in each of these new debates, for all of them at once."""
    turns = []
    on_stage = {(seat.debate_id, seat.role): seat for seat in stage}
    for debate in debates:
        if debate.status == Debate.Status.RUNNING:
            asks = stage_asks(protocol_of(debate.arm), case_of(debate), ())
            turns += [new_turn(debate, on_stage[debate.pk, ask.role], 0, ask) for ask in asks]
    for seat in readers:
        if seat.debate.status == Debate.Status.RUNNING:
            asks = sitting_asks(protocol_of(seat.debate.arm), case_of(seat.debate), ())
            turns += [new_turn(seat.debate, seat, 0, ask) for ask in asks[:1]]
    open_turns(turns)
    _finish_silent([debate for debate in debates if debate.status == Debate.Status.RUNNING])


def _finish_silent(debates: Sequence[Debate]) -> None:
    """A debate in which nobody speaks is over as it begins; its judges go on."""
    silent = [d.pk for d in debates if not stage_asks(protocol_of(d.arm), case_of(d), ())]
    Debate.objects.filter(pk__in=silent).update(status=Debate.Status.FINISHED, finished_at=timezone.now())
