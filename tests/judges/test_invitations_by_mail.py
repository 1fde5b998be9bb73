"""Invitations that leave over a real mail server, and what is said where it refuses them."""

from __future__ import annotations

import re
from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.exceptions import ImproperlyConfigured
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate import mail, tasks
from debate.models import Invitation, Pool
from debate.services import letters
from tests.debate.filled_in import ADMIN, said
from tests.judges.mailing import Postbox, became, invitation, told

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/friends", welcome="We study debates.")


def test_the_letter_has_the_welcome_and_the_link_and_nothing_of_the_note(
    server: Controller, postbox: Postbox, pool: Pool, ada: User
) -> None:
    one = invitation(pool, note="the slow one")
    assert letters.send(one.pk, ada.pk)
    (letter,) = postbox.got
    assert (letter["To"], letter["From"]) == ("ben@example.org", "Moot <moot@example.org>")
    body = letter.get_content()  # type: ignore[attr-defined]
    assert "We study debates." in body
    assert f"/join/{one.token}/" in body
    assert "slow" not in letter.as_string()
    one.refresh_from_db()
    assert one.sent_at is not None
    assert became(one) == letters.SENT


def test_the_letter_is_in_the_language_that_was_chosen(
    server: Controller, postbox: Postbox, pool: Pool, ada: User
) -> None:
    letters.send(invitation(pool).pk, ada.pk, "de")
    assert postbox.got[0]["Subject"] == "Sie sind eingeladen zu urteilen"


def test_an_invitation_is_never_sent_twice(server: Controller, postbox: Postbox, pool: Pool, ada: User) -> None:
    one = invitation(pool)
    assert letters.send(one.pk, ada.pk)
    assert not letters.send(one.pk, ada.pk)
    assert len(postbox.got) == 1


@pytest.mark.parametrize("values", [{"revoked": True}, {"email": ""}, {"sent_at": timezone.now()}])
def test_what_was_withdrawn_sent_or_has_no_address_is_not_sent(
    server: Controller, postbox: Postbox, pool: Pool, ada: User, values: dict[str, Any]
) -> None:
    assert not letters.send(invitation(pool, **values).pk, ada.pk)
    assert postbox.got == []


def test_a_refused_address_is_said_without_the_address_and_not_tried_again(
    server: Controller, pool: Pool, ada: User
) -> None:
    one = invitation(pool, "nobody@example.org")
    with pytest.raises(letters.NotSent) as refused:
        letters.send(one.pk, ada.pk)
    assert not refused.value.again
    one.refresh_from_db()
    assert one.sent_at is None
    assert became(one).startswith("not sent: the mail server refused this address (550 5.1.1 the address: no such")
    assert "nobody@example.org" not in became(one)


def test_a_server_that_is_busy_is_tried_again_and_a_letter_that_it_never_takes_is_not(
    server: Controller, postbox: Postbox, pool: Pool, ada: User
) -> None:
    with pytest.raises(letters.NotSent) as refused:
        letters.send(invitation(pool, "later@example.org").pk, ada.pk)
    assert refused.value.again
    postbox.busy = True
    with pytest.raises(letters.NotSent) as refused:
        letters.send(invitation(pool).pk, ada.pk)
    assert not refused.value.again
    assert "refused the letter (552" in str(refused.value)


def test_a_wrong_password_is_said_in_words(server: Controller, pool: Pool, ada: User, settings: Any) -> None:
    told(settings, f"smtp://ann:wrong@127.0.0.1:{settings.EMAIL_PORT}")
    with pytest.raises(letters.NotSent, match="refused the user or the password of MOOT_EMAIL"):
        letters.send(invitation(pool).pk, ada.pk)
    told(settings, f"smtp://ann:right@127.0.0.1:{settings.EMAIL_PORT}")
    assert letters.send(invitation(pool).pk, ada.pk)


def test_a_server_that_isnt_there_is_named_and_tried_again(pool: Pool, ada: User, settings: Settings) -> None:
    told(settings, "smtp://127.0.0.1:9")
    with pytest.raises(letters.NotSent, match=re.escape("at 127.0.0.1:9 can't be reached")) as failed:
        letters.send(invitation(pool).pk, ada.pk)
    assert failed.value.again


def test_the_task_tries_a_few_times_and_then_leaves_it(server: Controller, pool: Pool, ada: User) -> None:
    later, never = invitation(pool, "later@example.org"), invitation(pool, "nobody@example.org")
    for one, tries in ((later, 1 + len(tasks.LATER)), (never, 1)):
        tasks.send_invitation.apply(args=(one.pk, ada.pk, "en"))
        said_of_it = [entry.change_message for entry in LogEntry.objects.filter(object_id=str(one.pk))]
        assert len(said_of_it) == tries
        assert all(words.startswith("not sent") for words in said_of_it)


ADDRESSES = "Ann Example <ann@example.org>\nben@example.org\nBen again <BEN@example.org>\n\n"


def asked(client: Client, pool: Pool, **form: object) -> str:
    return said(client.post(f"{ADMIN}/pool/{pool.pk}/invite/", form, follow=True))


def test_a_list_of_addresses_makes_an_invitation_each_and_knows_who_was_invited(researcher: Client, pool: Pool) -> None:
    asked(researcher, pool, people=ADDRESSES)
    made = Invitation.objects.order_by("email").values_list("note", "email")
    assert list(made) == [("Ann Example", "ann@example.org"), ("", "ben@example.org")]
    page = asked(researcher, pool, people="ann@example.org\ncarl@example.org")
    assert "1 invitation made. 1 address invited before: left out." in page
    assert Invitation.objects.count() == 3


def test_an_address_that_is_none_is_refused_with_its_line(researcher: Client, pool: Pool) -> None:
    assert "Line 2: “not an address”" in asked(researcher, pool, people="ann@example.org\nnot an address")
    assert not Invitation.objects.exists()


def test_many_links_are_made_at_once_with_a_last_day(researcher: Client, pool: Pool) -> None:
    page = asked(researcher, pool, number="3", note="course A", until="2999-12-31")
    made = Invitation.objects.order_by("pk")
    assert [one.note for one in made] == ["course A 1", "course A 2", "course A 3"]
    assert {f"{one.expires_at:%Y-%m-%d}" for one in made} == {"2999-12-31"}
    assert all(f"/join/{one.token}/" in page for one in made)
    assert "That day is over" in asked(researcher, pool, number="1", until="2001-01-01")


def test_without_mail_the_page_says_so_and_nothing_is_asked_for(
    researcher: Client, pool: Pool, settings: Settings
) -> None:
    settings.EMAIL_SET_UP = False
    page = said(researcher.get(f"{ADMIN}/pool/{pool.pk}/invite/"))
    assert "Mail isn’t set up here" in page
    assert 'name="send"' not in page
    asked(researcher, pool, people=ADDRESSES, send="on")
    assert letters.became_of(Invitation.objects.all()) == {}


def test_each_invitation_says_on_the_pools_page_how_its_letter_went(
    server: Controller, researcher: Client, pool: Pool, ada: User
) -> None:
    good, bad = invitation(pool), invitation(pool, "nobody@example.org")
    letters.send(good.pk, ada.pk)
    with pytest.raises(letters.NotSent):
        letters.send(bad.pk, ada.pk)
    page = said(researcher.get(f"{ADMIN}/pool/{pool.pk}/change/"))
    assert "not used yet" in page
    assert "not sent: the mail server refused this address (550" in page


@pytest.mark.parametrize(
    ("address", "expected"),
    [
        ("", {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}),
        ("smtp://ann:p%40ss@h:2525/?tls", {"EMAIL_PORT": 2525, "EMAIL_USE_TLS": True, "EMAIL_HOST_PASSWORD": "p@ss"}),
        ("smtps://h", {"EMAIL_PORT": 465, "EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False}),
        ("smtp://h", {"EMAIL_PORT": 587, "EMAIL_USE_SSL": False, "EMAIL_USE_TLS": False}),
    ],
)
def test_one_address_says_how_mail_leaves(address: str, expected: dict[str, object]) -> None:
    found = mail.settings_of(address)
    assert {name: found[name] for name in expected} == expected


@pytest.mark.parametrize(
    ("address", "why"),
    [
        ("mail.example.org", "MOOT_EMAIL is an address like"),
        ("smtp://ann:secret@mail.example.org", "would send its password in the clear"),
        ("smtp://mail.example.org:many", "can't be read"),
    ],
)
def test_an_address_that_cant_be_used_is_refused_at_the_start(address: str, why: str) -> None:
    with pytest.raises(ImproperlyConfigured, match=why):
        mail.settings_of(address)


def test_a_worker_is_asked_only_after_commit_and_only_for_what_can_be_sent(
    pool: Pool, ada: User, django_capture_on_commit_callbacks: Any
) -> None:
    ready = invitation(pool)
    rest = [invitation(pool, ""), invitation(pool, revoked=True), invitation(pool, sent_at=timezone.now())]
    with django_capture_on_commit_callbacks() as asked_for:
        assert letters.ask_for([ready, *rest], ada) == 1
        assert became(ready) == letters.HANDED_OVER
    assert len(asked_for) == 1
    assert letters.became_of(rest) == {}
