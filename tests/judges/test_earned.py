"""What people see of their own results: nothing of the truth before the close, all of their own after it."""

from __future__ import annotations

from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate.access import viewer_of
from debate.access.calibrated import calibrated
from debate.access.earned import Earned, earned
from debate.models import Experiment, Question
from judges.models import Attendance, Rating, Rules
from judges.services import scores
from judges.services.paying import settle
from judges.stats.intervals import wilson
from tests.judges.paid import Paid
from tests.judges.test_paying import given_by_the_pool

pytestmark = pytest.mark.django_db

D = Decimal


@pytest.fixture
def study() -> Paid:
    return Paid()


@pytest.fixture
def ann(study: Paid) -> Attendance:
    return study.attends("ann")


def of(attendance: Attendance) -> Earned:
    found = seen_by(attendance, attendance)
    assert found is not None
    return found


def seen_by(who: Attendance, attendance: Attendance) -> Earned | None:
    assert who.player.user is not None
    return earned(viewer_of(User.objects.get(pk=who.player.user.pk)), Attendance.objects.get(pk=attendance.pk))


def browser(attendance: Attendance) -> Client:
    client = Client()
    assert attendance.player.user is not None
    client.force_login(attendance.player.user)
    return client


def page(attendance: Attendance, name: str = "results") -> str:
    response = browser(attendance).get(reverse(name))
    assert response.status_code == 200
    return response.content.decode()


def test_before_the_close_one_sees_what_the_judgements_earned_and_no_bonus(study: Paid, ann: Attendance) -> None:
    study.judged(ann, 0, 10_000)
    study.judged(ann, 1)
    seen = of(ann)
    assert seen.money is not None
    assert (seen.judged, seen.money.base, seen.money.for_judgements, seen.money.bonus) == (2, D(2), D(1), None)
    assert (seen.verdicts, seen.accuracy, seen.score, seen.calibration) == ((), None, None, None)
    assert "A bonus is settled when the study is closed." in page(ann)


def test_before_the_close_no_byte_depends_on_the_truth(study: Paid, ann: Attendance) -> None:
    Rules.objects.update(leaderboard=True)
    for number in range(6):
        study.judged(ann, number, 9000)
    Attendance.objects.update(outcome="complete", ended_at=timezone.now())
    settings = [(name, page(ann, name)) for name in ("results", "end")]
    Question.objects.update(answer=1 - F("answer"))
    for rating in Rating.objects.all():
        Rating.objects.filter(pk=rating.pk).update(right=not rating.right, brier=1 - (rating.brier or 0))
    for name, before in settings:
        assert strip(page(ann, name)) == strip(before), name
    for word in ("the porter", "the cook", "Right answer", "<svg role"):
        assert word not in page(ann), word


def strip(html: str) -> str:
    """Less the marks against forged requests, which differ by design."""
    return "".join(line for line in html.splitlines() if "csrfmiddlewaretoken" not in line)


def test_the_first_closed_study_of_a_pool_tells_nothing_of_the_one_that_is_open(study: Paid, ann: Attendance) -> None:
    other = Paid("other")
    study.judged(ann, 0, 10_000)
    other.judged(ann, 0, 10_000)
    study.close()
    seen = of(ann)
    assert seen.money is not None
    assert len(seen.verdicts) == 1
    assert (seen.money.bonus, seen.money.bonus_waits) == (D("0.40"), True)


def test_after_the_close_one_sees_each_truth_with_what_one_gave_it(study: Paid, ann: Attendance) -> None:
    study.judged(ann, 0, 8000)
    study.judged(ann, 1, 3000)
    study.judged(ann, 2, 5000)
    study.close()
    first, second, third = of(ann).verdicts
    assert (first.truth, first.given, first.right, round(first.score)) == ("the porter", 80, True, 84)
    assert (second.truth, second.given, second.right, round(second.score)) == ("the cook", 30, False, -96)
    assert (third.right, third.tie, third.score) == (False, True, 0)
    assert first.bonus == D("0.34")


def test_accuracy_comes_with_how_many_and_wilsons_interval(study: Paid, ann: Attendance) -> None:
    for number in range(6):
        study.judged(ann, number, 9000 if number < 4 else 1000)
    study.close()
    accuracy = of(ann).accuracy
    assert accuracy is not None
    assert accuracy.value == pytest.approx(4 / 6)
    assert accuracy.n == 6
    assert (accuracy.low, accuracy.high) == wilson(4, 6)


def test_the_page_after_the_close_shows_what_was_said_and_what_it_earned(study: Paid, ann: Attendance) -> None:
    for number in range(6):
        study.judged(ann, number, 8000)
    study.close()
    shown = page(ann)
    for words in ("Right answer:", "the porter", "You gave it 80 %", "Score 84", "Bonus +0.34 USD", "6 of 6", "<svg"):
        assert words in shown, words
    assert "A bonus is settled when" not in shown


def test_the_drawing_says_when_one_was_surer_than_right(study: Paid, ann: Attendance) -> None:
    for number in range(6):
        study.judged(ann, number, 9000 if number < 3 else 1000)
    study.close()
    drawing = of(ann).calibration
    assert drawing is not None
    assert drawing.gap == pytest.approx(40)
    [dot] = drawing.dots
    assert (dot.low, dot.high, dot.n, dot.x, dot.y) == (80, 100, 6, "90.00%", "50.00%")
    assert "40 points surer than you were right" in page(ann)


def test_four_judgements_are_too_few_to_draw(study: Paid, ann: Attendance) -> None:
    for number in range(4):
        study.judged(ann, number)
    study.close()
    assert of(ann).calibration is None
    study.judged(ann, 4)
    assert calibrated(list(scores.told(study.pool, "brier", ann.player))) is not None


def test_nobody_sees_anothers_results(study: Paid, ann: Attendance) -> None:
    ben = study.attends("ben")
    study.judged(ann, 0)
    study.close()
    assert seen_by(ben, ann) is None
    assert "the porter" not in page(ben)


def test_what_was_settled_stands_whatever_the_rules_become(study: Paid, ann: Attendance) -> None:
    study.judged(ann, 0, 10_000)
    settle(study.close())
    Rules.objects.update(base_pay=9, pay_each=9, bonus_each=9)
    money = of(ann).money
    assert money is not None
    assert (money.base, money.for_judgements, money.bonus, money.settled) == (D(2), D("0.50"), D("0.40"), True)


def test_what_is_shown_before_settling_is_what_will_be_settled(study: Paid, ann: Attendance) -> None:
    other = Paid("other")
    for number in range(4):
        study.judged(ann, number, 9000)
        other.judged(ann, number, 4000)
    study.close(), other.close()
    before = of(ann).money
    settle(study.experiment), settle(other.experiment)
    after = of(ann).money
    assert before is not None
    assert after is not None
    assert (before.total, before.settled, after.settled) == (after.total, False, True)


def test_base_pay_is_promised_until_enough_is_judged(study: Paid, ann: Attendance) -> None:
    Rules.objects.update(least_each=3)
    study.judged(ann, 0)
    money = of(ann).money
    assert money is not None
    assert (money.base, money.promised, money.needed) == (D(0), D(2), 2)
    assert "With 2 more judgements you get 2.00 USD for taking part." in page(ann)


def test_attention_checks_are_paid_for_and_never_told(study: Paid, ann: Attendance) -> None:
    checks = given_by_the_pool(study, "attention")
    study.judged(ann, 0)
    checks.judged(ann, 0)
    study.close()
    Experiment.objects.filter(pk=checks.experiment.pk).update(closed=True)
    assert of(ann).judged == 2
    assert len(of(ann).verdicts) == 1


def test_who_withdrew_sees_what_they_are_owed_and_no_judgement(study: Paid, ann: Attendance) -> None:
    place = study.judged(ann, 0, left_at=timezone.now(), withdrawn_at=timezone.now())
    Rating.objects.filter(place=place).delete()
    study.close()
    seen = of(ann)
    assert seen.money is not None
    assert (seen.money.total, seen.verdicts) == (D("2.50"), ())


def test_a_pool_without_rules_has_nothing_to_tell_before_the_close_and_the_truth_after_it(
    study: Paid, ann: Attendance
) -> None:
    Rules.objects.all().delete()
    study.judged(ann, 0)
    assert seen_by(ann, ann) is None
    study.close()
    assert of(ann).money is None
    assert len(of(ann).verdicts) == 1
    assert "What you have earned" not in page(ann)


def test_the_end_page_tells_it_too(study: Paid, ann: Attendance) -> None:
    study.judged(ann, 0)
    Attendance.objects.update(outcome="complete", ended_at=timezone.now())
    assert "What you have earned" in page(ann, "end")
    study.close()
    assert "Right answer:" in page(ann, "end")


def test_it_is_told_in_the_readers_language(study: Paid, ann: Attendance) -> None:
    for number in range(6):
        study.judged(ann, number, 8000)
    study.close()
    client = browser(ann)
    client.post(reverse("set_language"), {"language": "de"})
    shown = client.get(reverse("results")).content.decode()
    for words in ("Was Sie verdient haben", "Richtige Antwort:", "Bonus +0,34 USD", "Sie gaben ihr 80 %", "3,00 USD"):
        assert words in shown, words
    assert 'cx="80.00%"' in shown
