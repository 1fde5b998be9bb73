"""People who judge: what they are given, and what becomes of what they say."""

from __future__ import annotations

import pytest

from debate import services
from debate.core.types import Turn as Reply
from debate.models import Debate, Player, Pool, Seat, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges.models import Place, Rating
from judges.queries import report_on
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/volunteers")


def open_turn(place: Place) -> Turn:
    return Turn.objects.get(seat__sitting__place=place, status=Turn.Status.OPEN)


def say(turn: Turn, first: int) -> bool:
    ask = ask_from_json(turn.ask)
    return services.answer_by_person(
        turn, Answer(reply=Reply(ask=ask, text="Because.", belief=(first, 10_000 - first)))
    )


def test_a_person_judges_round_by_round_and_each_belief_is_a_rating(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "debate", speaker=endpoint(provider), judge=pool, params={"rounds": 2})
    services.launch(made)
    work_off()
    place = services.sit_down(person(pool))
    assert place is not None
    for first in (5000, 7000, 9000):
        assert say(open_turn(place), first)
    assert not Turn.objects.filter(status=Turn.Status.OPEN).exists()
    assert [list(r.belief) for r in place.ratings.all()] == [[5000, 5000], [7000, 3000], [9000, 1000]]
    assert report_on(made).arms[0].overall.right == 1
    services.sweep()
    made.refresh_from_db()
    assert made.status == "finished"


def test_a_round_opens_to_a_person_only_once_it_is_whole(provider: str, pool: Pool) -> None:
    plain = endpoint(provider)
    made = experiment(question_set(questions=1))
    arm(made, "debate", speaker=plain, judge=pool, params={"rounds": 1})
    services.launch(made)
    place = services.sit_down(person(pool))
    assert place is not None
    say(open_turn(place), 5000)
    assert services.work(plain.pk)
    assert not Turn.objects.filter(seat__sitting__place=place, status=Turn.Status.OPEN).exists()
    assert services.work(plain.pk)
    assert open_turn(place).step == 1


def test_of_two_answers_to_one_ask_the_first_is_kept(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "blind", judge=pool)
    services.launch(made)
    place = services.sit_down(person(pool))
    assert place is not None
    turn = open_turn(place)
    assert say(turn, 8000)
    assert not say(turn, 1000)
    assert Rating.objects.get(place=place).belief == [8000, 2000]


def test_nobody_meets_a_passage_twice_so_never_both_halves_of_a_consultancy(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=3))
    arm(made, "consultancy", speaker=endpoint(provider), judge=pool, params={"rounds": 1})
    services.launch(made)
    work_off()
    judge = person(pool)
    questions = [judge_next(judge).debate.question_id for _ in range(3)]
    assert len(set(questions)) == 3
    assert services.sit_down(judge) is None


def judge_next(judge: Player) -> Place:
    """Take the next debate and judge it to its end."""
    place = services.sit_down(judge)
    assert place is not None
    while turn := Turn.objects.filter(seat__sitting__place=place, status=Turn.Status.OPEN).first():
        say(turn, 6000)
    return place


def test_nobody_takes_another_debate_before_they_have_answered(pool: Pool) -> None:
    made = experiment(question_set(questions=2))
    arm(made, "blind", judge=pool)
    services.launch(made)
    judge = person(pool)
    assert services.sit_down(judge) == services.sit_down(judge)
    assert Place.objects.filter(player=judge).count() == 1


def test_two_people_never_get_the_same_place(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "blind", judge=pool)
    services.launch(made)
    assert services.sit_down(person(pool, "ann")) is not None
    assert services.sit_down(person(pool, "bob")) is None


def test_who_is_not_in_the_pool_gets_nothing(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    arm(made, "blind", judge=pool)
    services.launch(made)
    assert services.sit_down(person(Pool.objects.create(name="people/others"))) is None


def test_the_order_of_display_is_counterbalanced_over_people(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=8))
    arm(made, "blind", judge=pool)
    services.launch(made)
    judge: Player = person(pool)
    for _ in range(8):
        judge_next(judge)
    displays = [tuple(display) for display in Seat.objects.filter(player=judge).values_list("display", flat=True)]
    assert displays.count((0, 1)) == displays.count((1, 0)) == 4


def test_an_interactive_debate_waits_for_its_chair_who_asks_and_ends_it(provider: str, pool: Pool) -> None:
    made = experiment(question_set(questions=1))
    params = {"interactive": True, "least_rounds": 1, "rounds": 5}
    arm(made, "debate", speaker=endpoint(provider), judge=pool, params=params)
    services.launch(made)
    assert work_off() == 0
    place = services.sit_down(person(pool))
    assert place is not None
    chair(place.debate, "Where was the key?", 5000)
    assert work_off() == 2
    heard = Turn.objects.filter(seat__role="debater_a").get().calls.get().request["messages"][0]["content"]
    assert "The judge:\n> Where was the key?" in heard
    chair(place.debate, "Thank you.", 9900, next="end")
    debate = Debate.objects.get()
    assert debate.status == "finished"
    assert list(place.ratings.values_list("round", "final")) == [(0, False), (1, True)]


def chair(debate: Debate, words: str, first: int, **choices: str) -> None:
    turn = debate.turns.get(seat__role="judge", status=Turn.Status.OPEN)
    reply = Reply(ask=ask_from_json(turn.ask), text=words, belief=(first, 10_000 - first), choices=choices)
    assert services.answer_by_person(turn, Answer(reply=reply))
