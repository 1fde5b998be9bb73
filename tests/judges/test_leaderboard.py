"""The leaderboard: where the rules want one, of what is closed, for the pool's people and its researchers."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate.access import viewer_of
from debate.access.leaderboard import Leaderboard, leaderboard
from debate.models import Member, Pool, Study
from judges.models import Attendance, Rules
from tests.debate.stage import person
from tests.judges.paid import Paid

pytestmark = pytest.mark.django_db


@pytest.fixture
def study() -> Paid:
    made = Paid()
    Rules.objects.update(leaderboard=True)
    return made


def three_people(study: Paid) -> tuple[Attendance, Attendance, Attendance]:
    """Ann is better than Ben; Cia has judged too little."""
    ann, ben, cia = (study.attends(name) for name in ("ann", "ben", "cia"))
    for number in range(3):
        study.judged(ann, number, 9000 - 100 * number)
        study.judged(ben, number, 6000)
    study.judged(cia, 0, 10_000)
    return ann, ben, cia


def seen_by(user: User | None, pool: Pool) -> Leaderboard | None:
    assert user is not None
    return leaderboard(viewer_of(User.objects.get(pk=user.pk)), Pool.objects.get(pk=pool.pk))


def test_it_ranks_by_the_mean_score_and_marks_ones_own_row(study: Paid) -> None:
    ann, ben, _ = three_people(study)
    study.close()
    board = seen_by(ben.player.user, study.pool)
    assert board is not None
    assert [(rank.place, rank.person, rank.mine, rank.n) for rank in board.ranks] == [
        (1, ann.player.public_id, False, 3),
        (2, ben.player.public_id, True, 3),
    ]
    first, second = board.ranks
    assert first.score == pytest.approx((96 + 95.16 + 94.24) / 3)
    for value in (second.score, second.low, second.high):
        assert value == pytest.approx(36)


def test_its_interval_is_students(study: Paid) -> None:
    ann, _, _ = three_people(study)
    study.close()
    board = seen_by(ann.player.user, study.pool)
    assert board is not None
    # 4.303 x 0.8803 / root of 3, with two degrees of freedom.
    assert board.ranks[0].score - board.ranks[0].low == pytest.approx(2.187, abs=0.002)


def test_fewer_than_three_judgements_are_not_ranked_but_counted(study: Paid) -> None:
    _, _, cia = three_people(study)
    study.close()
    board = seen_by(cia.player.user, study.pool)
    assert board is not None
    assert (board.few, board.mine) == (1, None)


def test_there_is_none_before_the_close(study: Paid) -> None:
    ann, _, _ = three_people(study)
    assert seen_by(ann.player.user, study.pool) is None
    assert browser(ann.player.user).get(reverse("leaderboard", args=[study.pool.pk])).status_code == 404


def test_what_is_still_open_stays_out_of_it(study: Paid) -> None:
    ann, _, _ = three_people(study)
    other = Paid("other")
    other.judged(ann, 0, 0)
    study.close()
    board = seen_by(ann.player.user, study.pool)
    assert board is not None
    assert board.ranks[0].n == 3


def test_there_is_none_unless_the_rules_want_one(study: Paid) -> None:
    ann, _, _ = three_people(study)
    study.close()
    Rules.objects.update(leaderboard=False)
    assert seen_by(ann.player.user, study.pool) is None


def test_it_is_nobodys_outside_the_pool(study: Paid) -> None:
    three_people(study)
    study.close()
    stranger = person(Pool.objects.create(name="people/others"), "stranger").user
    assert seen_by(stranger, study.pool) is None


def test_researchers_of_the_study_see_it_and_others_do_not(study: Paid) -> None:
    three_people(study)
    study.close()
    mine, theirs = Study.objects.create(name="mine"), Study.objects.create(name="theirs")
    Pool.objects.update(study=mine)
    study.experiment.study = mine
    study.experiment.save()
    users = [User.objects.create_user(name) for name in ("ada", "eve")]
    for user, own in zip(users, (mine, theirs), strict=True):
        Member.objects.create(study=own, user=user, role=Member.Role.RESEARCHER)
    ada, eve = users
    assert seen_by(ada, study.pool) is not None
    assert seen_by(eve, study.pool) is None


def test_bots_are_not_on_it(study: Paid) -> None:
    ann, ben, _ = three_people(study)
    ann.player.bot = True
    ann.player.save()
    study.close()
    board = seen_by(ben.player.user, study.pool)
    assert board is not None
    assert [rank.person for rank in board.ranks] == [ben.player.public_id]


def test_its_page_shows_random_names_alone(study: Paid) -> None:
    ann, ben, _ = three_people(study)
    study.close()
    page = browser(ann.player.user).get(reverse("leaderboard", args=[study.pool.pk])).content.decode()
    assert ben.player.public_id in page
    assert 'class="mine"' in page
    assert ">ben<" not in page


def browser(user: User | None) -> Client:
    assert user is not None
    client = Client()
    client.force_login(user)
    return client
