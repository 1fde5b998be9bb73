"""Programs that walk the real pages: through every protocol, in every seat that it has."""

from __future__ import annotations

import asyncio
from typing import Any

import pytest
from django.core.management import call_command
from django.urls import reverse
from pytest_django.live_server_helper import LiveServer

from debate import people, services
from debate.models import Arm, ArmSeat, Debate, Experiment, Pool, Turn
from debate.protocols import PROTOCOLS
from judges.bots import Account, Bot, together
from judges.models import Place, Rating
from judges.queries import report_on
from tests.debate import stage

pytestmark = pytest.mark.django_db(transaction=True)


def people_everywhere(protocol: str, questions: int = 1, **params: Any) -> Experiment:
    """A running experiment in which people sit in every seat, an arm that learns beside one to learn from."""
    made = stage.experiment(stage.question_set(f"set-{protocol}", questions), name=f"people-{protocol}")
    own = seated(made, protocol, params)
    if PROTOCOLS[protocol](**params).learns:
        own.after.add(seated(made, "blind", {}))
    services.launch(made)
    return made


def seated(experiment: Experiment, protocol: str, params: dict[str, Any]) -> Arm:
    pool = Pool.objects.get_or_create(name="people/everywhere")[0]
    arm = stage.arm(experiment, protocol, judge=pool, params=params)
    if PROTOCOLS[protocol].decides:
        arm.seats.all().delete()
    ArmSeat.objects.create(arm=arm, pool=pool)
    return arm


def let_walk(live_server: LiveServer, bots: int) -> int:
    """Bots walk side by side until there is nothing left for any; returns how many answers they gave.

    Of each debate everybody does one thing only, so that others come while there is work left; who came before looks
    again whether the others have answered.
    """
    pool, came, answers = Pool.objects.get(name="people/everywhere"), list[str](), 0
    while True:
        came += [reverse("join", args=[people.invite_bot(pool).token]) for _ in range(bots)]
        account = asyncio.run(live(live_server.url, came))
        assert account.troubles == []
        given = account.did["answered"]
        services.sweep()
        if not given:
            return answers
        answers += given


async def live(url: str, links: list[str]) -> Account:
    return together(await asyncio.gather(*(Bot(url, link, link).live() for link in links)))


# People don't reason in private, so there is nothing of theirs to be read.
SEATED = sorted(PROTOCOLS.keys() - {"legibility"})


@pytest.mark.parametrize("protocol", SEATED)
def test_people_can_sit_in_every_seat_of_every_protocol(protocol: str, live_server: LiveServer) -> None:
    experiment = people_everywhere(protocol)
    let_walk(live_server, bots=4)
    unfinished = experiment.debates.exclude(status=Debate.Status.FINISHED)
    assert [(one.status, one.reason) for one in unfinished] == []
    assert not Turn.objects.filter(status=Turn.Status.OPEN).exists()
    finals = Rating.objects.filter(final=True, place__debate__experiment=experiment)
    assert finals.count() == Place.judgements.filter(debate__experiment=experiment).count() > 0
    seats = Place.objects.exclude(role="").filter(debate__experiment=experiment)
    assert all(place.finished_at for place in seats.exclude(player=None))


def test_whoever_sat_in_a_seat_of_a_debate_does_not_judge_it(live_server: LiveServer) -> None:
    experiment = people_everywhere("debate", rounds=1)
    let_walk(live_server, bots=4)
    for debate in experiment.debates.all():
        held = [place.player_id for place in debate.places.exclude(player=None)]
        assert len(held) == len(set(held))


def test_an_audit_is_offered_only_once_it_is_asked_for(live_server: LiveServer) -> None:
    """Of three seats in a ladder one is asked at a time: nobody sits down to wait for what may never come."""
    experiment = people_everywhere("tiered", spot_checks=1.0)
    offered = Place.objects.exclude(experiment=None).filter(debate__experiment=experiment)
    assert set(offered.values_list("role", flat=True)) == {"tier_1"}
    let_walk(live_server, bots=5)
    assert not offered.filter(player=None).exists()


def test_figures_say_that_bots_made_them(live_server: LiveServer, settings: pytest.FixtureRequest) -> None:
    experiment = people_everywhere("blind", questions=3)
    settings.PUBLIC_URL = live_server.url  # type: ignore[attr-defined]
    call_command("bots", experiment.name, judges=2)
    report = report_on(experiment)
    assert report.arms[0].arm.by_bots == 3
    assert any("3 judgements were made by bots" in warning for warning in report.arms[0].warnings)
    assert set(report_on(experiment, by=("kind",)).arms[0].groups) == {"bots"}
    assert set(report_on(experiment).arms[0].groups) == {"people/everywhere (bots)"}
