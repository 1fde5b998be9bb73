"""Experiments with an analysis plan, as drafts and launched."""

from __future__ import annotations

from debate import services
from debate.models import Experiment
from judges.stats.analysis_plan import AnalysisPlan
from judges.stats.sequential import Plan
from tests.debate.stage import arm, endpoint, experiment, question_set

NOWHERE = "http://127.0.0.1:9/v1"
PLAN = AnalysisPlan(
    primary=("blind", "expert"),
    figures=("accuracy", "brier"),
    test="McNemar",
    where={"kind": ("models",)},
    rule="brier",
    penalty=0.05,
    stopping=Plan(looks=(0.5, 1.0), target=8),
    notes="Agreed on Monday.\nBy all of us.",
)


def draft(plan: AnalysisPlan | None = PLAN, questions: int = 4) -> Experiment:
    """Two arms, of which nobody speaks, judged by one model."""
    made, model = experiment(question_set(questions=questions)), endpoint(NOWHERE)
    arm(made, "blind", judge=model)
    arm(made, "expert", judge=model)
    if plan is not None:
        services.set_analysis(made, plan)
    return made


def launched(plan: AnalysisPlan | None = PLAN, questions: int = 4) -> Experiment:
    made = draft(plan, questions)
    services.launch(made)
    return made
