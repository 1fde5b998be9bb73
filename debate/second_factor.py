"""The second factor of who signs in with a password: codes of an authenticator app (RFC 6238), and spare codes."""

from __future__ import annotations

import segno
from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django_otp import match_token
from django_otp.plugins.otp_static.models import StaticDevice, StaticToken
from django_otp.plugins.otp_totp.models import TOTPDevice

from debate import access

SPARE = 8


def demanded(user: User) -> bool:
    """Whether this user has one, which every sign-in of theirs then asks for."""
    return bool(TOTPDevice.objects.filter(user=user, confirmed=True).exists())


def missing(user: User) -> bool:
    """Whether the operator wants one of this user, who has none (MOOT_SECOND_FACTOR=required)."""
    wanted = settings.SECOND_FACTOR_REQUIRED and access.viewer_of(user).researcher
    return wanted and not demanded(user)


def offered(user: User) -> TOTPDevice:
    """What the user's app is given to make codes from: the same until a first code confirms it."""
    return TOTPDevice.objects.get_or_create(user=user, confirmed=False, defaults={"name": "app"})[0]


def picture(device: TOTPDevice) -> str:
    """The same as a QR code, an address of SVG data."""
    drawn: str = segno.make(device.config_url, error="m").svg_data_uri(scale=5, border=2, dark="#111417", light="#fff")
    return drawn


def secret(device: TOTPDevice) -> str:
    """The same for typing: base32 in groups of four."""
    whole = device.config_url.partition("secret=")[2].partition("&")[0]
    return " ".join(whole[n : n + 4] for n in range(0, len(whole), 4))


@transaction.atomic
def confirm(user: User, code: str) -> tuple[str, ...]:
    """Demand codes from now on, if this is one of the app's; returns the spare codes, () if it isn't."""
    device = TOTPDevice.objects.select_for_update().filter(user=user, confirmed=False).first()
    if device is None or not device.verify_token(_digits(code)):
        return ()
    remove(user)
    device.pk, device.confirmed = None, True
    device.save()
    spare = StaticDevice.objects.create(user=user, name="spare")
    codes = tuple(StaticToken.random_token() for _ in range(SPARE))
    StaticToken.objects.bulk_create([StaticToken(device=spare, token=one) for one in codes])
    return codes


def right(user: User, code: str) -> bool:
    """Whether this is the user's: a code of the app, or a spare one, each used up by it.

    After a wrong one both wait, twice as long each time.
    """
    return match_token(user, _digits(code)) is not None


def remove(user: User) -> None:
    """Sign-ins ask for the password alone again."""
    for kind in (TOTPDevice, StaticDevice):
        kind.objects.filter(user=user).delete()


def _digits(code: str) -> str:
    """Apps show codes in groups."""
    return "".join(code.split()).lower()[:16]
