"""The analysis plan: written in a draft, frozen with a hash at the launch, and carried wherever the experiment goes."""

from __future__ import annotations

import io
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from debate import services
from debate.analysis_plans import BadPlan, plan_from, plan_of
from debate.exporters import export
from debate.importers import BadFile, import_experiment, read_experiment
from debate.importers.nyu import import_nyu
from debate.models import Arm, Experiment
from debate.services.duplicate import duplicate
from debate.services.preregister import hash_of, is_as_launched, wrong_in
from debate.services.setup import differences, set_up
from debate.services.setup import plan_of as whole_plan_of
from judges.stats.analysis_plan import AnalysisPlan, to_json
from judges.stats.sequential import Plan
from tests.debate.nyu.played import all_lines, all_rooms
from tests.debate.nyu.rooms import release
from tests.debate.planned import NOWHERE, PLAN, draft, launched
from tests.debate.stage import endpoint, experiment, question_set

pytestmark = pytest.mark.django_db


def test_a_plan_that_is_written_down_is_read_back() -> None:
    assert plan_of(draft()) == PLAN
    assert plan_of(draft_without()) == AnalysisPlan()


def draft_without() -> Experiment:
    return experiment(question_set("others"), name="other")


def test_a_launch_freezes_the_plan_with_a_hash() -> None:
    made = launched()
    assert made.analysis_frozen == to_json(PLAN)
    assert plan_of(made) == PLAN
    assert len(made.analysis_hash) == 64
    assert made.analysis_hash == hash_of(made)


def test_without_a_plan_the_frozen_one_says_that_nothing_was_planned() -> None:
    made = launched(None)
    assert made.analysis_frozen == to_json(AnalysisPlan())
    assert plan_of(made).primary is None
    assert is_as_launched(made)


def test_after_the_launch_no_service_changes_it() -> None:
    made = launched()
    with pytest.raises(services.BadState, match="is running, so it can't be given another analysis plan"):
        services.set_analysis(made, AnalysisPlan())
    Experiment.objects.update(analysis=to_json(AnalysisPlan()))
    made.refresh_from_db()
    assert plan_of(made) == PLAN


@pytest.mark.parametrize(
    "change",
    [
        lambda made: Experiment.objects.update(seed=8),
        lambda made: Experiment.objects.update(repeats=2),
        lambda made: Experiment.objects.update(analysis_frozen=to_json(replace(PLAN, figures=("brier",)))),
        lambda made: made.debates.filter(question__external_id="q0").delete(),
        lambda made: Arm.objects.filter(name="blind").update(name="blinded"),
        lambda made: Arm.objects.filter(name="blind").update(judgements_per_debate=2),
        lambda made: Arm.objects.filter(name="blind").update(frozen={**made.arms.all()[0].frozen, "version": "0"}),
    ],
    ids=["seed", "repeats", "plan", "questions", "arm", "judgements", "version"],
)
def test_the_hash_is_of_the_plan_and_of_its_design(change: Any) -> None:
    made = launched()
    assert is_as_launched(made)
    change(made)
    assert not is_as_launched(Experiment.objects.get(pk=made.pk))


def test_what_is_judged_later_and_what_is_spent_is_none_of_the_design() -> None:
    made = launched()
    Experiment.objects.update(spent_usd=3, budget_usd=9, status="paused")
    made.debates.update(status="finished", measures={"turns": 1})
    assert is_as_launched(Experiment.objects.get(pk=made.pk))


@pytest.mark.parametrize(
    ("plan", "problem"),
    [
        (replace(PLAN, primary=("blind", "oracle")), "Analysis plan, primary: there is no arm “oracle”"),
        (replace(PLAN, figures=("charm",)), "Analysis plan, figures: there is no figure “charm”"),
        (replace(PLAN, rule="applause"), "Analysis plan, rule: there is no score rule “applause”"),
        (replace(PLAN, where={"colour": ("red",)}), "Analysis plan, where: Judgements can't be told apart by “colour”"),
        (replace(PLAN, where={"judge": ("test/plian",)}), "Analysis plan, where: no judgement has judge = test/plian"),
        (replace(PLAN, where={"set": ("others",)}), "Analysis plan, where: no judgement has set = others"),
        (replace(PLAN, primary=None), "Analysis plan, stopping: a stopping rule is about the primary comparison"),
    ],
)
def test_a_plan_that_cannot_be_kept_stands_in_the_way_of_a_launch(plan: AnalysisPlan, problem: str) -> None:
    made = draft(plan)
    with pytest.raises(services.CannotLaunch) as caught:
        services.launch(made)
    assert [problem in str(found) for found in caught.value.problems] == [True]
    made.refresh_from_db()
    assert (made.status, made.analysis_frozen, made.analysis_hash) == ("draft", None, "")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"primary": ["blind"]}, "primary"),
        ({"figure": ["accuracy"]}, "figure"),
        ({"stopping": {"looks": [0.5], "target": 100}}, "stopping"),
        ({"stopping": {"looks": [0.5, 1.0], "target": 1}}, "stopping"),
        ({"penalty": "much"}, "penalty"),
        ({"where": {"kind": "people"}}, "where.kind"),
    ],
)
def test_a_plan_that_cannot_be_read_is_named_by_field(values: dict[str, Any], field: str) -> None:
    with pytest.raises(BadPlan) as caught:
        plan_from(values)
    assert [wrong.field for wrong in caught.value.wrong] == [field]
    made = draft(None)
    Experiment.objects.update(analysis=values)
    with pytest.raises(services.CannotLaunch, match=f"Analysis plan, {field}: "):
        services.launch(made)


def test_a_copy_has_the_same_plan_to_be_changed() -> None:
    made = launched()
    copy = duplicate(made, "again")
    assert plan_of(copy) == PLAN
    assert (copy.analysis_frozen, copy.analysis_hash) == (None, "")
    services.set_analysis(copy, AnalysisPlan())
    assert plan_of(Experiment.objects.get(pk=made.pk)) == PLAN


def exported(made: Experiment) -> bytes:
    return b"".join(export(made, "jsonl"))


def file(content: bytes) -> io.BytesIO:
    made = io.BytesIO(content)
    made.name = "trial.jsonl"
    return made


def test_a_file_of_debates_carries_the_frozen_plan_and_its_hash() -> None:
    made = launched()
    before = exported(made)
    head = json.loads(before.splitlines()[0])["experiment"]
    assert (head["analysis"], head["analysis_hash"]) == (to_json(PLAN), made.analysis_hash)
    again = import_experiment(file(before), "copy")
    assert plan_of(again) == PLAN
    assert again.analysis_hash == made.analysis_hash
    assert is_as_launched(again)


def test_a_file_whose_plan_was_changed_has_a_hash_that_does_not_fit() -> None:
    before = exported(launched()).decode()
    changed = before.replace('"primary":["blind","expert"]', '"primary":["expert","blind"]')
    assert changed != before
    assert not is_as_launched(import_experiment(file(changed.encode()), "copy"))


def test_a_file_from_before_there_were_plans_comes_in_without() -> None:
    lines = [json.loads(line) for line in exported(launched()).splitlines()]
    for line in lines:
        del line["experiment"]["analysis"], line["experiment"]["analysis_hash"]
    again = import_experiment(file("\n".join(map(json.dumps, lines)).encode()), "copy")
    assert (again.analysis_frozen, again.analysis_hash) == (None, "")
    assert plan_of(again) == AnalysisPlan()


TOML = """
name = "trial"
question_set = "keys"
[[arms]]
name = "one"
protocol = "blind"
judges = ["test/plain"]
[[arms]]
name = "two"
protocol = "expert"
judges = ["test/plain"]
[analysis]
primary = ["one", "two"]
figures = ["accuracy"]
stopping = { looks = [0.5, 1], target = 100 }
"""


def test_a_plan_stands_in_an_experiments_file_too(tmp_path: Path) -> None:
    question_set()
    endpoint(NOWHERE)
    (tmp_path / "trial.toml").write_text(TOML)
    wanted = read_experiment(tmp_path / "trial.toml")
    assert wanted.analysis == AnalysisPlan(primary=("one", "two"), stopping=Plan(looks=(0.5, 1.0), target=100))
    made = set_up(wanted)
    services.launch(made)
    assert plan_of(made) == wanted.analysis
    assert differences(wanted, whole_plan_of(made)) == []
    other = replace(wanted, analysis=replace(wanted.analysis, test="z"))
    assert differences(other, whole_plan_of(made)) == [
        "test of the analysis plan:  in the experiment, z in the file",
    ]


@pytest.mark.parametrize(
    ("line", "changed", "problem"),
    [
        ('"one", "two"]', '"one", "three"]', "analysis.primary: there is no arm “three”; there are: one, two."),
        ("figures", "figurs", "analysis.figurs: isn't known here; there are: primary, secondary, figures"),
        ("[0.5, 1]", "[0.5]", "analysis.stopping: a sequential plan ends with a look at the whole"),
    ],
)
def test_a_file_with_a_plan_that_cannot_be_is_refused(tmp_path: Path, line: str, changed: str, problem: str) -> None:
    assert line in TOML
    (tmp_path / "trial.toml").write_text(TOML.replace(line, changed))
    with pytest.raises(BadFile) as caught:
        read_experiment(tmp_path / "trial.toml")
    assert problem in str(caught.value)


def test_the_paper_of_an_imported_release_is_its_plan(tmp_path: Path) -> None:
    import_nyu(release(tmp_path / "release", all_rooms(), all_lines()))
    made = Experiment.objects.get(name="nyu-2023")
    plan = plan_of(made)
    assert plan.primary == ("human debate", "human consultancy")
    assert plan.where == {"debate.in_paper": ("true",), "judge": ("nyu/live judges",)}
    assert plan.score_rule.penalty == 0.05
    assert "arXiv 2311.08702" in plan.notes
    assert wrong_in(made, made.arms.all()) == []
    assert is_as_launched(made)


def test_a_release_without_both_of_the_papers_arms_has_no_comparison_planned(tmp_path: Path) -> None:
    rooms = {name: room for name, room in all_rooms().items() if name in ("lamp-0", "lamp-4")}
    import_nyu(release(tmp_path / "release", rooms))
    assert plan_of(Experiment.objects.get(name="nyu-2023")).primary is None
