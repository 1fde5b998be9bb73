"""Fifty bots at once, as people behave, through one study from a panel's link to the code; processes as in use."""

from __future__ import annotations

import asyncio
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from debate.models import Pool, Turn
from judges.bots import Account, Bot
from judges.bots.stored import stored
from judges.models import Attendance, Door, FormItem, PageText, Place, Rating, Rules
from judges.queries import report_on
from tests.conftest import Live
from tests.debate import stage
from tests.judges import offered, scene

pytestmark = pytest.mark.faults

JUDGES, EACH = 50, 2


def a_study(pool: Pool) -> Door:
    """With every step that a course can have, but practice; Rules for two judgements each."""
    Rules.objects.create(pool=pool, least_each=EACH, most_each=EACH, tries=3)
    PageText.objects.create(pool=pool, kind="consent", words="What you write is kept.")
    PageText.objects.create(pool=pool, kind="instructions", words="Read both sides, then say what you believe.")
    asked = {"pool": pool, "kind": "choice", "options": ["yes", "no"]}
    FormItem.objects.create(part="comprehension", words="Do you read both sides?", right="yes", **asked)
    FormItem.objects.create(part="comprehension", words="Are you told the answer?", right="no", **asked)
    FormItem.objects.create(part="before", words="How old are you?", pool=pool, kind="number", least=18, most=99)
    FormItem.objects.create(part="after", words="What was hard?", pool=pool, kind="text", least=5, required=False)
    return Door.objects.create(pool=pool, name="made up", kind=Door.Kind.PANEL, code_complete="DONE1")


def test_fifty_bots_as_people_behave_and_every_rating_is_accounted_for(live: Live) -> None:
    experiment = offered.blind(scene.volunteers(), stage.question_set("paced", 20), each=JUDGES * EACH // 20)
    door, told = a_study(scene.volunteers()), StringIO()
    call_command("bots", experiment.name, judges=JUDGES, seed="5", hurry=600, door=door.token, stdout=told)
    said = told.getvalue()
    for misbehaviour in ("clicked twice", "loaded again", "came back in another browser", "left for good"):
        assert misbehaviour in said
    for misbehaviour in ("submitted from a stale tab", "guessed at comprehension", "refused consent"):
        assert misbehaviour in said
    assert (
        "lost 0, doubled 0, stored without having been acknowledged 0, taken from a page that was out of date 0" in said
    )
    places = Place.judgements.filter(debate__experiment=experiment, player__isnull=False)
    assert places.filter(player__bot=False).count() == 0
    done = places.filter(finished_at__isnull=False)
    assert Rating.objects.filter(place__in=done, final=True).count() == done.count() > JUDGES
    assert Rating.objects.filter(place__debate__experiment=experiment).count() == done.count()
    complete = Attendance.objects.filter(outcome="complete")
    assert f"was shown a code: {complete.count()}\n" in said
    assert {places.filter(player=one.player, finished_at__isnull=False).count() for one in complete} == {EACH}
    assert report_on(experiment).arms[0].arm.by_bots == done.count()


def test_an_answer_that_is_not_there_is_told(client: Client, transactional_db: None) -> None:
    """The account would tell: of an answer that was changed behind its back, and of one that came from a stale page."""
    scene.launched(questions=1, rounds=1)
    seat = scene.seated(client)
    sent = scene.form(seat, key="of this tab")
    client.post(scene.address(seat), sent)
    turn = Turn.objects.exclude(submission="").get()
    account = Account(answers={turn.public_id: "of this tab"})
    players = [turn.seat.player_id or 0]
    assert stored(account, players).exact
    account.stale.add("of this tab")
    assert stored(account, players).stale == 1
    assert stored(Account(), players).unsaid == 1
    Turn.objects.filter(pk=turn.pk).update(submission="of another")
    assert stored(account, players).lost == 1


def test_a_server_that_answers_nothing_is_a_trouble_and_no_loss(db: None) -> None:
    account = asyncio.run(Bot("http://127.0.0.1:9", "/join/nothing/", "0").live())
    assert len(account.troubles) == 1
    assert "/join/nothing/" in account.troubles[0]


def test_bots_are_refused_at_a_door_that_leads_elsewhere(db: None) -> None:
    experiment = scene.launched()
    door = Door.objects.create(pool=Pool.objects.create(name="people/others"), name="elsewhere")
    for token, why in ((door.token, "asks nobody"), ("nothing", "no room and no panel")):
        with pytest.raises(CommandError, match=why):
            call_command("bots", experiment.name, judges=1, door=token)
