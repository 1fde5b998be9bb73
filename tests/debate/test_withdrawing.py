"""Who withdraws is forgotten: in figures, files and every table; and how much that was stays counted."""

from __future__ import annotations

import io
import json
from pathlib import Path

import pyarrow.parquet as pq  # type: ignore[import-untyped]
import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate import services
from debate.core.types import Turn as Reply
from debate.exporters import FORMATS, export
from debate.importers import import_experiment
from debate.models import ArmSeat, Debate, Experiment, ModelCall, Player, Pool, Turn
from debate.publishing.browser import publish
from debate.publishing.report import planned_report_html
from debate.services import Answer
from debate.services.exercises import practise
from debate.services.perform import perform
from debate.services.withdrawing import Withdrawn, finish_withdrawals, withdraw
from debate.transcripts import ask_from_json
from judges import queries
from judges.models import Attendance, Comment, Contact, Draft, Event, FormAnswer, FormItem, Notebook, Rating, Rules
from judges.queries import Scope, report_on
from judges.services import log
from tests.debate import stage
from tests.debate.searching import holding, unpacked
from tests.judges import scene
from tests.judges.offered import NOWHERE, blind, file, owed, say
from tests.judges.test_caps import exercise

pytestmark = pytest.mark.django_db

WORD = "Xylograph"
SPEECH = f"The {WORD} shows it: <quote>the key in her apron</quote>."


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


def attending(player: Player, pool: Pool) -> Attendance:
    """With everything that is known of a person beside what they judge."""
    attendance = Attendance.objects.create(player=player, pool=pool, consented_at=timezone.now())
    item = FormItem.objects.create(pool=pool, words="Who are you?", kind=FormItem.Kind.TEXT)
    FormAnswer.objects.create(attendance=attendance, item=item, value=f"I am {WORD}")
    Contact.objects.create(player=player, name=WORD, email=f"{WORD}@example.org", external_id=WORD, query=WORD)
    Comment.objects.create(player=player, pool=pool, words=WORD, reply=f"Dear {WORD}")
    log.note("shown", player, pool=pool, data={"words": WORD})
    return attendance


def speak(turn: Turn, text: str = SPEECH) -> None:
    ask = ask_from_json(turn.ask)
    belief = (7000, 3000) if ask.belief else ()
    assert services.answer_by_person(turn, Answer(reply=Reply(ask=ask, text=text, belief=belief)))


def told(experiment: Experiment) -> dict[str, str]:
    """Every figure and every file: what each tells, as text."""
    made = {name: unpacked(b"".join(export(experiment, name))).decode(errors="replace") for name in FORMATS}
    for name in ("ratings", "turns"):
        rows = pq.read_table(io.BytesIO(b"".join(export(experiment, f"{name}.parquet")))).to_pylist()
        made[f"{name}.parquet"] = str(rows)
    scope = Scope((experiment,))
    single, alone, drift = queries.judging_of(scope), queries.generating_of(scope), queries.drift_of(scope)
    figures = queries.told(report_on(experiment), single, None, None, alone, drift)
    return {**made, "figures": json.dumps(figures), "report.html": planned_report_html(scope)}


def published(experiment: Experiment, folder: Path) -> dict[str, str]:
    """The static pages, once the experiment is closed."""
    services.close(experiment)
    assert list(publish(experiment, folder)) is not None
    found = (file for file in folder.rglob("*") if file.is_file())
    return {str(one.relative_to(folder)): one.read_text(errors="replace") for one in found}


def test_who_only_judged_is_taken_out_and_somebody_else_is_asked(pool: Pool) -> None:
    made = blind(pool, stage.question_set(questions=3))
    ann, bob = stage.person(pool, "ann"), stage.person(pool, "bob")
    attendance = attending(ann, pool)
    for _ in range(2):
        services.sit_down(ann)
        speak(owed(ann), f"Because of {WORD}.")
    services.sit_down(ann)
    Draft.objects.create(turn=owed(ann), values={"speech1_": WORD})
    Notebook.objects.create(seat=owed(ann).seat, scratch=WORD)
    assert len(holding(WORD)) > 8
    assert withdraw(attendance) == Withdrawn(judgements=2, debates=0)
    assert holding(WORD) == set()
    assert not Rating.objects.exists()
    assert set(made.debates.values_list("status", flat=True)) == {"finished"}
    assert services.sit_down(ann) is None, "they are given nothing more"
    while services.sit_down(bob):
        say(owed(bob))
    assert Rating.objects.count() == 3
    attendance.refresh_from_db()
    assert (attendance.outcome, attendance.consented_at is not None) == ("withdrawn", True)
    assert list(Event.objects.filter(player=ann).values_list("kind", "data")) == [
        ("withdrew", {"judgements": 2, "debates": 0})
    ]


@pytest.mark.django_db(transaction=True)
def test_a_debate_in_which_they_spoke_leaves_everything_but_the_count(
    pool: Pool, provider: str, tmp_path: Path
) -> None:
    model, ann = stage.endpoint(provider), stage.person(pool, "ann")
    made = stage.experiment(stage.question_set(questions=1))
    arm = stage.arm(made, "debate", judge=model, params={"rounds": 2, "simultaneous": False})
    ArmSeat.objects.create(arm=arm, role="debater_a", pool=pool)
    ArmSeat.objects.create(arm=arm, role="debater_b", endpoint=model)
    readers = Pool.objects.create(name="people/readers")
    ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, pool=readers)
    services.launch(made)
    attendance = attending(ann, pool)
    assert services.sit_down(ann)
    for _ in range(2):
        speak(owed(ann))
        stage.work_off()
    bob = stage.person(readers, "bob")
    assert services.sit_down(bob)
    while asked := Turn.objects.filter(seat__player=bob, status=Turn.Status.OPEN).first():
        speak(asked, f"They said {WORD}.")
    debate, person = Debate.objects.get(), ann.public_id
    assert {"debate_turn.text", "debate_modelcall.request"} <= holding(WORD)
    before = told(made)
    assert {name for name, text in before.items() if WORD in text} >= {"jsonl", "turns.csv", "turns.parquet"}
    assert before["jsonl"].count(debate.public_id) == 1
    assert withdraw(attendance) == Withdrawn(judgements=0, debates=1)
    assert holding(WORD) == set()
    assert made.debates.get().places.exclude(left_at=None).count() == 1, "who judged it is still paid for that"
    site = published(made, tmp_path)
    assert [name for name, text in site.items() if WORD in text or debate.public_id in text] == []
    assert "not here: 0 judgements of 1 person, 1 debate" in site["index.html"]
    after = told(made)
    assert [name for name, text in after.items() if WORD in text or debate.public_id in text] == []
    assert {name for name, text in after.items() if person in text} == {"log.csv", "log.jsonl"}, "that they withdrew"
    assert json.loads(after["figures"])["withdrawn"] == {"judgements": 0, "people": 1, "debates": 1}
    assert json.loads(after["figures"])["arms"][0]["n"] == 0
    assert "0 judgements of 1 person, 1 debate" in after["report.html"]
    assert "| debates in which they spoke | 1 |" in after["huggingface.zip"]
    debate.refresh_from_db()
    assert (debate.status, debate.measures) == ("withdrawn", {})
    assert not ModelCall.objects.filter(turn__seat__reader__gt=0).exclude(request={}).exists()
    stage.work_off()
    assert holding(WORD) == set()


def test_a_crash_between_two_debates_is_made_good_by_the_sweep(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=2))
    ann = stage.person(pool, "ann")
    attendance = attending(ann, pool)
    for _ in range(2):
        services.sit_down(ann)
        say(owed(ann))
    Attendance.objects.update(outcome=Attendance.Outcome.WITHDRAWN)
    finish_withdrawals()
    assert not Rating.objects.exists()
    assert withdraw(attendance) == Withdrawn(judgements=2, debates=0)
    assert withdraw(attendance) == Withdrawn(judgements=2, debates=0), "the log holds it once"
    assert Event.objects.count() == 1


@pytest.mark.django_db(transaction=True)
def test_what_a_worker_held_meanwhile_is_refused_and_what_it_stored_is_deleted(pool: Pool, provider: str) -> None:
    model, ann = stage.endpoint(provider), stage.person(pool, "ann")
    made = stage.experiment(stage.question_set(questions=1))
    arm = stage.arm(made, "debate", judge=model, params={"rounds": 2, "simultaneous": False})
    ArmSeat.objects.create(arm=arm, role="debater_a", pool=pool)
    ArmSeat.objects.create(arm=arm, role="debater_b", endpoint=model)
    services.launch(made)
    attendance = attending(ann, pool)
    assert services.sit_down(ann)
    stage.work_off()
    while (said := Turn.objects.filter(seat__player=ann, status=Turn.Status.OPEN).first()) and said.step < 2:
        speak(said)
        Turn.objects.filter(due_at__isnull=False).update(due_at=timezone.now())
        if held := services.claim(model):
            break
    assert held is not None
    assert withdraw(attendance).debates == 1
    perform(held)
    assert ModelCall.objects.filter(turn=held, status="ok").exclude(request={}).exists(), "it had been on its way"
    assert Turn.objects.get(pk=held.pk).text == ""
    services.sweep()
    assert holding(WORD) == set()
    assert ModelCall.objects.get(turn=held).cost_usd > 0, "what it cost stays counted"


def test_files_and_figures_of_the_others_are_those_without_them_and_can_be_read_back(pool: Pool) -> None:
    made = blind(pool, stage.question_set(questions=2), each=2)
    ann, bob = stage.person(pool, "ann"), stage.person(pool, "bob")
    attendance = attending(ann, pool)
    assert services.sit_down(bob)
    say(owed(bob))
    lines = {name: told(made)[name] for name in ("ratings.csv", "turns.csv")}
    for _ in range(2):
        services.sit_down(ann)
        speak(owed(ann), f"Because of {WORD}.")
    assert withdraw(attendance) == Withdrawn(judgements=2, debates=0)
    assert {name: _done(told(made)[name]) for name in lines} == {name: _done(text) for name, text in lines.items()}
    report = report_on(made)
    assert (report.arms[0].overall.n, report.withdrawn.words) == (1, "2 judgements of 1 person")
    written = b"".join(export(made, "jsonl")).decode()
    assert json.loads(written.splitlines()[0])["experiment"]["withdrawn"]["judgements"] == 2
    again = import_experiment(file(written), "copy")
    assert (report_on(again).arms[0].overall.n, report_on(again).withdrawn.words) == (1, "")


def _done(table: str) -> list[str]:
    """The rows of what was answered; successors are free places."""
    return sorted(line for line in table.splitlines() if '"waiting"' not in line and '"open"' not in line)


def test_practice_and_attention_checks_go_too(pool: Pool) -> None:
    blind(pool, stage.question_set(questions=2))
    practice = exercise("practice", "practice")
    rules = Rules.objects.create(pool=pool, practice=practice, attention=exercise("checks", "attention"))
    ann = stage.person(pool, "ann")
    attendance = attending(ann, pool)
    assert practise(ann, rules)
    speak(owed(ann), f"Practising {WORD}.")
    services.sit_down(ann)
    speak(owed(ann), f"Because of {WORD}.")
    assert withdraw(attendance) == Withdrawn(judgements=1, debates=0)
    assert holding(WORD) == set()
    assert not Rating.objects.exists()


def test_their_pages_are_gone_and_those_of_others_say_that_it_ended(pool: Pool, client: Client) -> None:
    made = stage.experiment(stage.question_set(questions=1))
    arm = stage.arm(made, "debate", judge=stage.endpoint(NOWHERE), params={"rounds": 2})
    ArmSeat.objects.create(arm=arm, pool=pool)
    services.launch(made)
    bob = scene.joined(client)
    ann = stage.person(pool, "ann")
    attendance = attending(ann, pool)
    for person in (ann, bob):
        assert services.sit_down(person)
        speak(owed(person))
    theirs = bob.seats.get()
    assert WORD in client.get(scene.address(theirs)).content.decode()
    withdraw(attendance)
    page = client.get(scene.address(theirs))
    assert page.status_code == 200
    assert WORD not in page.content.decode()
    assert "ended early" in page.content.decode()
    assert client.get(reverse("queue"), follow=True).status_code == 200
    client.force_login(User.objects.create_superuser("root"))
    for address in ("experiment", "debates", "statistics"):
        assert client.get(reverse(address, args=[made.name])).status_code == 200
    record = client.get(reverse("debate", args=[made.debates.get().public_id])).content.decode()
    assert "Somebody who spoke in it withdrew" in record


def test_their_own_old_link_says_that_they_withdrew_and_leads_to_the_last_page(pool: Pool, client: Client) -> None:
    blind(pool, stage.question_set(questions=2))
    ann = scene.joined(client)
    attendance = Attendance.objects.get(player=ann)
    services.sit_down(ann)
    say(owed(ann))
    services.sit_down(ann)
    judged, begun = ann.seats.order_by("pk")
    sent = {"turn": owed(ann).public_id}
    withdraw(attendance)
    for seat in (judged, begun):
        page = client.get(scene.address(seat)).content.decode()
        assert 'data-state="withdrawn"' in page
        assert "You have withdrawn" in page
        assert f'href="{reverse("end")}"' in page
        assert "ended early" not in page.partition('id="live"')[2]
    late = client.post(scene.address(begun), {**sent, "step": "submit"}, follow=True)
    assert 'data-state="withdrawn"' in late.content.decode()
    news = client.get(reverse("judge_news", args=[begun.public_id]), {"after": "0-asked-0"})
    assert 'data-state="withdrawn"' in news.content.decode()


def test_who_stays_in_another_pool_is_still_known_there(pool: Pool) -> None:
    ann = stage.person(pool, "ann")
    other = Pool.objects.create(name="people/others")
    attendance = attending(ann, pool)
    Attendance.objects.create(player=ann, pool=other)
    log.note("shown", ann, pool=other)
    withdraw(attendance)
    assert Contact.objects.get().player == ann
    assert set(Event.objects.values_list("kind", "pool")) == {("shown", other.pk), ("withdrew", pool.pk)}
    withdraw(Attendance.objects.get(pool=other))
    assert not Contact.objects.exists()
    assert set(Event.objects.values_list("kind", flat=True)) == {"withdrew"}
