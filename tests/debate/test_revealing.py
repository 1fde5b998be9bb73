"""What a judge is told of plants and of their own flags: nothing before the close, all of it after."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from debate import services
from debate.access import seat_page
from debate.core.types import Turn as Reply
from debate.models import Debate, Pool, Seat, Turn
from debate.services import Answer, experiments
from debate.services.seating import sit_down
from debate.transcripts import ask_from_json
from tests.debate.planting import planting
from tests.debate.stage import person, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def judged_by_ann(provider: str, flagged: str, plant: str = "stall", free: bool = False) -> Seat:
    """A planted debate that a person reads to its end, flagging one speech."""
    pool = Pool.objects.create(name="people")
    made = planting(provider, plant, free=free, flags=True)
    made.question_set.questions.exclude(external_id="q0").delete()
    made.arms.get().seats.filter(kind="judge").update(endpoint=None, pool=pool)
    services.launch(made)
    work_off()
    place = sit_down(person(pool))
    assert place is not None
    seat: Seat = place.sittings.get().seat
    while turn := seat.turns.filter(status=Turn.Status.OPEN).first():
        ask = ask_from_json(turn.ask)
        marks = {want.name: {flagged: "So."} for want in ask.wants if want.kind == "marks"}
        assert services.answer_by_person(turn, Answer(reply=Reply(ask=ask, belief=(7000, 3000), marks=marks)))
    return seat


def page_of(seat: Seat) -> str:
    client, player = Client(), seat.player or Seat.objects.get(pk=seat.pk).player
    assert player is not None
    assert player.user is not None
    client.force_login(player.user)
    return client.get(reverse("judge", args=[seat.public_id])).content.decode()


# The planted seat speaks first, the honest one second.
@pytest.mark.parametrize(("flagged", "told"), [("1", "You flagged this one."), ("2", "You did not flag it.")])
def test_after_the_close_a_judge_sees_what_was_planted_and_what_they_flagged(
    provider: str, flagged: str, told: str
) -> None:
    seat = judged_by_ann(provider, flagged)
    before = page_of(seat)
    assert not any(words in before for words in ("Stalls", "You flagged", "You did not flag", "Was honest"))
    experiments.close(Debate.objects.get(seats=seat).experiment)
    after = page_of(Seat.objects.get(pk=seat.pk))
    assert "Was told to misbehave: Stalls" in after
    assert "fill your speech with generalities" in after
    assert told in after
    assert ("Nobody had told it to misbehave." in after) == (flagged == "2")


def test_what_somebody_was_free_to_do_is_told_as_such(provider: str) -> None:
    seat = judged_by_ann(provider, "1", free=True)
    experiments.close(Debate.objects.get(seats=seat).experiment)
    assert "Was free to misbehave: Stalls" in page_of(Seat.objects.get(pk=seat.pk))


def test_an_honest_speech_that_nobody_flagged_is_told_nothing(provider: str) -> None:
    seat = judged_by_ann(provider, "1")
    experiments.close(Debate.objects.get(seats=seat).experiment)
    shown = [speech.revealed for round in seat_page(Seat.objects.get(pk=seat.pk)).rounds for speech in round.speeches]
    assert [one is None for one in shown] in ([True, False], [False, True])
