"""The page of a debate for practice: that it is one, and at its end what was right, what one gave, what it earned."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from debate import services
from debate.importers import load_exercises
from debate.models import Player, Seat
from judges.models import Rules
from tests.judges.scene import address, form, joined, launched, open_turn, volunteers

pytestmark = pytest.mark.django_db


@pytest.fixture
def rules() -> Rules:
    practice, attention = load_exercises()
    return Rules.objects.create(
        pool=volunteers(), practice=practice, practice_debates=3, attention=attention, attention_rate=0.1
    )


def sat(client: Client, rules: Rules) -> tuple[Player, Seat]:
    player = joined(client)
    place = services.practise(player, rules)
    assert place is not None
    return player, Seat.objects.get(player=player)


def answer(client: Client, seat: Seat, right: int) -> str:
    """The open ask is answered with so many percent for the right answer; returns the page after it."""
    truth = seat.display.index(seat.debate.question.answer or 0)
    shares = {f"belief0_{truth}": str(right), f"belief0_{1 - truth}": str(100 - right)}
    return client.post(address(seat), form(seat, **shares), follow=True).content.decode()


def judged(client: Client, rules: Rules, *given: int) -> str:
    _, seat = sat(client, rules)
    return [answer(client, seat, right) for right in given][-1]


def judge_all(client: Client, seat: Seat) -> str:
    """Every ask of the seat is answered; returns the last page."""
    page = ""
    while seat.turns.filter(status="open").exists():
        page = client.post(address(seat), form(seat), follow=True).content.decode()
    return page


def _next_seat(client: Client, player: Player) -> Seat | None:
    place = services.sit_down(player)
    return Seat.objects.get(player=player, debate=place.debate) if place else None


def test_a_page_for_practice_says_so_and_shows_no_truth_before_its_end(client: Client, rules: Rules) -> None:
    _, seat = sat(client, rules)
    for right in (50, 60):
        page = client.get(address(seat)).content.decode()
        assert "Practice</span>" in page
        assert "The right answer:" not in page
        assert "The store held eleven full drums" not in page
        answer(client, seat, right)


def test_at_its_end_it_tells_the_answer_what_was_given_and_what_that_would_have_earned(
    client: Client, rules: Rules
) -> None:
    page = judged(client, rules, 50, 60, 80)
    assert "You were right" in page
    assert '<strong dir="auto">The clockwork was jammed</strong>' in page
    assert "You gave 80 % to it in the end." in page
    assert "50&nbsp;% → 60&nbsp;% → 80&nbsp;%" in page
    # log2(0.8) + 1, and log2(0.99) + 1, log2(0.01) + 1.
    assert "earned 0.68 points" in page
    assert "earns 0.99 points where you are right, and costs 5.64" in page
    assert "The store held eleven full drums" in page
    assert f'href="{reverse("course")}"' in page
    assert "Go on to your debates" not in page


def test_who_was_sure_of_what_is_wrong_is_told_so_kindly(client: Client, rules: Rules) -> None:
    page = judged(client, rules, 50, 40, 2)
    assert "Not this time" in page
    assert "leave room for doubt" in page
    assert "cost 4.64 points" in page


def test_who_left_it_open_earned_nothing_and_lost_nothing(client: Client, rules: Rules) -> None:
    page = judged(client, rules, 50, 50, 50)
    assert "You left it open" in page
    assert "earned nothing, and cost nothing" in page


def test_a_last_answer_that_is_missing_is_not_scored(client: Client, rules: Rules) -> None:
    _, seat = sat(client, rules)
    answer(client, seat, 50)
    answer(client, seat, 70)
    open_turn(seat)
    seat.turns.filter(status="open").update(deadline="2026-01-01T00:00Z")
    services.sweep()
    page = client.get(address(seat)).content.decode()
    assert "No answer came in" in page
    assert "points" not in page
    assert "The clockwork was jammed" in page


def test_the_shipped_practice_ends_in_feedback_whatever_its_kind(client: Client, rules: Rules) -> None:
    player, _ = sat(client, rules)
    protocols = []
    while place := services.practise(player, rules):
        seat = Seat.objects.get(player=player, debate=place.debate)
        protocols.append(place.debate.arm.config.protocol)
        page = judge_all(client, seat)
        assert ("The right answer:" in page) != ("The answer that you judged is wrong:" in page)
        assert place.debate.question.tags["why"][:20] in page
    assert protocols == ["debate", "consultancy", "critique"]
    assert services.practised(player, rules) == 3


def test_a_check_looks_like_any_debate_and_tells_nothing_at_its_end(client: Client, rules: Rules) -> None:
    player = joined(client)
    launched("blind", questions=2)
    Rules.objects.update(attention_rate=0.5)
    first = _next_seat(client, player)
    assert first is not None
    judge_all(client, first)
    seat = _next_seat(client, player)
    assert seat is not None
    assert seat.debate.experiment == rules.attention
    page = judge_all(client, seat)
    assert "stays hidden until the study is closed" in page
    assert "Practice</span>" not in page
    assert "attention" not in page.lower()
