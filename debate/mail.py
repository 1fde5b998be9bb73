"""How mail leaves: one address in MOOT_EMAIL, as Django's settings."""

from __future__ import annotations

from urllib.parse import parse_qsl, unquote, urlsplit

from django.core.exceptions import ImproperlyConfigured

PORTS = {"smtp": 587, "smtps": 465}
HERE = ("localhost", "127.0.0.1", "::1")
# Seconds; a mail server that says nothing holds a thread of a worker for no longer.
PATIENCE = 20


def settings_of(address: str) -> dict[str, object]:
    """From “smtp://user:password@host:587/?tls” or “smtps://host”; nothing = no mail leaves.

    Raises ImproperlyConfigured where it can't be read, or would send a password for everybody to see.
    """
    if not address:
        return {"EMAIL_BACKEND": "django.core.mail.backends.dummy.EmailBackend"}
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError as problem:
        raise ImproperlyConfigured(f"MOOT_EMAIL can't be read: {problem}.") from problem
    if parts.scheme not in PORTS or not parts.hostname:
        raise ImproperlyConfigured("MOOT_EMAIL is an address like smtp://user:password@host:587/?tls or smtps://host.")
    tls = any(name == "tls" for name, _ in parse_qsl(parts.query, keep_blank_values=True))
    if parts.password and parts.scheme == "smtp" and not tls and parts.hostname not in HERE:
        raise ImproperlyConfigured("MOOT_EMAIL would send its password in the clear: add ?tls, or use smtps://.")
    return {
        "EMAIL_BACKEND": "django.core.mail.backends.smtp.EmailBackend",
        "EMAIL_HOST": parts.hostname,
        "EMAIL_PORT": port or PORTS[parts.scheme],
        "EMAIL_HOST_USER": unquote(parts.username or ""),
        "EMAIL_HOST_PASSWORD": unquote(parts.password or ""),
        "EMAIL_USE_SSL": parts.scheme == "smtps",
        "EMAIL_USE_TLS": parts.scheme == "smtp" and tls,
        "EMAIL_TIMEOUT": PATIENCE,
    }
