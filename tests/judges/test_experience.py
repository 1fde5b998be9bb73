"""The experience of whoever judged: as a dimension of any figure, as drift, in files, on the page, in imported work."""

from __future__ import annotations

import csv
import io
import json
from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import User
from django.core.management import call_command
from django.test import Client
from django.urls import reverse

from debate.exporters import export
from debate.importers import import_experiment
from debate.models import Arm, Endpoint, Player, Pool
from judges import charts
from judges.models import Place
from judges.queries import Scope, drift_of, report_on
from judges.queries.choices import choices
from judges.services import order_experience
from tests.debate.stage import person
from tests.judges.stored import Stored, judge_named

pytestmark = pytest.mark.django_db
BEGAN = datetime(2025, 3, 1, 9, tzinfo=UTC)
RIGHT, WRONG = ((8000, 2000), (1000, 9000)), ((2000, 8000), (9000, 1000))


def served(people: int = 7, each: int = 12, *, ordered: bool = True) -> Stored:
    """People who are right at first, and later in two of three; each judgement takes a minute longer."""
    made = Stored(questions=24)
    pool = Pool.objects.create(name="people/volunteers")
    arm = made.arm("blind", pool)
    players = [person(pool, f"judge{n}") for n in range(people)]
    for q in range(24):
        debate = made.debate(arm, made.question(q))
        for n, player in enumerate(players):
            order = (q + 5 * n) % 24
            if order < each:
                _judged(made, debate, player, pool, order, ordered=ordered)
    return made


def _judged(made: Stored, debate: object, player: Player, pool: Pool, order: int, *, ordered: bool) -> None:
    right = order < 4 or (order + player.pk) % 3 > 0
    began = BEGAN + timedelta(days=order)
    made.judged(
        debate,  # type: ignore[arg-type]
        (RIGHT if right else WRONG)[debate.question.answer],  # type: ignore[attr-defined]
        judge=pool,
        player=player,
        experience=order if ordered else None,
        taken_at=began,
        finished_at=began + timedelta(minutes=2 + order, seconds=6 * (order * player.pk % 3)),
    )


def models(made: Stored, plain: Endpoint) -> tuple[Arm, Arm]:
    """The same arm without earlier transcripts, where it is wrong, and with four of them, where it is right."""
    without, reading = made.arm("blind", plain, "without"), made.arm("blind", plain, "reading")
    without.frozen = {"protocol": "blind", "params": {}}
    reading.frozen = {"protocol": "blind", "params": {"earlier": 4}}
    for arm, experience in ((without, 0), (reading, 4)):
        arm.save()
        for q in range(8):
            question = made.question(q)
            assert question.answer is not None
            right = experience and q > 0
            belief = (RIGHT if right else WRONG)[question.answer]
            made.judged(made.debate(arm, question), belief, judge=plain, experience=experience)
    return without, reading


def test_any_figure_can_be_split_by_experience_in_words_and_in_order() -> None:
    made = served(each=24)
    models(made, judge_named("plain"))
    blind, without, reading = report_on(made.experiment, by=("experience",)).arms
    assert list(blind.groups) == ["none before", "1 to 5", "6 to 10", "11 to 20", "21 and more"]
    assert [group.n for group in blind.groups.values()] == [7, 35, 35, 70, 21]
    assert blind.groups["none before"].accuracy.value == 1
    assert list(without.groups) == ["none before"]
    assert list(reading.groups) == ["4 transcripts before"]


def test_it_is_a_filter_and_a_choice_like_any_other() -> None:
    made = served()
    assert choices((made.experiment,))["experience"] == ["none before", "1 to 5", "6 to 10", "11 to 20"]
    (arm,) = report_on(made.experiment).arms
    call = Scope((made.experiment,), where={"experience": ("1 to 5", "none before")})
    assert call.ratings().count() == 7 * 6 < arm.overall.n == 7 * 12


def test_nobody_s_experience_that_is_not_known_is_made_up() -> None:
    made = served(ordered=False)
    (arm,) = report_on(made.experiment, by=("experience",)).arms
    assert list(arm.groups) == ["not known"]
    assert drift_of(Scope((made.experiment,))).people == ()


def test_drift_is_told_of_people_with_their_minutes_and_of_models_with_their_pairs() -> None:
    made = served()
    without, reading = models(made, judge_named("plain"))
    found = drift_of(Scope((made.experiment,)))
    accuracy, *_, minutes = found.people
    assert (accuracy.value.n, accuracy.judges) == (84, 7)
    assert accuracy.value.high is not None
    assert accuracy.value.high < 0
    assert minutes.value.value is not None
    assert minutes.value.value > 0
    assert minutes.contrast is not None
    assert minutes.contrast.value == pytest.approx(11 - 2.5, abs=0.2)
    assert (found.first, found.last, found.bots) == ("up to 5", "11 to 20", 0)
    (against,) = found.models
    assert (against.arm, against.without, against.earlier) == (reading.name, without.name, 4)
    assert against.changes[0].value.value == pytest.approx(7 / 8)
    assert against.changes[0].p is not None


def test_judgements_by_bots_are_counted_as_such() -> None:
    made = served()
    Player.objects.filter(user__username="judge0").update(bot=True)
    assert drift_of(Scope((made.experiment,))).bots == 12


def test_it_stands_in_both_tables_of_judgements() -> None:
    made = served(people=1, each=3)
    text = b"".join(export(made.experiment, "ratings.csv")).decode()
    assert sorted(row["experience"] for row in csv.DictReader(io.StringIO(text))) == ["0", "1", "2"]


def test_what_was_judged_elsewhere_is_put_in_order_and_comes_back_as_it_went() -> None:
    made = served(people=2, each=5, ordered=False)
    models(made, judge_named("plain"))
    Place.objects.filter(endpoint__isnull=False).update(experience=None)
    order_experience(made.experiment)
    mine = Place.objects.filter(player__user__username="judge1").order_by("taken_at")
    assert list(mine.values_list("experience", flat=True)) == [0, 1, 2, 3, 4]
    of_models = Place.objects.filter(endpoint__isnull=False).values_list("debate__arm__name", "experience")
    assert set(of_models) == {("without", 0), ("reading", 4)}


def test_a_file_keeps_it() -> None:
    made = served(people=2, each=3)
    made.experiment.arms.update(frozen={"protocol": "blind", "version": "1", "params": {}, "prompts": {}, "judges": []})
    before = b"".join(export(made.experiment, "jsonl")).decode()
    again = import_experiment(_file(before), "again")
    kept = Place.objects.filter(debate__experiment=again, player__isnull=False).values_list("experience", flat=True)
    assert sorted(kept) == [0, 0, 1, 1, 2, 2]  # type: ignore[type-var]


def _file(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "again.jsonl"
    return file


def test_the_page_has_a_section_of_it_with_its_chart_and_the_report_tells_it(
    capsys: pytest.CaptureFixture[str],
) -> None:
    made = served()
    models(made, judge_named("plain"))
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    page = client.get(reverse("statistics", args=["trial"])).content.decode()
    assert 'id="drift"' in page
    assert "Models that read 4 earlier transcripts: reading less without" in page
    assert "Change per doubling of judgements" in page
    picture = client.get(reverse("chart", args=["trial", "drift", "svg"])).content.decode()
    assert "Overconfidence" in picture
    call_command("report", "trial", as_json=True)
    told = json.loads(capsys.readouterr().out)["drift"]
    assert [one["figure"] for one in told["people"]] == [
        "accuracy",
        "brier",
        "log_score",
        "overconfidence",
        "minutes",
    ]
    call_command("report", "trial", by=["experience"])
    assert "none before" in capsys.readouterr().out


def test_where_nobody_has_experience_there_is_no_section() -> None:
    made = Stored()
    made.judged(made.debate(made.arm(), made.question(0)), (8000, 2000), experience=0)
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    page = client.get(reverse("statistics", args=["trial"])).content.decode()
    assert 'id="drift"' not in page
    source = charts.Source(report=report_on(made.experiment), drift=drift_of(Scope((made.experiment,))))
    assert list(charts.CHARTS["drift"].points(source)) == []
