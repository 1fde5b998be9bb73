"""What the board of people who judge is made of: who is how, where people drop out, how long it takes, coverage."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

import pytest
from django.utils import timezone

from debate import services
from debate.desk.attending import Person
from debate.desk.dropout import dropout
from debate.models import Debate, Experiment, Pool
from judges.models import Attendance, FormItem, PageText, Place, Rules
from tests.debate.stage import person, question_set
from tests.debate.watched import attends, board
from tests.judges import scene
from tests.judges.offered import blind, judged_by

pytestmark = pytest.mark.django_db

Outcome = Attendance.Outcome
AGO = timedelta(minutes=20)


@pytest.fixture
def pool() -> Pool:
    return scene.volunteers()


@pytest.fixture
def made(pool: Pool) -> Experiment:
    return blind(pool, question_set(questions=4), "first", "second")


def test_those_who_need_a_look_come_first_and_those_who_have_gone_are_asked_for(pool: Pool, made: Experiment) -> None:
    attends(pool, "here")
    attends(pool, "gone", timedelta(hours=1))
    attends(pool, "done", outcome=Outcome.COMPLETE)
    attends(pool, "quiet", AGO)
    away = attends(pool, "away", AGO)
    services.sit_down(away.player)
    Place.objects.filter(player=away.player).update(heard_at=None, taken_at=timezone.now() - AGO)
    found = board(made)
    assert [one.state for one in found.shown] == ["away", "in", "quiet"]
    assert (found.present, found.attention, found.keeping, found.hidden) == (3, 1, 1, 2)
    assert [one.state for one in board(made, all_of_them=True).shown] == ["away", "in", "quiet", "gone", "ended"]
    assert board(made, all_of_them=True).shown[-1].outcome == "complete"


def test_a_pool_says_how_long_its_people_may_be_silent(pool: Pool, made: Experiment) -> None:
    attends(pool, "slow", timedelta(minutes=10))
    assert [one.state for one in board(made).people] == ["quiet"]
    Rules.objects.create(pool=pool, away_minutes=15)
    assert [one.state for one in board(made).people] == ["in"]


def test_people_who_were_never_received_are_on_the_board_too(pool: Pool, made: Experiment) -> None:
    ann = person(pool)
    list(judged_by(ann))
    (one,) = board(made).people
    assert (one.name, one.judged, one.state) == (ann.pseudonym, 4, "in")


def milestones(*people: tuple[str, Sequence[str], str]) -> list[Person]:
    return [
        Person(
            name=name,
            bot=name.startswith("bot"),
            pool="",
            step="",
            step_at=None,
            began_at=None,
            heard_at=None,
            active_seconds=0,
            judged=0,
            left=0,
            outcome="",
            held=None,
            state=state,
            reached=frozenset(reached),
        )
        for name, reached, state in people
    ]


def test_drop_out_counts_who_came_no_further_and_is_gone() -> None:
    everything = ("consented", "passed", "judged", "complete")
    found = dropout(
        milestones(
            ("a", (), "gone"),
            ("b", ("consented",), "ended"),
            ("c", ("consented", "passed"), "in"),
            ("d", ("consented", "passed", "judged"), "gone"),
            ("e", everything, "ended"),
            ("bot f", (), "gone"),
        ),
        {"consented", "passed", "judged", "complete"},
    )
    assert [(one.name, one.n, one.lost, one.on) for one in found] == [
        ("came", 5, 1, 0),
        ("consented", 4, 1, 0),
        ("passed", 3, 0, 1),
        ("judged", 2, 1, 0),
        ("complete", 1, 0, 0),
    ]
    share = found[1].share
    assert (share.value, share.n) == (0.8, 5)
    assert share.low == pytest.approx(0.3755, abs=1e-4)
    assert share.high == pytest.approx(0.9638, abs=1e-4)
    assert found[0].who == ("a",)


def test_drop_out_has_the_steps_that_the_pool_asks_for(pool: Pool, made: Experiment) -> None:
    attends(pool, "ann")
    assert [one.name for one in board(made).dropout] == ["came", "judged"]
    PageText.objects.create(pool=pool, kind=PageText.Kind.CONSENT, words="Do you?")
    FormItem.objects.create(pool=pool, part=FormItem.Part.COMPREHENSION, words="What?")
    Rules.objects.create(pool=pool)
    assert [one.name for one in board(made).dropout] == ["came", "consented", "passed", "judged", "complete"]


def test_time_by_arm_is_the_median_and_the_middle_half_of_what_was_measured(pool: Pool, made: Experiment) -> None:
    for name in ("ann", "bob"):
        list(judged_by(person(pool, name)))
    arm = made.arms.get(name="first")
    mine = list(Place.objects.filter(debate__arm=arm, finished_at__isnull=False))
    for place, seconds in zip(mine, (0, 100, 200, 400), strict=True):
        Place.objects.filter(pk=place.pk).update(active_seconds=seconds)
    (first, second) = board(made).times
    assert (first.judged, first.n, first.low, first.median, first.high) == (4, 3, 150, 200, 300)
    assert (second.n, second.median) == (0, None)


def test_coverage_tells_holes_from_what_is_in_hand(pool: Pool, made: Experiment) -> None:
    ann, bob = person(pool), person(pool, "bob")
    services.sit_down(bob)
    list(judged_by(ann))
    covered = board(made).coverage
    assert (covered.wanted, covered.judged, covered.in_hand, covered.free) == (8, 4, 1, 3)
    assert (covered.holes, covered.items, covered.by_item) == (4, 4, True)
    states = sorted(cell.state for arm in covered.arms for cell in arm.cells)
    assert states == ["full"] * 4 + ["hand"] + ["hole"] * 3
    assert all(sorted(cell.at for cell in arm.cells) == [0, 1, 2, 3] for arm in covered.arms)


def test_a_debate_that_failed_is_covered_by_nobody(pool: Pool, made: Experiment) -> None:
    gone = made.debates.first()
    assert gone is not None
    Debate.objects.filter(pk=gone.pk).update(status=Debate.Status.FAILED)
    assert board(made).coverage.wanted == 7
