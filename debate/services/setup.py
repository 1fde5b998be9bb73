"""A new experiment from a plan in names: its row, its arms with their protocols, who sits where."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass, field, fields
from decimal import Decimal
from typing import Any

from django.db import transaction

from debate import analysis_plans
from debate.core.types import Case, Question
from debate.models import Arm, ArmSeat, Endpoint, Experiment, Pool, ProtocolConfig, QuestionSet, Study
from debate.protocols import OversightProtocol, create
from judges.stats.analysis_plan import AnalysisPlan, to_json

Kind = ArmSeat.Kind
# What a seat's craft is made of, beside its selector.
CRAFT = ("best_of", "refine", "reasoning", "probed")


@dataclass(frozen=True, kw_only=True)
class NewSeat:
    """Who sits in a seat: `player` is the name of an endpoint or a pool. `role` "" = every speaking seat."""

    player: str
    role: str = ""
    best_of: int = 1
    refine: int = 0
    selector: str | None = None
    reasoning: bool = False
    probed: bool = False


@dataclass(frozen=True, kw_only=True)
class NewPlant:
    """In this share of the arm's debates, the seat is told to misbehave in the way of this plant; if free, it may."""

    plant: str
    share: float = 1.0
    free: bool = False


@dataclass(frozen=True, kw_only=True)
class NewArm:
    """One condition; `speakers` and `judges` in the researcher's order. `after` = the arms that it learns from."""

    name: str
    protocol: str
    params: Mapping[str, Any] = field(default_factory=dict)
    prompts: Mapping[str, str] = field(default_factory=dict)
    speakers: tuple[NewSeat, ...] = ()
    judges: tuple[NewSeat, ...] = ()
    judgements_per_debate: int = 1
    after: tuple[str, ...] = ()
    plants: Mapping[str, NewPlant] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class NewExperiment:
    """An experiment as its researcher wrote it down; without a study it is everybody's who is staff."""

    name: str
    question_set: str
    study: str | None = None
    seed: int = 0
    repeats: int = 1
    max_questions: int | None = None
    budget_usd: Decimal | None = None
    arms: tuple[NewArm, ...] = ()
    analysis: AnalysisPlan = field(default_factory=AnalysisPlan)


class UnknownNames(Exception):
    """A plan names what isn't there; one line a name, each with what there is."""


def names_in(plan: NewExperiment) -> set[str]:
    """Everything that a plan refers to: its question set, endpoints and pools."""
    seats = [seat for arm in plan.arms for seat in (*arm.speakers, *arm.judges)]
    return {plan.question_set, *(s.player for s in seats), *(s.selector for s in seats if s.selector)}


def speaking_roles(protocol: OversightProtocol) -> list[str]:
    """The seats of a protocol's stage that the researcher fills as speakers; its judge isn't one."""
    return [role.name for role in protocol.roles(_ANY) if not role.chair]


def plantable_roles(protocol: OversightProtocol) -> list[str]:
    """The seats that can be told to misbehave: whoever watches the others can't."""
    return [role.name for role in protocol.roles(_ANY) if not (role.chair or role.monitor)]


_ANY = Case(question=Question(text="", options=("", ""), answer=0))


@transaction.atomic
def set_up(plan: NewExperiment) -> Experiment:
    """Store a plan as a draft, ready to launch. Raises UnknownNames, and BadParameters of a protocol."""
    if unknown := list(_unknown(plan)):
        raise UnknownNames("\n".join(unknown))
    experiment = Experiment.objects.create(
        name=plan.name,
        question_set=QuestionSet.objects.get(name=plan.question_set),
        study=Study.objects.get(name=plan.study) if plan.study else None,
        seed=plan.seed,
        repeats=plan.repeats,
        most_questions=plan.max_questions,
        budget_usd=plan.budget_usd,
        analysis=to_json(plan.analysis),
    )
    arms = {arm.name: _set_up_arm(experiment, arm) for arm in plan.arms}
    for arm in plan.arms:
        arms[arm.name].after.set(arms[name] for name in arm.after)
    return experiment


def _unknown(plan: NewExperiment) -> Iterator[str]:
    sets = list(QuestionSet.objects.values_list("name", flat=True))
    if plan.question_set not in sets:
        yield f"There is no question set “{plan.question_set}”. There are: {_list(sets)}."
    studies = list(Study.objects.values_list("name", flat=True))
    if plan.study and plan.study not in studies:
        yield f"There is no study “{plan.study}”. There are: {_list(studies)}."
    endpoints = list(Endpoint.objects.values_list("name", flat=True))
    players = [*endpoints, *Pool.objects.values_list("name", flat=True)]
    for arm in plan.arms:
        for seat in (*arm.speakers, *arm.judges):
            if seat.player not in players:
                yield f"Arm “{arm.name}”: there is no endpoint or pool “{seat.player}”. There are: {_list(players)}."
            if seat.selector is not None and seat.selector not in endpoints:
                yield f"Arm “{arm.name}”: there is no endpoint “{seat.selector}”. There are: {_list(endpoints)}."


def _list(names: Iterable[str]) -> str:
    return ", ".join(names) or "none yet"


def _set_up_arm(experiment: Experiment, plan: NewArm) -> Arm:
    create(plan.protocol, plan.params)
    # A configuration of this name can only be left over from an experiment that was deleted.
    config, _ = ProtocolConfig.objects.update_or_create(
        name=f"{experiment.name}/{plan.name}",
        defaults={
            "protocol": plan.protocol,
            "params": dict(plan.params),
            "prompts": dict(plan.prompts),
            "study": experiment.study,
        },
    )
    arm = Arm.objects.create(
        experiment=experiment,
        name=plan.name,
        config=config,
        judgements_per_debate=plan.judgements_per_debate,
        plants={role: asdict(plant) for role, plant in plan.plants.items()},
    )
    for seat in plan.speakers:
        ArmSeat.objects.create(arm=arm, role=seat.role, **_seated(seat))
    for judge in plan.judges:
        ArmSeat.objects.create(arm=arm, kind=Kind.JUDGE, **_seated(judge))
    return arm


def _seated(seat: NewSeat) -> dict[str, Any]:
    selector = Endpoint.objects.get(name=seat.selector) if seat.selector else None
    craft = {name: getattr(seat, name) for name in CRAFT}
    return {**_player(seat.player), **craft, "selector": selector}


def _player(name: str) -> dict[str, Endpoint | Pool]:
    endpoint = Endpoint.objects.filter(name=name).first()
    return {"endpoint": endpoint} if endpoint else {"pool": Pool.objects.get(name=name)}


def plan_of(experiment: Experiment) -> NewExperiment:
    """The plan that a stored experiment carries out: as launched, else as it stands."""
    arms = experiment.arms.select_related("config").prefetch_related(
        "after", "seats__endpoint", "seats__pool", "seats__selector"
    )
    return NewExperiment(
        name=experiment.name,
        question_set=experiment.question_set.name,
        study=experiment.study.name if experiment.study else None,
        seed=experiment.seed,
        repeats=experiment.repeats,
        max_questions=experiment.most_questions,
        budget_usd=experiment.budget_usd,
        arms=tuple(_plan_of_arm(arm) for arm in arms),
        analysis=analysis_plans.plan_of(experiment),
    )


def _plan_of_arm(arm: Arm) -> NewArm:
    config = arm.config
    frozen = arm.frozen or {"protocol": config.protocol, "params": config.params, "prompts": config.prompts}
    speakers = [seat for seat in arm.seats.all() if seat.kind == Kind.SPEAKER]
    return NewArm(
        name=arm.name,
        protocol=frozen["protocol"],
        params=frozen["params"],
        prompts=frozen["prompts"],
        speakers=tuple(_plan_of_seat(seat) for seat in speakers),
        judges=tuple(_plan_of_seat(seat) for seat in arm.seats.all() if seat.kind == Kind.JUDGE),
        judgements_per_debate=arm.judgements_per_debate,
        after=tuple(other.name for other in arm.after.all()),
        plants={role: NewPlant(**plant) for role, plant in arm.plants.items()},
    )


def _plan_of_seat(seat: ArmSeat) -> NewSeat:
    return NewSeat(
        player=seat.who,
        role=seat.role,
        **{name: getattr(seat, name) for name in CRAFT},
        selector=seat.selector.name if seat.selector else None,
    )


_ARM, _ANALYSIS = fields(NewArm), fields(AnalysisPlan)


def differences(wanted: NewExperiment, stored: NewExperiment) -> list[str]:
    """Where two plans differ, in words; budget and study may be changed later and are none."""
    plain = [f.name for f in fields(NewExperiment) if f.name not in ("arms", "analysis", "budget_usd", "study")]
    found = [_difference(name, getattr(stored, name), getattr(wanted, name)) for name in plain]
    wanted_arms, stored_arms = {a.name: a for a in wanted.arms}, {a.name: a for a in stored.arms}
    if list(wanted_arms) != list(stored_arms):
        found.append(_difference("the arms", _list(stored_arms), _list(wanted_arms)))
    for name in wanted_arms.keys() & stored_arms.keys():
        one, other = stored_arms[name], wanted_arms[name]
        found += [_difference(f"{f.name} of arm “{name}”", getattr(one, f.name), getattr(other, f.name)) for f in _ARM]
    for f in _ANALYSIS:
        frozen, sought = getattr(stored.analysis, f.name), getattr(wanted.analysis, f.name)
        found.append(_difference(f"{f.name} of the analysis plan", frozen, sought))
    return [words for words in found if words]


def _difference(what: str, stored: object, wanted: object) -> str:
    return "" if stored == wanted else f"{what}: {stored} in the experiment, {wanted} in the file"
