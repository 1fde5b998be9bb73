"""The analysis plan at a launch: held against the design that it is about, and frozen with it under one hash."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from debate.analysis_plans import BadPlan, plan_from, plan_of
from debate.models import Arm, ArmSeat, Experiment
from judges.queries.dimensions import BOTS, MODELS, PEOPLE, STAGE, check
from judges.stats import FIGURES
from judges.stats.analysis_plan import AnalysisPlan, Known, Wrong, canonical, to_json, wrong_with

HALVES = ("", "honest", "dishonest")


def known(arms: Collection[str], judges: Iterable[str] | None = None, question_set: str | None = None) -> Known:
    """What a plan can name in a design of these arms; of judges and sets, anything where they aren't known yet."""
    values: dict[str, Collection[str]] = {"arm": arms, "half": HALVES, "kind": (MODELS, PEOPLE, BOTS, STAGE)}
    if judges is not None:
        values["judge"] = [*dict.fromkeys(judges), STAGE]
    if question_set is not None:
        values["set"] = [question_set]
    return Known(arms=arms, figures=tuple(FIGURES), check=check, values=values)


def wrong_in(experiment: Experiment, arms: Iterable[Arm]) -> list[Wrong]:
    """What stands in the way of freezing the experiment's plan with these arms, by field."""
    arms = list(arms)
    judges = [seat.who for arm in arms for seat in arm.seats.all() if seat.kind == ArmSeat.Kind.JUDGE]
    try:
        plan = plan_of(experiment)
    except BadPlan as problem:
        return list(problem.wrong)
    return list(wrong_with(plan, known([arm.name for arm in arms], judges, experiment.question_set.name)))


def freeze(experiment: Experiment, plan: AnalysisPlan) -> None:
    """Keep this plan for good, with the hash of it and of the launched design, whose debates are stored."""
    experiment.analysis_frozen = to_json(plan)
    experiment.analysis_hash = hash_of(experiment)
    experiment.save(update_fields=["analysis_frozen", "analysis_hash"])


def hash_of(experiment: Experiment) -> str:
    """The sha256 of a launched experiment's frozen plan and design as they stand now."""
    plan = to_json(plan_from(experiment.analysis_frozen))
    return canonical({"plan": plan, "design": _design(experiment)})[1]


def is_as_launched(experiment: Experiment) -> bool:
    """Whether neither the plan nor the design that it is about was changed since they were frozen."""
    return experiment.analysis_frozen is not None and hash_of(experiment) == experiment.analysis_hash


def _design(experiment: Experiment) -> dict[str, Any]:
    """What an export carries too, so that whoever has the file comes to the same hash."""
    arms = [
        {"name": arm.name, "judgements_per_debate": arm.judgements_per_debate, **(arm.frozen or {})}
        for arm in experiment.arms.all()
    ]
    asked = experiment.debates.order_by().values_list("question__external_id", flat=True)
    return {
        "seed": experiment.seed,
        "repeats": experiment.repeats,
        "arms": arms,
        "questions": sorted(asked.distinct()),
    }
