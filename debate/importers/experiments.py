"""Experiment files: TOML, as a researcher writes it."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Any

from django.core.validators import slug_re
from pydantic import AfterValidator, BeforeValidator, Field, JsonValue, ValidationError, field_validator

from debate.analysis_plans import PlanRecord
from debate.core.parameters import BadParameters
from debate.importers.forms import Form, Text
from debate.importers.problems import BadFile, Problem, problems_in
from debate.protocols import OversightProtocol, create
from debate.services.preregister import known
from debate.services.setup import NewArm, NewExperiment, NewPlant, NewSeat, plantable_roles, speaking_roles
from judges.stats.analysis_plan import wrong_with


def _slug(name: str) -> str:
    if not slug_re.match(name) or len(name) > 100:
        raise ValueError(f"“{name}” must be letters, digits, - and _ alone, at most 100 of them.")
    return name


Slug = Annotated[str, AfterValidator(_slug)]


class SeatForm(Form):
    """Who sits in a seat, and how its speeches are made; short for the endpoint alone: its name.

    `selector` = the endpoint that picks among drafts, and reads private reasoning where that is probed.
    """

    endpoint: Text
    best_of: Annotated[int, Field(ge=1, le=64)] = 1
    refine: Annotated[int, Field(ge=0, le=16)] = 0
    selector: Text | None = None
    reasoning: bool = False
    probed: bool = False


class PlantForm(Form):
    """A covert instruction of a seat; short for one in every debate: the plant's name. `free` = it may."""

    plant: Text
    share: Annotated[float, Field(gt=0, le=1)] = 1.0
    free: bool = False


Planted = Annotated[PlantForm, BeforeValidator(lambda value: {"plant": value} if isinstance(value, str) else value)]
Seat = Annotated[SeatForm, BeforeValidator(lambda value: {"endpoint": value} if isinstance(value, str) else value)]


class ArmForm(Form):
    name: Slug
    protocol: Text
    params: dict[str, JsonValue] = {}
    prompts: dict[str, Text] = {}
    debaters: list[Seat] = []
    seats: dict[str, Seat] = {}
    judges: list[Seat] = []
    after: list[Text] = []
    plants: dict[str, Planted] = {}
    judgements_per_debate: Annotated[int, Field(ge=1, le=1000)] = 1


class ExperimentForm(Form):
    name: Slug
    question_set: Text
    seed: Annotated[int, Field(ge=-(2**63), lt=2**63)] = 0
    repeats: Annotated[int, Field(ge=1, le=1000)] = 1
    study: str | None = None
    max_questions: Annotated[int, Field(ge=1)] | None = None
    budget_usd: Annotated[float, Field(ge=0, lt=1_000_000)] | None = None
    arms: Annotated[list[ArmForm], Field(min_length=1)]
    analysis: PlanRecord = PlanRecord()

    @field_validator("arms")
    @classmethod
    def _names_once(cls, arms: list[ArmForm]) -> list[ArmForm]:
        names = [arm.name for arm in arms]
        if twice := {name for name in names if names.count(name) > 1}:
            raise ValueError(f"two arms are called {', '.join(sorted(twice))}.")
        return arms


def read_experiment(file: str | Path) -> NewExperiment:
    """The plan that a TOML file holds. Raises BadFile, also for protocols and parameters that don't exist."""
    name = Path(file).name
    try:
        form = ExperimentForm.model_validate(_values(Path(file)))
    except ValidationError as error:
        found = problems_in(error, ExperimentForm)
        raise BadFile(Problem(name, words, field=field) for field, words in found) from None
    names = [arm.name for arm in form.arms]
    wrong = [(f"arm “{arm.name}”", words) for arm in form.arms for words in (*_wrong(arm), *_unawaited(arm, names))]
    if wrong := [*wrong, *_wrong_analysis(form)]:
        raise BadFile(Problem(name, words, field=field) for field, words in wrong)
    return _plan(form)


def _values(file: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(file.read_bytes().decode("utf-8-sig"))
    except OSError as error:
        raise BadFile([Problem(str(file), f"can't be read: {error.strerror}.")]) from error
    except UnicodeDecodeError as error:
        raise BadFile([Problem(file.name, "isn't UTF-8; save it as UTF-8.")]) from error
    except tomllib.TOMLDecodeError as error:
        raise BadFile([Problem(file.name, f"isn't TOML: {error}.")]) from error


def _wrong(arm: ArmForm) -> Iterator[str]:
    """What is wrong with an arm for the protocol that it names."""
    try:
        protocol = create(arm.protocol, arm.params)
    except BadParameters as problem:
        yield str(problem)
        return
    roles = speaking_roles(protocol)
    for role in sorted(set(arm.seats) - set(roles)):
        yield f"“{arm.protocol}” has no seat “{role}”; it has: {', '.join(roles) or 'none'}."
    for prompt in sorted(set(arm.prompts) - set(protocol.prompts)):
        yield f"“{arm.protocol}” has no prompt “{prompt}”; it has: {', '.join(protocol.prompts)}."
    if arm.debaters and arm.seats:
        yield "has both debaters and seats; keep one."
    elif len(arm.debaters) not in (0, 1, len(roles)) or (arm.debaters and not roles):
        yield f"has {len(arm.debaters)} debaters; “{arm.protocol}” has the seats: {', '.join(roles) or 'none'}."
    judges = [judge.endpoint for judge in arm.judges]
    if twice := {judge for judge in judges if judges.count(judge) > 1}:
        yield f"names the judge {', '.join(sorted(twice))} twice; judgements_per_debate says how often each judges."
    if protocol.decides and judges:
        yield f"“{arm.protocol}” ends in a verdict of its own seats, so it takes no judges."
    if not protocol.decides and not judges:
        yield "judges: must have at least 1 entries, not 0."
    yield from _wrong_plants(arm, protocol)


def _wrong_plants(arm: ArmForm, protocol: OversightProtocol) -> Iterator[str]:
    able = plantable_roles(protocol)
    for role in arm.plants:
        if role not in able:
            yield f"plants: no plant can sit in “{role}”; one can in: {', '.join(able) or 'none'}."


def _unawaited(arm: ArmForm, names: Sequence[str]) -> Iterator[str]:
    others = [name for name in names if name != arm.name]
    for name in arm.after:
        if name not in others:
            yield f"after: “{name}” is no other arm of this file; there are: {', '.join(others) or 'none'}."


def _wrong_analysis(form: ExperimentForm) -> Iterator[tuple[str, str]]:
    judges = [judge.endpoint for arm in form.arms for judge in arm.judges]
    nameable = known([arm.name for arm in form.arms], judges, form.question_set)
    for wrong in wrong_with(form.analysis.plan(), nameable):
        yield f"analysis.{wrong.field}", wrong.words


def _plan(form: ExperimentForm) -> NewExperiment:
    values = form.model_dump(exclude={"arms", "budget_usd", "analysis"})
    budget = None if form.budget_usd is None else Decimal(str(form.budget_usd))
    arms = tuple(_arm(arm) for arm in form.arms)
    return NewExperiment(**values, budget_usd=budget, arms=arms, analysis=form.analysis.plan())


def _arm(form: ArmForm) -> NewArm:
    return NewArm(
        name=form.name,
        protocol=form.protocol,
        params=form.params,
        prompts=form.prompts,
        speakers=_speakers(form),
        judges=tuple(_seat("", judge) for judge in form.judges),
        judgements_per_debate=form.judgements_per_debate,
        after=tuple(form.after),
        plants={role: NewPlant(**planted.model_dump()) for role, planted in form.plants.items()},
    )


def _speakers(form: ArmForm) -> tuple[NewSeat, ...]:
    """One debater is short for every speaking seat; several take the seats in the protocol's order."""
    if len(form.debaters) == 1:
        return (_seat("", form.debaters[0]),)
    roles = speaking_roles(create(form.protocol, form.params))
    seated = form.seats or dict(zip(roles, form.debaters, strict=False))
    return tuple(_seat(role, seat) for role, seat in seated.items())


def _seat(role: str, form: SeatForm) -> NewSeat:
    return NewSeat(player=form.endpoint, role=role, **form.model_dump(exclude={"endpoint"}))
