"""Letters whose worker died: they say so, and are sent again once that is sure; what was sent never is."""

from __future__ import annotations

from typing import Any

import pytest
from aiosmtpd.controller import Controller
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.mail.backends.smtp import EmailBackend
from django.test import Client
from django.utils import timezone
from pytest_django.fixtures import Settings

from debate import tasks
from debate.models import Invitation, Pool
from debate.services import letters
from tests.debate import stage
from tests.debate.filled_in import ADMIN, said
from tests.judges.mailing import Postbox, became, invitation

pytestmark = pytest.mark.django_db


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/friends", welcome="We study debates.")


class Dying(EmailBackend):
    """Leads the letter to its server, and ends with its worker before anybody is told."""

    def send_messages(self, email_messages: Any) -> int:
        super().send_messages(email_messages)
        raise SystemExit


def broken_off(pool: Pool, ada: User, settings: Settings) -> Invitation:
    """A letter whose worker died while sending it."""
    one = invitation(pool)
    letters.ask_for([one], ada)
    usual, settings.EMAIL_BACKEND = settings.EMAIL_BACKEND, f"{__name__}.Dying"
    with pytest.raises(SystemExit):
        letters.send(one.pk, ada.pk)
    settings.EMAIL_BACKEND = usual
    one.refresh_from_db()
    return one


def later(one: Invitation) -> None:
    """Longer than any letter takes."""
    past = timezone.now() - letters.LONGEST
    LogEntry.objects.update(action_time=past)
    Invitation.objects.filter(sending_at__isnull=False).update(sending_at=past)
    one.refresh_from_db()


def test_a_letter_whose_worker_died_is_sent_again_after_a_while_and_then_never_more(
    server: Controller, postbox: Postbox, pool: Pool, ada: User, settings: Settings
) -> None:
    one = broken_off(pool, ada, settings)
    assert (became(one), one.sent_at) == (letters.HANDED_OVER, None)
    with pytest.raises(letters.InHand):
        letters.send(one.pk, ada.pk)
    assert len(postbox.got) == 1
    later(one)
    assert became(one) == letters.BROKEN_OFF
    assert letters.send(one.pk, ada.pk)
    one.refresh_from_db()
    assert (became(one), one.sending_at) == (letters.SENT, None)
    later(one)
    assert not letters.send(one.pk, ada.pk)
    assert len(postbox.got) == 2


def test_the_message_of_a_worker_that_died_tries_again_and_sends_once_it_is_known_that_it_did(
    server: Controller, postbox: Postbox, pool: Pool, ada: User, settings: Settings
) -> None:
    one = broken_off(pool, ada, settings)
    message = tasks.send_invitation.s(one.pk, ada.pk, "en")
    message.apply()
    assert len(postbox.got) == 1
    later(one)
    message.apply()
    assert (became(Invitation.objects.get()), len(postbox.got)) == (letters.SENT, 2)


def test_what_was_broken_off_or_never_taken_is_offered_on_the_page_and_says_why(
    server: Controller, researcher: Client, pool: Pool, ada: User, settings: Settings
) -> None:
    one = broken_off(pool, ada, settings)
    page = f"{ADMIN}/pool/{pool.pk}/invite/"
    assert "Not sent yet" not in said(researcher.get(page)), "a worker has it in hand"
    never = invitation(pool, "carl@example.org")
    letters.ask_for([never], ada)
    later(one)
    assert "2 invitations with an address that no letter is known to have gone to" in said(researcher.get(page))
    states = said(researcher.get(f"{ADMIN}/pool/{pool.pk}/change/"))
    assert letters.BROKEN_OFF in states
    assert letters.UNTAKEN in states
    assert "2 letters handed to the worker" in said(researcher.post(page, {"unsent": "1"}, follow=True))
    assert letters.became_of([one, never]) == dict.fromkeys((one.pk, never.pk), letters.HANDED_OVER)


def test_who_has_used_the_link_meanwhile_gets_no_letter_more(
    server: Controller, postbox: Postbox, pool: Pool, ada: User, settings: Settings
) -> None:
    one = broken_off(pool, ada, settings)
    later(one)
    Invitation.objects.update(player=stage.person(pool))
    assert not letters.send(one.pk, ada.pk)
    assert len(postbox.got) == 1
