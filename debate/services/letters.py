"""Invitations by e-mail: each is sent once, by a worker, and what became of it stands in the admin's log.

Only of a letter whose worker died while sending it, nobody knows whether it left: after a while it is sent again.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterable
from datetime import timedelta
from functools import partial
from smtplib import (
    SMTPAuthenticationError,
    SMTPException,
    SMTPRecipientsRefused,
    SMTPResponseException,
    SMTPSenderRefused,
)

from django.conf import settings
from django.contrib.admin.models import CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.core.mail import EmailMessage
from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from kombu.exceptions import OperationalError

from debate.celery import app
from debate.models import Invitation
from debate.people import invitation_url

log = logging.getLogger(__name__)

HANDED_OVER = "being sent"
SENT = "sent"
BROKEN_OFF = "perhaps not sent: its worker stopped meanwhile; it can be sent again"
UNTAKEN = "not sent yet: no worker has taken it"
# Longer than any mail server can keep a worker that lives; what takes longer was broken off.
LONGEST = timedelta(minutes=15)
# A mail server that answers with 4.. may take the same letter later; after 5.. it never will.
NEVER = 500
IN_HAND = Q(sending_at__isnull=False, sent_at=None, revoked=False, player=None)
_ADDRESS = re.compile(r"<?[^\s<>]+@[^\s<>]+>?")


class NotSent(Exception):
    """Why in words, and whether it is worth another try."""

    def __init__(self, why: str, *, again: bool) -> None:
        super().__init__(why)
        self.again = again


class InHand(Exception):
    """Another worker is sending it, or died while it did: it is worth another look after LONGEST."""


def unsent() -> Q:
    """Invitations that a letter can be sent for: none has gone, nobody is sending it now, and nobody came by it."""
    free = Q(sending_at=None) | Q(sending_at__lt=timezone.now() - LONGEST)
    return free & Q(sent_at=None, revoked=False, player=None) & ~Q(email="")


def ask_for(invitations: Iterable[Invitation], by: User, language: str = "en") -> int:
    """After commit, a worker sends each that has an address and wasn't sent; returns how many."""
    chosen = [one for one in invitations if one.email and one.sent_at is None and not one.revoked]
    for invitation in chosen:
        _note(invitation, by.pk, HANDED_OVER)
        transaction.on_commit(partial(_ask, invitation.pk, by.pk, language), robust=True)
    return len(chosen)


def _ask(invitation: int, by: int, language: str) -> None:
    try:
        app.send_task("debate.send_invitation", args=[invitation, by, language])
    except OperationalError:
        log.warning("Nobody could be asked to send invitation %s", invitation)


def send(invitation_id: int, by: int, language: str = "en") -> bool:
    """Send it, unless it was sent, used, withdrawn or has no address: then False.

    Raises NotSent, when it is unsent again, and InHand.
    """
    this = Invitation.objects.filter(pk=invitation_id)
    if not _taken(this):
        return False
    invitation = this.select_related("pool").get()
    try:
        if not settings.EMAIL_SET_UP:
            raise NotSent("not sent: MOOT_EMAIL and MOOT_EMAIL_FROM aren't set here", again=False)
        _letter(invitation, language).send()
    except (SMTPException, OSError, NotSent) as problem:
        failure = problem if isinstance(problem, NotSent) else _in_words(problem)
        this.update(sending_at=None)
        _note(invitation, by, str(failure))
        raise failure from problem
    this.update(sent_at=timezone.now(), sending_at=None)
    _note(invitation, by, SENT)
    return True


def _taken(this: QuerySet[Invitation]) -> bool:
    """Marked before it leaves: of two workers one sends it, and the other raises InHand."""
    if this.filter(unsent()).update(sending_at=timezone.now()):
        return True
    if this.filter(IN_HAND).exists():
        raise InHand
    return False


def _letter(invitation: Invitation, language: str) -> EmailMessage:
    with translation.override(language):
        ends = invitation.expires_at
        parts = (
            invitation.pool.welcome.strip(),
            _("This link opens your judging, and only yours. Keep it: it brings you back to where you stopped."),
            invitation_url(invitation),
            _("It can be used until %(date)s.") % {"date": date_format(ends, "DATE_FORMAT")} if ends else "",
        )
        return EmailMessage(_("You are invited to judge"), "\n\n".join(filter(None, parts)), to=[invitation.email])


def _in_words(problem: SMTPException | OSError) -> NotSent:
    """The server's own answer is kept, for who looks after it; a list of addresses is not."""
    if isinstance(problem, SMTPRecipientsRefused):
        code, answer = next(iter(problem.recipients.values()))
        return NotSent(f"not sent: the mail server refused this address ({_said(code, answer)})", again=code < NEVER)
    if isinstance(problem, SMTPAuthenticationError):
        return NotSent("not sent: the mail server refused the user or the password of MOOT_EMAIL", again=False)
    if isinstance(problem, SMTPSenderRefused):
        said = _said(problem.smtp_code, problem.smtp_error)
        return NotSent(f"not sent: the mail server refused MOOT_EMAIL_FROM ({said})", again=problem.smtp_code < NEVER)
    if isinstance(problem, SMTPResponseException):
        said = _said(problem.smtp_code, problem.smtp_error)
        return NotSent(f"not sent: the mail server refused the letter ({said})", again=problem.smtp_code < NEVER)
    where = f"{settings.EMAIL_HOST}:{settings.EMAIL_PORT}"
    return NotSent(
        f"not sent: the mail server at {where} can't be reached ({problem or type(problem).__name__})", again=True
    )


def _said(code: int, answer: bytes | str) -> str:
    """Addresses are left out: what is kept here outlives them."""
    words = answer.decode(errors="replace") if isinstance(answer, bytes) else answer
    return f"{code} {_ADDRESS.sub('the address', words)}"[:300]


def _note(invitation: Invitation, by: int, words: str) -> None:
    LogEntry.objects.create(
        user_id=by,
        content_type=ContentType.objects.get_for_model(Invitation),
        object_id=str(invitation.pk),
        object_repr=str(invitation),
        action_flag=CHANGE,
        change_message=words,
    )


def became_of(invitations: Iterable[Invitation]) -> dict[int, str]:
    """By an invitation's id, what is known of its letter; nothing of one that nobody asked to be sent."""
    these = {str(one.pk): one for one in invitations}
    kind = ContentType.objects.get_for_model(Invitation)
    entries = LogEntry.objects.filter(content_type=kind, object_id__in=these, action_flag=CHANGE).order_by("pk")
    return {these[of].pk: _so_far(these[of], entry) for entry in entries if (of := entry.object_id)}


def _so_far(invitation: Invitation, last: LogEntry) -> str:
    """What was last noted; but of a worker that died, or that never came, there is no note."""
    taken = invitation.sending_at
    if invitation.sent_at or not (taken or last.change_message == HANDED_OVER):
        return last.change_message
    if max(last.action_time, taken or last.action_time) > timezone.now() - LONGEST:
        return HANDED_OVER
    return BROKEN_OFF if taken else UNTAKEN
