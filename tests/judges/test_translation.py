"""Pages for people speak their language: every text has one, and the researchers' desk stays English."""

from __future__ import annotations

from io import BytesIO

import pytest
from babel.messages.mofile import read_mo
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate.models import Pool
from debate.people import invite
from tests import messages

GERMAN = {"accept-language": "de-AT,de;q=0.9,en;q=0.5"}


def test_every_language_that_is_offered_has_a_catalogue() -> None:
    assert {"en", *messages.languages()} == {code for code, _ in settings.LANGUAGES}


@pytest.mark.parametrize("language", messages.languages())
def test_every_text_is_translated(language: str) -> None:
    left = [f"{message.id} ({message.locations})" for message in messages.untranslated(messages.catalogue(language))]
    assert left == [], "run `python -m tests.messages`, then fill in what it left empty"


@pytest.mark.parametrize("language", messages.languages())
def test_what_is_compiled_is_what_is_translated(language: str) -> None:
    compiled = (messages.LOCALE / language / "LC_MESSAGES" / "django.mo").read_bytes()
    shipped, wanted = (read_mo(BytesIO(data)) for data in (compiled, messages.compiled(messages.catalogue(language))))
    said, meant = ({str(m.id): m.string for m in catalog if m.id} for catalog in (shipped, wanted))
    assert said == meant, "run `python -m tests.messages`"


@pytest.mark.parametrize("language", messages.languages())
def test_a_translation_fills_in_what_the_text_fills_in(language: str) -> None:
    problems = [(m.id, error) for m in messages.catalogue(language) for error in m.check()]
    assert problems == []


@pytest.mark.django_db
def test_an_invitation_speaks_the_browsers_language_until_another_is_chosen() -> None:
    client, address = Client(), reverse("join", args=[invite(Pool.objects.create(name="people/volunteers")).token])
    assert b'<html lang="en">' in client.get(address).content
    german = client.get(address, headers=GERMAN).content
    assert b'<html lang="de">' in german
    assert b"You are invited" not in german
    client.post(reverse("set_language"), {"language": "en", "next": address}, headers=GERMAN)
    assert b'<html lang="en">' in client.get(address, headers=GERMAN).content


@pytest.mark.django_db
def test_the_researchers_pages_speak_english() -> None:
    client = Client()
    client.force_login(User.objects.create_superuser("ada"))
    for address in (reverse("home"), reverse("admin:index")):
        assert b'lang="en' in client.get(address, headers=GERMAN).content


@pytest.mark.django_db
def test_a_strangers_page_that_is_missing_speaks_their_language() -> None:
    assert b'<html lang="de">' in Client().get("/nothing-here/", headers=GERMAN).content
