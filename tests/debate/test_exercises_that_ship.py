"""The practice debates and attention checks that ship, and those from files of one’s own."""

from __future__ import annotations

from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from debate import services
from debate.exporters import export
from debate.importers import import_experiment, load_exercises
from debate.models import Experiment, Pool, Turn
from debate.services.purposes import Unfit, use_as
from judges.models import Place
from tests.debate import stage
from tests.debate.test_exercises import sat
from tests.judges.offered import blind

pytestmark = pytest.mark.django_db
Purpose = Experiment.Purpose


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/volunteers")


def test_what_ships_is_loaded_once_and_is_fit_for_its_purpose() -> None:
    practice, attention = load_exercises()
    assert (practice.purpose, attention.purpose) == (Purpose.PRACTICE, Purpose.ATTENTION)
    assert (practice.debates.count(), attention.debates.count()) == (3, 6)
    assert load_exercises() == (practice, attention)
    assert Experiment.objects.count() == 2
    assert all(debate.question.tags["why"] for debate in practice.debates.all())
    assert not Place.objects.exists()
    assert not Pool.objects.exists()


def test_the_answer_of_every_check_that_ships_stands_in_each_speech_of_it() -> None:
    """What Prolific asks of a check: it says outright what to answer, on the page on which it is answered."""
    _, attention = load_exercises()
    for debate in attention.debates.all():
        asked = f"give 90 % or more to “{debate.question.options[debate.question.answer or 0]}”"
        said = [turn.text for turn in debate.turns.filter(seat__reader=0)]
        assert said
        assert all(asked in text for text in said)


def test_in_what_ships_every_quote_is_found_but_the_one_that_is_made_up_on_purpose() -> None:
    load_exercises()
    lost = [quote["text"] for turn in Turn.objects.all() for quote in turn.quotes if not quote["found"]]
    assert lost == ["nine of the drums had been empty since the spring"]


def test_a_file_of_one_s_own_is_imported_for_practice(pool: Pool, tmp_path: Path) -> None:
    study = blind(pool, stage.question_set("study", 2), name="study")
    list(sat(stage.person(pool)))
    services.sweep()
    file = tmp_path / "own.jsonl"
    file.write_bytes(b"".join(export(study, "jsonl")))
    call_command("import", str(file), "--as", "own", "--purpose", "practice")
    own = Experiment.objects.get(name="own")
    assert own.purpose == Purpose.PRACTICE
    assert own.tells
    assert not study.tells
    again = tmp_path / "again.jsonl"
    again.write_bytes(b"".join(export(own, "jsonl")))
    assert import_experiment(again, "again").purpose == Purpose.PRACTICE


def test_an_experiment_that_runs_is_no_exercise_and_one_whose_answers_nobody_knows_is_none(pool: Pool) -> None:
    study = blind(pool, stage.question_set("study", 1), name="study")
    with pytest.raises(services.BadState, match="is running; only once it is finished can it be given for practice"):
        use_as(study, Purpose.PRACTICE)
    Experiment.objects.filter(pk=study.pk).update(status=Experiment.Status.FINISHED)
    study.question_set.questions.update(answer=None)
    with pytest.raises(Unfit, match="nobody knows the answer to “Who had key 0\\?”"):
        use_as(study, Purpose.ATTENTION)


def test_an_exercise_is_never_closed() -> None:
    practice, _ = load_exercises()
    with pytest.raises(services.BadState, match="It can't be closed"):
        services.close(practice)


def test_the_command_loads_what_ships_or_takes_a_study_of_one_s_own(
    pool: Pool, capsys: pytest.CaptureFixture[str]
) -> None:
    call_command("exercises")
    assert capsys.readouterr().out.splitlines() == [
        "“practice”: 3 debates, given for practice.",
        "“attention-checks”: 6 debates, used as attention checks.",
    ]
    study = blind(pool, stage.question_set("study", 1), name="study")
    list(sat(stage.person(pool)))
    services.sweep()
    call_command("exercises", "study", "--for", "attention")
    study.refresh_from_db()
    assert study.purpose == Purpose.ATTENTION
    with pytest.raises(CommandError, match="Name an experiment and what it is for"):
        call_command("exercises", "study")


def test_lists_of_experiments_show_studies_unless_others_are_asked_for(pool: Pool, admin_client: Client) -> None:
    load_exercises()
    blind(pool, stage.question_set("study", 1), name="the-study")
    for address, other in (
        (reverse("home"), {"purpose": "practice"}),
        (reverse("admin:debate_experiment_changelist"), {"purpose": "practice"}),
    ):
        page = admin_client.get(address).content.decode()
        assert "the-study" in page
        assert "/attention-checks/" not in page
        assert ">practice</a>" not in page
        page = admin_client.get(address, other).content.decode()
        assert "the-study" not in page
        assert ">practice</a>" in page
    statistics = admin_client.get(reverse("statistics", args=["the-study"])).content.decode()
    assert 'value="attention-checks"' not in statistics
