"""What a frozen plan excludes is in no figure, and every report says how much that is."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from debate.analysis_plans import BadPlan, PlanRecord, plan_from
from debate.console import notes
from debate.importers import read_experiment
from debate.models import Arm, Debate, Experiment, Player, Pool, Seat, Turn
from debate.publishing.report import planned_report_html
from debate.services.preregister import known
from judges.models import Attendance, Place, Sitting
from judges.queries import Scope, report_on
from judges.queries.drawn import drawn
from judges.stats import AnalysisPlan, to_json
from judges.stats.analysis_plan import canonical, in_words, wrong_with
from judges.stats.analysis_plan import to_json as plan_to_json
from judges.stats.exclusions import Excluded, Exclusions
from tests.debate.stage import person
from tests.judges.stored import Stored

pytestmark = pytest.mark.django_db

RIGHT, WRONG = (9000, 1000), (2000, 8000)


class Study:
    """An experiment whose people judged each of its debates, and were given checks while it ran."""

    def __init__(self, people: int = 3, questions: int = 2, **exclude: Any) -> None:
        self.pool = Pool.objects.create(name="people/volunteers")
        self.people = [person(self.pool, f"p{n}") for n in range(people)]
        self.made = Stored(questions=questions)
        self.experiment = self.made.experiment
        self.began = timezone.now() - timedelta(hours=2)
        frozen = plan_to_json(AnalysisPlan(exclude=Exclusions(**exclude)))
        times = {"launched_at": self.began, "finished_at": timezone.now()}
        Experiment.objects.filter(pk=self.experiment.pk).update(analysis_frozen=frozen, **times)
        self.experiment.refresh_from_db()
        self.arm = self.made.arm("blind", judge=self.pool)
        for player in self.people:
            for n in range(questions):
                self.judged(player, self.made.debate(self.arm, self.made.question(n)))

    def judged(self, player: Player, debate: Debate, seconds: float = 60) -> Place:
        """Rightly, within so many seconds, in two asks."""
        answer = debate.question.answer
        belief = RIGHT if answer == 0 else RIGHT[::-1]
        place = self.made.judged(debate, belief, judge=self.pool, player=player, finished_at=timezone.now())
        seat = Seat.objects.create(debate=debate, role="judge", reader=1, player=player, display=[0, 1])
        Sitting.objects.create(place=place, seat=seat, finished_at=timezone.now())
        seen = timezone.now()
        for step in range(2):
            answered = seen + timedelta(seconds=seconds / 2)
            Turn.objects.create(
                debate=debate, seat=seat, step=step, ask={}, status="ok", seen_at=seen, answered_at=answered
            )
        return place

    def checked(self, player: Player, *passed: bool, at: timedelta = timedelta(hours=1)) -> None:
        checks = Experiment.objects.filter(name="checks").first() or self._checks()
        made = Stored.__new__(Stored)
        made.experiment = checks
        for right in passed:
            debate = made.debate(checks.arms.get(), made.question(0))
            times = {"taken_at": self.began + at, "finished_at": self.began + at}
            made.judged(debate, RIGHT if right else WRONG, judge=self.pool, player=player, **times)

    def _checks(self) -> Experiment:
        made = Stored(name="checks", questions=1)
        made.arm("blind", judge=self.pool, name="checks")
        Experiment.objects.filter(pk=made.experiment.pk).update(purpose=Experiment.Purpose.ATTENTION)
        return made.experiment

    @property
    def counted(self) -> int:
        return report_on(self.experiment).arms[0].overall.n


def test_people_who_failed_so_many_checks_are_left_out_and_the_report_says_how_much(tmp_path: Path) -> None:
    study = Study(people=3, failed_checks=2)
    one, two, _ = study.people
    study.checked(one, False, True, False)
    study.checked(two, False, True)
    report = report_on(study.experiment)
    assert report.arms[0].overall.n == 4
    assert report.excluded == (Excluded(rule="failed_checks", value=2, judgements=2, people=1, known=2),)
    said = "2 judgements of 1 person who failed 2 or more attention checks (of 2 of whom that is known)"
    assert report.excluded[0].words == said
    assert [(left.reason, left.n) for left in report.arms[0].left_out] == [
        ("people who failed 2 or more attention checks", 2)
    ]
    assert to_json(report)["excluded"] == [
        {"rule": "failed_checks", "value": 2, "judgements": 2, "people": 1, "known": 2}
    ]
    assert f"Left out by the plan: {said}" in list(notes(report))
    html = planned_report_html(Scope((study.experiment,)))
    assert f"Left out by the plan: {said}." in html


def test_nothing_is_missing_of_whom_the_plan_leaves_out() -> None:
    study = Study(failed_checks=1)
    study.checked(study.people[0], False)
    report = report_on(study.experiment)
    assert report.arms[0].overall.missing == {}
    assert report.arms[0].overall.n == 4


def test_checks_from_before_the_launch_or_after_the_end_count_nothing() -> None:
    study = Study(failed_checks=1)
    study.checked(study.people[0], False, at=-timedelta(hours=1))
    study.checked(study.people[1], False, at=timedelta(hours=3))
    (said,) = report_on(study.experiment).excluded
    assert (said.judgements, said.known) == (
        0,
        0,
    )
    assert said.words == "nothing, since nobody was given an attention check"


def test_people_who_needed_too_many_tries_are_left_out() -> None:
    study = Study(comprehension_tries=1)
    for player, tries in zip(study.people, (1, 2, 0), strict=True):
        Attendance.objects.create(player=player, pool=study.pool, tries=tries)
    (said,) = report_on(study.experiment).excluded
    assert study.counted == 4
    assert (said.people, said.judgements, said.known) == (1, 2, 2)
    assert "person who needed more than one try at the comprehension questions" in said.words


def test_judgements_that_took_too_little_time_are_left_out_one_by_one() -> None:
    study = Study(people=1, questions=3, seconds_least=20)
    quick, slow = (
        study.made.debate(study.arm, study.made.question(0)),
        study.made.debate(study.arm, study.made.question(1)),
    )
    study.judged(study.people[0], quick, seconds=19)
    study.judged(study.people[0], slow, seconds=21)
    (said,) = report_on(study.experiment).excluded
    assert study.counted == 4
    assert (said.judgements, said.people) == (1, 1)
    assert said.words.startswith("1 judgement of 1 person that took less than 20 seconds")


def test_a_judgement_whose_time_nobody_knows_is_counted() -> None:
    study = Study(people=1, seconds_least=20)
    Turn.objects.filter(debate__experiment=study.experiment).update(seen_at=None)
    assert study.counted == 2


def test_a_judgement_is_told_of_once_though_several_rules_leave_it_out() -> None:
    study = Study(people=2, failed_checks=1, seconds_least=100)
    study.checked(study.people[0], False)
    first, second = report_on(study.experiment).excluded
    assert (first.judgements, second.judgements) == (2, 2)
    assert study.counted == 0


def test_whatever_is_asked_by_hand_the_plan_s_rules_hold() -> None:
    study = Study(failed_checks=1)
    study.checked(study.people[0], False)
    everything = Scope((study.experiment,))
    narrowed = Scope((study.experiment,), where={"kind": ("people",)})
    assert [scope.ratings().count() for scope in (everything, narrowed)] == [4, 4]
    assert drawn(everything).sittings().count() == 4


def test_each_of_several_experiments_keeps_to_its_own_plan() -> None:
    study = Study(failed_checks=1)
    study.checked(study.people[0], False)
    other = Stored(name="other", questions=1)
    arm = other.arm("blind", judge=study.pool, name="others")
    other.judged(other.debate(arm, other.question(0)), RIGHT, judge=study.pool, player=study.people[0])
    assert Scope((study.experiment, other.experiment)).ratings().count() == 4 + 1


def test_a_plan_without_rules_costs_no_query_and_leaves_nobody_out() -> None:
    study = Study()
    study.checked(study.people[0], False, False)
    with CaptureQueriesContext(connection) as queries:
        assert Scope((study.experiment,)).excluding == ()
    assert len(queries) == 0
    assert study.counted == 6
    report = report_on(study.experiment)
    assert report.excluded == ()
    assert not any("Left out by the plan" in note for note in notes(report))


def test_the_counts_of_a_plan_with_rules_read_no_more_of_the_ratings() -> None:
    """The people and judgements that are left out are found first, and named by their keys."""
    study = Study(failed_checks=1)
    study.checked(study.people[0], False)
    scope = Scope((study.experiment,))
    sql = str(scope.ratings().query)
    assert sql.count("SELECT") == 1


def test_a_draft_leaves_nobody_out() -> None:
    study = Study(failed_checks=1)
    study.checked(study.people[0], False)
    frozen = study.experiment.analysis_frozen
    Experiment.objects.filter(pk=study.experiment.pk).update(analysis_frozen=None, analysis=frozen)
    study.experiment.refresh_from_db()
    assert study.counted == 6


def test_a_plan_without_rules_is_written_as_before_there_were_any() -> None:
    plain, ruled = AnalysisPlan(), AnalysisPlan(exclude=Exclusions(failed_checks=2))
    assert "exclude" not in plan_to_json(plain)
    assert plan_to_json(ruled)["exclude"] == {"failed_checks": 2}
    assert canonical(plan_to_json(plain)) != canonical(plan_to_json(ruled))
    assert PlanRecord.model_validate(plan_to_json(ruled)).model_dump() == plan_to_json(ruled)
    assert PlanRecord.model_validate(plan_to_json(plain)).model_dump() == plan_to_json(plain)
    assert plan_from(plan_to_json(ruled)) == ruled


def test_rules_are_told_in_words() -> None:
    exclude = Exclusions(failed_checks=2, comprehension_tries=1, seconds_least=20)
    told = [words for what, words in in_words(AnalysisPlan(exclude=exclude)) if what == "excluded"]
    assert told == [
        "people who failed 2 or more attention checks",
        "people who needed more than one try at the comprehension questions",
        "judgements that took less than 20 seconds",
    ]


@pytest.mark.parametrize(
    "values", [{"failed_checks": 0}, {"comprehension_tries": -1}, {"seconds_least": -5.0}, {"seconds_least": 1e9}]
)
def test_a_rule_that_cannot_be_is_named(values: dict[str, Any]) -> None:
    plan = AnalysisPlan(exclude=Exclusions(**values))
    assert [wrong.field for wrong in wrong_with(plan, known(["debate"]))] == ["exclude"]


def test_an_unknown_rule_is_an_error() -> None:
    with pytest.raises(BadPlan):
        plan_from({"exclude": {"shoe_size": 40}})


def test_an_experiments_file_can_hold_the_rules(tmp_path: Path) -> None:
    file = tmp_path / "ruled.toml"
    file.write_text(
        'name = "ruled"\nquestion_set = "sample"\n[analysis]\nexclude = { failed_checks = 2, seconds_least = 20 }\n'
        '[[arms]]\nname = "blind"\nprotocol = "blind"\njudges = ["people/volunteers"]\n'
    )
    assert read_experiment(file).analysis.exclude == Exclusions(failed_checks=2, seconds_least=20.0)


def test_the_report_command_says_what_the_plan_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    study = Study(failed_checks=1)
    study.checked(study.people[0], False)
    call_command("report", study.experiment.name)
    assert "Left out by the plan: 2 judgements of 1 person who failed an attention check" in " ".join(
        capsys.readouterr().out.split()
    )


def test_another_arm_of_the_same_people_is_left_out_too() -> None:
    study = Study(people=2, failed_checks=1)
    other: Arm = study.made.arm("expert", judge=study.pool)
    for player in study.people:
        study.judged(player, study.made.debate(other, study.made.question(0)))
    study.checked(study.people[0], False)
    assert [row.overall.n for row in report_on(study.experiment).arms] == [2, 1]
    assert Place.objects.filter(debate__experiment=study.experiment).count() == 6
