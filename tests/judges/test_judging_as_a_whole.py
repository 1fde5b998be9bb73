"""Judging a debate as a whole: offered and asked once it has been argued to its end, about all rounds at once."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from debate import services
from debate.models import Debate, Experiment
from judges.models import Place, Rating
from tests.judges.scene import address, form, joined, launched, open_turn, speak

pytestmark = pytest.mark.django_db


def spoken(made: Experiment, rounds: int) -> Debate:
    debate = made.debates.get()
    for _ in range(rounds):
        speak(debate)
    debate.refresh_from_db()
    return debate


def test_nobody_is_offered_it_before_its_end(client: Client) -> None:
    made = launched(rounds=2, stepped=False)
    player = joined(client)
    assert services.sit_down(player) is None
    spoken(made, rounds=1)
    assert services.sit_down(player) is None
    spoken(made, rounds=1)
    place = services.sit_down(player)
    assert place is not None
    assert place.debate == made.debates.get()


def test_it_is_judged_once_after_all_of_its_rounds(client: Client) -> None:
    made = launched(rounds=2, stepped=False)
    debate = spoken(made, rounds=2)
    assert debate.status == Debate.Status.FINISHED
    player = joined(client)
    client.post(reverse("queue"))
    seat = debate.seats.get(player=player)
    page = client.get(address(seat)).content.decode()
    assert "Judgement 1 of 1" in page
    assert "Round 2" in page
    client.post(address(seat), form(seat))
    rating = Rating.objects.get(place__player=player)
    assert (rating.round, rating.final, max(rating.belief)) == (2, True, 7000)
    assert Place.objects.get(player=player).finished_at is not None


def test_a_debate_that_is_judged_round_by_round_is_offered_at_once(client: Client) -> None:
    launched(rounds=2)
    place = services.sit_down(joined(client))
    assert place is not None
    assert open_turn(place.sittings.get().seat).ask["about"] == {"round": "0"}
