"""The board's page: what it shows to whom, and what is done there."""

from __future__ import annotations

import re
from datetime import timedelta
from tempfile import TemporaryFile

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.urls import reverse
from psycopg.pq import Trace

from debate import services
from debate.models import Experiment, Member, Player, Pool, Study
from judges.models import Announcement, Attendance, Comment, Door, Place
from tests.debate.stage import person, question_set
from tests.debate.watched import attends, board, do, shown
from tests.judges import scene
from tests.judges.offered import blind, judged_by, owed, say

pytestmark = pytest.mark.django_db

# All that a look at the board sends to the database, sign-in and rights among it.
QUERIES = 24
AGO = timedelta(minutes=20)


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


@pytest.fixture
def made(pool: Pool) -> Experiment:
    return blind(pool, question_set(questions=4), "first", "second")


def test_an_experiment_that_nobody_has_come_to(researcher: Client, made: Experiment) -> None:
    words = shown(researcher, made)
    assert "Nobody is in" in words
    assert "Nothing is stuck" in words
    assert "Not without more people" in words
    assert "0 of 8 judged · 0 in hand · 8 free" in words
    page = researcher.get(reverse("experiment", args=[made.name])).content.decode()
    assert reverse("people", args=[made.name]) in page


def test_it_shows_pseudonyms_and_nothing_of_who_they_are_or_what_is_true(
    researcher: Client, pool: Pool, made: Experiment
) -> None:
    ann = attends(pool, "ann.secret@example.org")
    services.sit_down(ann.player)
    say(owed(ann.player), 6543)
    page = researcher.get(reverse("people", args=[made.name])).content.decode()
    assert ann.player.public_id in page
    for hidden in ("secret", "example.org", "6543", "65.43", "the porter", "the cook", "Who had key"):
        assert hidden not in page


def test_bots_are_marked(pool: Pool, researcher: Client, made: Experiment) -> None:
    bot = attends(pool, "r2")
    Player.objects.filter(pk=bot.player.pk).update(bot=True)
    attends(pool, "ann")
    words = shown(researcher, made)
    assert f"bot {bot.player.public_id}" in words
    assert "1 of them bot" in words
    assert "1 bot left out" in words


def test_a_debate_that_is_held_by_somebody_who_is_away_is_released(
    researcher: Client, pool: Pool, made: Experiment
) -> None:
    ann = attends(pool, "ann", AGO)
    place = services.sit_down(ann.player)
    assert place is not None
    Attendance.objects.update(away=True)
    words = shown(researcher, made)
    assert "1 debate is stuck 1 whose person is away" in words
    said = do(researcher, made, "release", place=place.pk)
    assert "Released: the debate that" in said
    assert "Nothing is stuck" in said
    assert Place.objects.get(pk=place.pk).left_at is not None
    assert "Nobody has that place any more." in do(researcher, made, "release", place=place.pk)


def test_live_debates_that_wait_for_their_chair(researcher: Client, pool: Pool) -> None:
    made = scene.launched("debate", questions=2, interactive=True, rounds=1)
    debates = list(made.debates.all())
    for debate in debates:
        while debate.turns.filter(status="open", endpoint__isnull=False).exists():
            scene.speak(debate)
    words = shown(researcher, made)
    assert "2 live debates of debate wait for anybody to sit down as the chair" in words
    ann = attends(pool, "ann")
    services.sit_down(ann.player)
    found = board(made)
    assert [(one.role, one.why) for one in found.stuck] == [("judge", "")]
    assert [one.n for one in found.unmanned] == [1]
    assert "1 live debate waits for its person, who is there" in shown(researcher, made)
    Attendance.objects.update(away=True)
    assert [one.why for one in board(made).stuck] == ["away"]


def test_comments_are_read_and_answered(researcher: Client, pool: Pool, made: Experiment) -> None:
    ann, other = attends(pool, "ann"), Pool.objects.create(name="people/other")
    first = Comment.objects.create(player=ann.player, pool=pool, words="Is <b>this</b> right?", about="/judge/x/")
    second = Comment.objects.create(player=ann.player, pool=pool, words="Never mind.")
    elsewhere = Comment.objects.create(player=ann.player, pool=other, words="Not here.")
    words = shown(researcher, made)
    assert "Comments 2 unread" in words
    assert "while judging" in words
    assert "Not here." not in words
    assert "Answered: they see it on their next page." in do(
        researcher, made, "reply", comment=first.pk, words=" Yes.\x00 "
    )
    first.refresh_from_db()
    assert first.reply == "Yes."
    assert first.read_at
    assert first.replied_at
    assert "Marked as read." in do(researcher, made, "read", comment=second.pk)
    assert "That comment has been read." in do(researcher, made, "read", comment=second.pk)
    assert "There are no words in it." in do(researcher, made, "reply", comment=first.pk, words="  ")
    assert "That comment isn't there any more." in do(researcher, made, "reply", comment=elsewhere.pk, words="Hm.")
    assert board(made).comments.unread == 0
    assert "Is <b>this</b> right?" in shown(researcher, made)


def test_a_message_to_all_is_put_up_and_taken_down(researcher: Client, pool: Pool, made: Experiment) -> None:
    said = do(researcher, made, "announce", words="We begin again at four.")
    assert f"Told to everybody in {pool.name}." in said
    assert "We begin again at four." in said
    (one,) = Announcement.objects.all()
    assert (one.pool, one.by and one.by.username) == (pool, "ada")
    assert "was taken down" in do(researcher, made, "take-down", announcement=one.pk)
    assert "isn't up any more" in do(researcher, made, "take-down", announcement=one.pk)
    assert "We begin again" not in shown(researcher, made)
    assert list(LogEntry.objects.values_list("change_message", flat=True).order_by("pk")) == [
        f"Told to everybody in {pool.name}.",
        "The message was taken down.",
    ]


def test_a_room_is_stopped_and_let_go_on(researcher: Client, pool: Pool, made: Experiment) -> None:
    door = Door.objects.create(pool=pool, name="spring", quota=2)
    attends(pool, "ann", door=door)
    assert "spring room to people/volunteers 1 of 2 came · 0 complete" in shown(researcher, made)
    assert "Stopped: nobody begins at “spring”" in do(researcher, made, "stop", door=door.pk)
    door.refresh_from_db()
    assert door.stopped
    assert "is stopped already" in do(researcher, made, "stop", door=door.pk)
    assert "“spring” is open again." in do(researcher, made, "go-on", door=door.pk)
    attends(pool, "bob", door=door)
    assert "spring full" in shown(researcher, made)


def test_topping_up_is_one_click(researcher: Client, made: Experiment) -> None:
    words = shown(researcher, made)
    assert "2 everywhere adds 8 free places" in words
    assert "Topped up in first to 2: 4 more judgements can be given." in do(
        researcher, made, "top-up", least=2, arm="first"
    )
    assert "Nothing to add: each debate in first has 2 judgements" in do(
        researcher, made, "top-up", least=2, arm="first"
    )
    assert "2 everywhere adds 4 free places" in shown(researcher, made)
    for wrong in ({"least": "many"}, {"least": 2, "arm": "third"}):
        assert "Topped up" not in do(researcher, made, "top-up", **wrong)
    assert Place.objects.filter(experiment=made).count() == 12
    services.close(made)
    assert "Top up" not in shown(researcher, made)


def test_many_items_are_drawn_by_their_counts(pool: Pool, researcher: Client) -> None:
    made = blind(pool, question_set(questions=61), each=2)
    list(judged_by(person(pool)))
    covered = board(made).coverage
    assert not covered.by_item
    assert [(cell.state, cell.n, cell.words) for cell in covered.arms[0].cells] == [("part", 61, "61 with 1")]
    assert (
        "debates by their judgements: 61 with 1" in researcher.get(reverse("people", args=[made.name])).content.decode()
    )


def statements_of(client: Client, address: str) -> int:
    """How many statements a page sends to the database, those that go past the ORM among them."""
    raw = connection.connection.pgconn
    with TemporaryFile() as file:
        raw.trace(file.fileno())
        raw.set_trace_flags(Trace.SUPPRESS_TIMESTAMPS)
        try:
            assert client.get(address).status_code == 200
        finally:
            raw.untrace()
        file.seek(0)
        sent = [line.split(b"\t")[2] for line in file if line.startswith(b"F\t")]
    return sum(kind in (b"Query", b"Bind") for kind in sent)


def test_it_asks_as_often_for_fifty_people_as_for_five(researcher: Client, pool: Pool) -> None:
    made = blind(pool, question_set(questions=60), "first", "second")
    news, counted = reverse("people_news", args=[made.name]), []
    researcher.get(news)
    for people in (range(5), range(5, 50)):
        for n in people:
            came = attends(pool, f"p{n}", door=Door.objects.create(pool=pool, name=f"door {n}"))
            services.sit_down(came.player)
            if n % 2:
                say(owed(came.player))
            Comment.objects.create(player=came.player, pool=pool, words="Hello.")
        counted.append(statements_of(researcher, news))
    assert counted == [QUERIES, QUERIES]


def test_members_see_what_is_their_study_s(pool: Pool, made: Experiment) -> None:
    study = Study.objects.create(name="Keys")
    Experiment.objects.filter(pk=made.pk).update(study=study)
    ann = attends(pool, "ann")
    Comment.objects.create(player=ann.player, pool=pool, words="From the pool of all.")
    door = Door.objects.create(pool=pool, name="everybody's")
    assistant = User.objects.create_user("assistant")
    Member.objects.create(study=study, user=assistant, role=Member.Role.ASSISTANT)
    client = Client()
    client.force_login(assistant)
    words = shown(client, made)
    assert ann.player.public_id not in words
    assert "everybody's" not in words
    assert "That door" in do(client, made, "stop", door=door.pk)
    assert not Door.objects.get().stopped
    Pool.objects.filter(pk=pool.pk).update(study=study)
    words = shown(client, made)
    assert ann.player.public_id in words
    assert "Stopped" in do(client, made, "stop", door=door.pk)
    stranger = Client()
    stranger.force_login(User.objects.create_user("stranger"))
    assert stranger.get(reverse("people", args=[made.name])).status_code == 404
    assert stranger.post(reverse("people_deed", args=[made.name, "stop"]), {"door": door.pk}).status_code == 404
    assert Client().get(reverse("people", args=[made.name])).headers["Location"].startswith(reverse("sign_in"))


def test_an_assistant_sees_no_notes_on_speeches_and_no_records(pool: Pool) -> None:
    made = scene.launched("debate", rounds=1, flags=True)
    study = Study.objects.create(name="Keys")
    Experiment.objects.filter(pk=made.pk).update(study=study)
    Pool.objects.filter(pk=pool.pk).update(study=study)
    (debate,) = made.debates.all()
    scene.speak(debate)
    ann = person(pool)
    services.sit_down(ann)
    while turn := ann.seats.get().turns.filter(status="open").first():
        say(turn)
    turn = ann.seats.get().turns.latest("step")
    turn.fields = {"marks": {"flags": {"1": "made that up", "2": ""}}}
    turn.save()
    flags = board(made).flags
    assert [(one.debate, one.people, one.flags) for one in flags.shown] == [(debate.public_id, 1, 2)]
    assert [(note.speech, note.words) for note in flags.shown[0].notes] == [("1", "made that up"), ("2", "")]
    assistant = User.objects.create_user("assistant")
    Member.objects.create(study=study, user=assistant, role=Member.Role.ASSISTANT)
    client = Client()
    client.force_login(assistant)
    page = client.get(reverse("people", args=[made.name])).content.decode()
    assert "2 flags by 1" in page
    assert "made that up" not in page
    assert reverse("debate", args=[debate.public_id]) not in page
    assert re.search("made that up", _as_root(made))


def _as_root(made: Experiment) -> str:
    client = Client()
    client.force_login(User.objects.get(is_superuser=True))
    return client.get(reverse("people", args=[made.name])).content.decode()


def test_a_deed_is_never_done_by_a_look(researcher: Client, made: Experiment) -> None:
    assert researcher.get(reverse("people_deed", args=[made.name, "top-up"])).status_code == 405
