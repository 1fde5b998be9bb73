"""A pool's page in the admin: what it stores, what it refuses, and what of a person it shows."""

from __future__ import annotations

from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from debate.models import Experiment, Invitation, Member, Player, Pool, Study
from judges.models import Attendance, Contact, Door, FormAnswer, FormItem, PageText, Rules
from judges.services import texts
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.stage import person, question_set

pytestmark = pytest.mark.django_db

INLINES = ("form_items", "rules", "doors", "invitations")


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/volunteers", welcome="Hello")


def saved(client: Client, pool: Pool, **changes: Any) -> str:
    """The page after a save of the pool with these changes."""
    form: dict[str, Any] = {"name": pool.name, "welcome": pool.welcome}
    for prefix in INLINES:
        form |= no_inlines(prefix)
    for text in texts.in_force(pool).values():
        form[text.kind] = text.words
    return said(client.post(address(pool), {**form, **changes}, follow=True))


def address(pool: Pool) -> str:
    return f"{ADMIN}/pool/{pool.pk}/change/"


def added(prefix: str, **values: object) -> dict[str, object]:
    """One new row of an inline."""
    return {f"{prefix}-TOTAL_FORMS": "1", **{f"{prefix}-0-{name}": value for name, value in values.items()}}


def attending(pool: Pool, **values: Any) -> Attendance:
    return Attendance.objects.create(player=person(pool), pool=pool, **values)


def test_a_page_is_changed_in_place_until_somebody_may_have_read_it(researcher: Client, pool: Pool) -> None:
    saved(researcher, pool, consent="I agree.")
    saved(researcher, pool, consent="I agree to take part.")
    first = PageText.objects.get()
    assert (first.version, first.words) == (1, "I agree to take part.")
    attending(pool, consent=first)
    page = saved(researcher, pool, consent="I agree to more.")
    assert list(PageText.objects.order_by("version").values_list("version", "words")) == [
        (1, "I agree to take part."),
        (2, "I agree to more."),
    ]
    assert "Version 2, accepted by 0 people" in page


def test_words_before_somebodys_eyes_are_never_changed_under_them(researcher: Client, pool: Pool) -> None:
    saved(researcher, pool, consent="I agree.")
    attending(pool)
    saved(researcher, pool, consent="I agree to more.")
    assert PageText.objects.count() == 2


def test_a_save_that_changes_no_words_makes_no_version(researcher: Client, pool: Pool) -> None:
    saved(researcher, pool, consent="One.\r\n\r\nTwo.")
    attending(pool, consent=PageText.objects.get())
    saved(researcher, pool, consent="One.\r\n\r\nTwo.\r\n", name="people/friends")
    assert PageText.objects.count() == 1
    assert Pool.objects.get().name == "people/friends"


def test_a_page_that_is_emptied_is_in_force_no_more(researcher: Client, pool: Pool) -> None:
    saved(researcher, pool, consent="I agree.")
    attending(pool, consent=PageText.objects.get())
    saved(researcher, pool, consent="")
    assert texts.in_force(pool) == {}
    assert PageText.objects.get(version=1).words == "I agree."


def test_the_preview_is_what_people_get_and_lets_nothing_through(researcher: Client) -> None:
    words = "# Hello\n\n<script>alert(1)</script> [a](javascript:alert(1)) **b** ![c](https://x.org/y.png)"
    html = researcher.post(f"{ADMIN}/pool/preview/", {"words": words}).content.decode()
    assert "<h1>Hello</h1>" in html
    assert "<strong>b</strong>" in html
    assert "<script" not in html
    assert "<img" not in html
    assert 'href="javascript' not in html


def test_a_stranger_gets_no_preview() -> None:
    assert Client().post(f"{ADMIN}/pool/preview/", {"words": "a"}).status_code == 302


def test_an_invitations_last_day_is_changed_and_kept_to_its_end(researcher: Client, pool: Pool) -> None:
    one = Invitation.objects.create(pool=pool)
    row = {"id": one.pk, "pool": pool.pk, "expires_at": "2999-12-31"}
    saved(researcher, pool, **added("invitations", **row), **{"invitations-INITIAL_FORMS": "1"})
    one.refresh_from_db()
    assert f"{one.expires_at:%Y-%m-%d %H:%M}" == "2999-12-31 23:59"
    assert 'value="2999-12-31"' in said(researcher.get(address(pool)))


RULES = {
    "least_each": "2",
    "pass_mark": "80",
    "tries": "2",
    "practice_debates": "1",
    "attention_rate": "0",
    "away_minutes": "3",
    "chair_then": "free",
    "currency": "GBP",
    "base_pay": "3.50",
    "pay_each": "0",
    "bonus_each": "0",
    "bonus_round_cost": "0",
    "bonus_floor": "0",
}


def test_rules_are_made_when_they_are_given_and_not_before(researcher: Client, pool: Pool) -> None:
    saved(researcher, pool)
    assert not Rules.objects.exists()
    saved(researcher, pool, **added("rules", **RULES))
    rules = Rules.objects.get()
    assert (rules.least_each, rules.pass_mark, rules.currency, str(rules.base_pay)) == (2, 80, "GBP", "3.50")


def test_rules_that_nobody_can_keep_are_refused(researcher: Client, pool: Pool) -> None:
    assert "It is less than the least, 2." in saved(researcher, pool, **added("rules", **{**RULES, "most_each": "1"}))
    assert not Rules.objects.exists()


def test_practice_is_chosen_among_ones_own_practice_experiments(pool: Pool, member: tuple[Client, Study]) -> None:
    client, study = member
    pool.study = study
    pool.save()
    there = question_set("some", 1)
    for name, purpose, whose in (
        ("ours-to-practise", "practice", study),
        ("ours-to-attend", "attention", study),
        ("ours-to-study", "study", study),
        ("not-ours", "practice", None),
    ):
        Experiment.objects.create(name=name, purpose=purpose, study=whose, question_set=there)
    page = said(client.get(address(pool)))
    chosen = page.split('name="rules-0-practice"')[1].split("</select>")[0]
    assert "ours-to-practise" in chosen
    assert "ours-to-attend" not in chosen
    assert "ours-to-study" not in chosen
    assert "not-ours" not in chosen


@pytest.fixture
def member() -> tuple[Client, Study]:
    """Somebody who sets up one study, and nothing else."""
    user = User.objects.create_user("grace")
    study = Study.objects.create(name="ours")
    Member.objects.create(user=user, study=study, role=Member.Role.RESEARCHER)
    client = Client()
    client.force_login(user)
    return client, study


def test_another_studys_pool_and_its_people_dont_exist(pool: Pool, member: tuple[Client, Study]) -> None:
    client, _ = member
    attending(pool)
    assert client.get(address(pool)).status_code == 404
    assert client.get(f"{ADMIN}/pool/{pool.pk}/invite/").status_code == 404
    assert str(Player.objects.get()) not in said(client.get("/admin/judges/attendance/"))


def test_a_panel_gets_its_codes_and_prolifics_address_by_itself(researcher: Client, pool: Pool) -> None:
    page = saved(
        researcher,
        pool,
        **added(
            "doors",
            name="autumn",
            kind="panel",
            id_parameter="PROLIFIC_PID",
            study_parameter="STUDY_ID",
            session_parameter="SESSION_ID",
        ),
    )
    door = Door.objects.get()
    codes = {door.code_complete, door.code_screened_out, door.code_no_consent, door.code_quota_full}
    assert len(codes) == 4
    assert all(len(code) == 8 for code in codes)
    assert door.return_url == "https://app.prolific.com/submissions/complete?cc={code}"
    assert f"/room/{door.token}/?PROLIFIC_PID={{{{%PROLIFIC_PID%}}}}&amp;STUDY_ID={{{{%STUDY_ID%}}}}" in page


def test_two_ends_of_a_panel_never_share_a_code(researcher: Client, pool: Pool) -> None:
    codes = {"code_complete": "SAME", "code_screened_out": "SAME"}
    page = saved(researcher, pool, **added("doors", name="autumn", kind="panel", id_parameter="PID", **codes))
    assert "Each code needs to be one of its own" in page
    assert not Door.objects.exists()


def test_the_list_of_what_is_missing_stands_on_the_page(researcher: Client, pool: Pool) -> None:
    page = said(researcher.get(address(pool)))
    assert "There is no consent page" in page
    saved(researcher, pool, consent="I agree.")
    assert "People are asked for their consent" in said(researcher.get(address(pool)))


def test_people_are_listed_with_who_they_are_only_while_that_is_known(researcher: Client, pool: Pool) -> None:
    attendance = attending(pool, step="judging")
    Contact.objects.create(player=attendance.player, name="Ann Example", email="ann@example.org")
    where = f"/admin/judges/attendance/?pool__id__exact={pool.pk}"
    page = said(researcher.get(where))
    assert "Ann Example" in page
    assert "ann@example.org" in page
    chosen = {"action": "delete_names_and_addresses", "_selected_action": [attendance.pk]}
    asked = said(researcher.post(where, chosen))
    assert "Delete them" in asked
    assert Contact.objects.exists()
    page = said(researcher.post(where, {**chosen, "confirmed": "1"}, follow=True))
    assert "What they judged stays" in page
    assert "Ann Example" not in page
    assert not Contact.objects.exists()
    assert Attendance.objects.filter(pk=attendance.pk).exists()


def test_their_list_is_called_people_wherever_it_is_named(researcher: Client, pool: Pool) -> None:
    one = f"/admin/judges/attendance/{attending(pool).pk}/change/"
    for where in ("/admin/judges/attendance/", "/admin/judges/", one):
        page = said(researcher.get(where))
        assert "People" in page
        assert "Attendance" not in page


def test_one_button_gives_a_pool_moots_own_practice_and_checks(pool: Pool, member: tuple[Client, Study]) -> None:
    client, study = member
    pool.study = study
    pool.save()
    where = f"{ADMIN}/pool/{pool.pk}/exercises/"
    assert client.get(where).status_code == 405
    assert not Rules.objects.exists()
    page = said(client.post(where, follow=True))
    rules = Rules.objects.get()
    assert rules.practice is not None
    assert rules.attention is not None
    assert (rules.practice.purpose, rules.attention.purpose, rules.attention_rate) == ("practice", "attention", 0.1)
    assert f'value="{rules.practice.pk}" selected' in page
    assert "Use Moot’s own practice" not in page


def test_the_button_leaves_what_a_pool_has_chosen(researcher: Client, pool: Pool) -> None:
    own = Experiment.objects.create(name="our-own", purpose="practice", question_set=question_set("some", 1))
    Rules.objects.create(pool=pool, practice=own, base_pay=2)
    researcher.post(f"{ADMIN}/pool/{pool.pk}/exercises/")
    rules = Rules.objects.get()
    assert rules.practice == own
    assert rules.attention is not None
    assert rules.base_pay == 2


def test_each_page_is_shown_as_people_get_it_and_stores_nothing(researcher: Client, pool: Pool) -> None:
    for kind in ("consent", "instructions", "ending"):
        texts.write(pool, kind, f"These are the words of {kind}.")
    for part in ("comprehension", "before", "after"):
        FormItem.objects.create(pool=pool, part=part, kind="choice", words=f"Asked {part}?", options=["a", "b"])
    Door.objects.create(pool=pool, name="p", kind="panel", code_complete="CDONE", return_url="https://x.org/{code}")
    where = f"{ADMIN}/pool/{pool.pk}/seen/"
    expected = {
        "welcome": "Hello",
        "consent": "These are the words of consent.",
        "instructions": "These are the words of instructions.",
        "comprehension": "Asked comprehension?",
        "before": "Asked before?",
        "after": "Asked after?",
        "end": "These are the words of ending.",
    }
    walked, address = [], where + "?page=welcome"
    while "page=" in address:
        page = said(researcher.get(address))
        name = address.split("=")[1]
        assert expected[name] in page
        walked.append(name)
        address = researcher.post(address, {"step": name, "do": "accept"})["Location"]
    assert walked == list(expected)
    assert "CDONE" in said(researcher.get(where + "?page=end"))
    assert not Attendance.objects.exists()
    assert not FormAnswer.objects.exists()
    assert researcher.get(where + "?page=practice").status_code == 404
