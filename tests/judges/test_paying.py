"""Settling: after the close alone, once, whoever presses the button however often."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict
from datetime import timedelta
from decimal import Decimal
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from debate.models import Debate, Experiment
from judges.models import Attendance, Payment, Place, Rating, Rules
from judges.services.owed import attendances_of, owed
from judges.services.paying import NotClosed, settle
from tests.judges.paid import Paid

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture
def study() -> Paid:
    return Paid()


def paid_to(attendance: Attendance) -> tuple[Decimal, Decimal, Decimal]:
    """Base, judged and bonus of their one payment."""
    found = Payment.objects.get(attendance=attendance)
    return found.base, found.judged, found.bonus


def test_nothing_is_settled_before_the_close(study: Paid) -> None:
    study.judged(study.attends("ann"), 0)
    with pytest.raises(NotClosed):
        settle(study.experiment)
    assert not Payment.objects.exists()


def test_what_is_owed_before_the_close_has_no_bonus(study: Paid) -> None:
    study.judged(study.attends("ann"), 0, 10_000)
    [one] = owed(study.experiment, list(attendances_of(study.experiment)))
    assert asdict(one.due) == {"base": D(2), "judged": D("0.50"), "bonus": 0}
    assert one.scored == ()


def test_after_the_close_everybody_is_owed_base_judgements_and_bonus(study: Paid) -> None:
    ann, ben = study.attends("ann"), study.attends("ben")
    study.judged(ann, 0, 10_000)
    study.judged(ann, 1, 8000)
    study.judged(ben, 0, 2000)
    assert settle(study.close()) == 2
    # 0.40 and 0.84 of it; -1.56 of it, which the floor of 0 holds.
    assert paid_to(ann) == (D("2.00"), D("1.00"), D("0.74"))
    assert paid_to(ben) == (D("2.00"), D("0.50"), D("0.00"))


def test_the_bonus_stops_at_its_cap(study: Paid) -> None:
    Rules.objects.update(bonus_cap=D("0.50"))
    ann = study.attends("ann")
    for number in range(3):
        study.judged(ann, number, 10_000)
    settle(study.close())
    assert paid_to(ann)[2] == D("0.50")


def test_each_round_that_was_read_takes_its_cost(study: Paid) -> None:
    Rules.objects.update(bonus_round_cost=D("0.05"))
    ann = study.attends("ann")
    study.judged(ann, 0, 10_000, rounds=3)
    settle(study.close())
    assert paid_to(ann)[2] == D("0.25")


def test_settling_again_changes_nothing_and_adds_who_is_missing(study: Paid) -> None:
    ann = study.attends("ann")
    study.judged(ann, 0, 10_000)
    settle(study.close())
    first = Payment.objects.values().get()
    Rules.objects.update(pay_each=D(9))
    study.judged(ann, 1)
    study.judged(study.attends("ben"), 1)
    assert settle(study.experiment) == 1
    assert Payment.objects.values().get(attendance=ann) == first
    assert settle(study.experiment) == 0


@pytest.mark.django_db(transaction=True)
def test_two_who_settle_at_once_pay_nobody_twice() -> None:
    study = Paid()
    for name in ("ann", "ben", "cia", "dan"):
        study.judged(study.attends(name), 0)
    closed, together = study.close(), Barrier(4)

    def press(_: int) -> int:
        together.wait(timeout=30)
        try:
            return settle(closed)
        finally:
            connection.close()

    with ThreadPoolExecutor(4) as people:
        made = sorted(people.map(press, range(4)))
    assert made == [0, 0, 0, 4]
    assert Payment.objects.count() == 4


def test_base_pay_is_owed_once_however_many_experiments_a_pool_judges(study: Paid) -> None:
    other, ann = Paid("other"), study.attends("ann")
    study.judged(ann, 0)
    other.judged(ann, 0)
    settle(study.close())
    settle(other.close())
    base = Payment.objects.order_by("pk").values_list("base", flat=True)
    assert list(base) == [D("2.00"), D("0.00")]


@pytest.mark.django_db(transaction=True)
def test_two_experiments_settled_at_once_owe_base_pay_once() -> None:
    study, other = Paid(), Paid("other")
    ann = study.attends("ann")
    study.judged(ann, 0)
    other.judged(ann, 0)
    both, together = [study.close(), other.close()], Barrier(2)

    def press(closed: Experiment) -> int:
        together.wait(timeout=30)
        try:
            return settle(closed)
        finally:
            connection.close()

    with ThreadPoolExecutor(2) as people:
        assert list(people.map(press, both)) == [1, 1]
    assert sorted(Payment.objects.values_list("base", flat=True)) == [D("0.00"), D("2.00")]


def test_base_pay_is_for_those_who_did_what_was_asked(study: Paid) -> None:
    Rules.objects.update(least_each=2)
    few, all_there_was = study.attends("few"), study.attends("all", outcome=Attendance.Outcome.COMPLETE)
    study.judged(few, 0)
    study.judged(all_there_was, 0)
    settle(study.close())
    assert paid_to(few)[0] == 0
    assert paid_to(all_there_was)[0] == D("2.00")


def test_who_was_screened_out_or_said_no_is_owed_nothing(study: Paid) -> None:
    study.judged(study.attends("ann"), 0)
    for outcome in (Attendance.Outcome.SCREENED_OUT, Attendance.Outcome.NO_CONSENT, Attendance.Outcome.UNDER_WAY):
        study.attends(f"gone {outcome}", outcome=outcome)
    assert settle(study.close()) == 1


def test_a_missing_judgement_is_paid_and_has_no_bonus(study: Paid) -> None:
    ann = study.attends("ann")
    place = study.judged(ann, 0, 10_000)
    Rating.objects.filter(place=place).update(belief=[], missing="timed_out", right=None, brier=None)
    settle(study.close())
    assert paid_to(ann) == (D("2.00"), D("0.50"), D("0.00"))


def test_what_somebody_left_before_its_end_is_not_paid(study: Paid) -> None:
    ann = study.attends("ann")
    study.judged(ann, 0)
    study.judged(ann, 1, finished_at=None, left_at=timezone.now())
    settle(study.close())
    assert paid_to(ann)[1] == D("0.50")


def test_who_withdraws_is_paid_for_what_they_did_and_has_no_bonus(study: Paid) -> None:
    now = timezone.now()
    ann = study.attends("ann", outcome=Attendance.Outcome.WITHDRAWN)
    place = study.judged(ann, 0, 10_000, left_at=now, withdrawn_at=now)
    Rating.objects.filter(place=place).delete()
    settle(study.close())
    assert paid_to(ann) == (D("2.00"), D("0.50"), D("0.00"))


def test_a_debate_from_which_its_speaker_withdrew_is_paid_to_who_judged_it(study: Paid) -> None:
    ann = study.attends("ann")
    study.judged(ann, 0, 10_000)
    Debate.objects.update(status=Debate.Status.WITHDRAWN)
    settle(study.close())
    assert paid_to(ann) == (D("2.00"), D("0.50"), D("0.40"))


def given_by_the_pool(study: Paid, purpose: str) -> Paid:
    """The debates of another experiment, which the same pool gives for practice or as attention checks."""
    given = Paid(purpose)
    Experiment.objects.filter(pk=given.experiment.pk).update(purpose=purpose)
    given.experiment.refresh_from_db()
    return given


def test_attention_checks_are_paid_once_and_without_bonus(study: Paid) -> None:
    checks, other, ann = given_by_the_pool(study, "attention"), Paid("other"), study.attends("ann")
    study.judged(ann, 0, 5000)
    other.judged(ann, 0, 5000)
    checks.judged(ann, 0, 10_000)
    settle(study.close())
    checks.judged(ann, 1, 10_000)
    settle(other.close())
    judged = Payment.objects.order_by("pk").values_list("judged", "bonus")
    assert list(judged) == [(D("1.00"), D(0)), (D("1.00"), D(0))]


def test_practice_is_not_paid_by_the_piece(study: Paid) -> None:
    practice, ann = given_by_the_pool(study, "practice"), study.attends("ann")
    practice.judged(ann, 0, 10_000)
    study.judged(ann, 0, 5000)
    settle(study.close())
    assert paid_to(ann) == (D("2.00"), D("0.50"), D("0.00"))


def test_bots_are_owed_nothing(study: Paid) -> None:
    bot = study.attends("bot")
    bot.player.bot = True
    bot.player.save()
    study.judged(bot, 0)
    assert settle(study.close()) == 0


def test_a_pool_without_rules_pays_nobody(study: Paid) -> None:
    study.judged(study.attends("ann"), 0)
    Rules.objects.all().delete()
    assert settle(study.close()) == 0


def test_who_judged_before_the_pool_had_rules_is_paid_too(study: Paid) -> None:
    ann = study.attends("ann")
    study.judged(ann, 0, 10_000)
    player = ann.player
    ann.delete()
    assert settle(study.close()) == 1
    assert Payment.objects.get(attendance__player=player).bonus == D("0.40")


def test_time_is_that_on_the_pages_with_what_is_around_them_counted_once(study: Paid) -> None:
    """An hour in the pool: 10 minutes for each of two judgements, and 40 around them."""
    other, ann = Paid("other"), study.attends("ann")
    study.judged(ann, 0)
    other.judged(ann, 0)
    settle(study.close())
    settle(other.close())
    assert [payment.detail["seconds"] for payment in Payment.objects.order_by("pk")] == [3000, 600]


def test_a_payment_tells_what_it_was_made_from(study: Paid) -> None:
    ann = study.attends("ann")
    study.judged(ann, 0, 8000, rounds=1)
    settle(study.close())
    detail = Payment.objects.get().detail
    assert detail["terms"]["bonus_each"] == "0.4000"
    assert detail["terms"]["cap"] == "3.00"
    [scored] = detail["scored"]
    assert (D(scored["bonus"]), scored["rounds"]) == (D("0.336"), 1)
    assert scored["debate"] == Place.objects.get().debate.public_id


def test_a_check_that_was_ended_after_the_first_payment_waits_for_the_next(study: Paid) -> None:
    checks, ann = given_by_the_pool(study, "attention"), study.attends("ann")
    study.judged(ann, 0, 5000)
    settle(study.close())
    checks.judged(ann, 0, finished_at=timezone.now() + timedelta(seconds=1))
    other = Paid("other")
    other.judged(ann, 0, 5000)
    [one] = owed(other.experiment, list(attendances_of(other.experiment)))
    assert one.judged == 2
