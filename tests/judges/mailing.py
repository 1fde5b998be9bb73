"""A real mail server on a port of its own, and Moot told of it."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, LoginPassword, Session
from pytest_django.fixtures import Settings

from debate import mail
from debate.models import Invitation, Pool
from debate.services import letters
from tests.faults.up import free_port


class Postbox:
    """Takes letters; refuses who is named “nobody” for ever and who is named “later” for now."""

    def __init__(self) -> None:
        self.got: list[Message] = []
        self.busy = False

    async def handle_RCPT(  # noqa: N802 - aiosmtpd's name
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        if address.startswith("nobody"):
            return f"550 5.1.1 <{address}>: no such user"
        if address.startswith("later"):
            return "451 4.7.1 come back later"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self.busy:
            return "552 5.2.2 too many letters"
        assert isinstance(envelope.content, bytes)
        self.got.append(message_from_bytes(envelope.content, policy=default))
        return "250 OK"


def only_ann(server: SMTP, session: Session, envelope: Envelope, mechanism: str, data: Any) -> AuthResult:
    assert isinstance(data, LoginPassword)
    return AuthResult(success=data == LoginPassword(b"ann", b"right"), handled=False)


@contextmanager
def serving(postbox: Postbox, settings: Settings) -> Iterator[Controller]:
    """While the block lasts, letters go into this postbox."""
    controller = Controller(
        postbox, hostname="127.0.0.1", port=free_port(), authenticator=only_ann, auth_require_tls=False
    )
    controller.start()
    try:
        told(settings, f"smtp://127.0.0.1:{controller.port}")
        yield controller
    finally:
        controller.stop()


def told(settings: Settings, address: str) -> None:
    for name, value in mail.settings_of(address).items():
        setattr(settings, name, value)
    settings.EMAIL_SET_UP = True
    settings.DEFAULT_FROM_EMAIL = "Moot <moot@example.org>"


def invitation(pool: Pool, email: str = "ben@example.org", **values: Any) -> Invitation:
    return Invitation.objects.create(pool=pool, email=email, **values)


def became(one: Invitation) -> str:
    return letters.became_of([one])[one.pk]
