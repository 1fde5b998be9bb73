"""Nobody can send more than is read: neither in a form, nor in a file, nor in pieces without an end."""

from __future__ import annotations

import json
from io import BytesIO
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync
from asgiref.testing import ApplicationCommunicator
from django.conf import settings

from debate.bounds import MEGABYTE, MOST_FILES, MOST_FORM
from debate.importers import BadFile, import_questions

pytestmark = pytest.mark.django_db(transaction=True)


async def send(path: str, pieces: int, length: int | None = None) -> tuple[int, str]:
    """Post pieces of a megabyte each, with or without a word on how long it is all; the answer's status and words."""
    from debate.asgi import application

    host = settings.PUBLIC_URL.split("//")[1].encode()
    headers = [(b"host", host), (b"content-type", b"application/x-www-form-urlencoded")]
    headers += [] if length is None else [(b"content-length", str(length).encode())]
    scope = {"type": "http", "method": "POST", "path": path, "headers": headers, "query_string": b""}
    asked: Any = cast(Any, ApplicationCommunicator)(application, scope)
    for n in range(pieces):
        await asked.send_input({"type": "http.request", "body": b"x" * MEGABYTE, "more_body": n < pieces - 1})
    start = await asked.receive_output(timeout=20)
    body = await asked.receive_output(timeout=20)
    await asked.wait(timeout=20)
    return start["status"], body["body"].decode(errors="replace")


@pytest.mark.parametrize(("path", "most"), [("/judge/", MOST_FORM), ("/sign-in/", MOST_FORM), ("/admin/", MOST_FILES)])
def test_a_request_that_says_that_it_is_too_long_is_refused_unread(path: str, most: int) -> None:
    status, words = async_to_sync(send)(path, 0, most + 1)
    assert status == 413
    assert f"at most {most // MEGABYTE} MB can be sent here" in words


def test_a_request_in_pieces_is_refused_when_they_become_too_many() -> None:
    assert async_to_sync(send)("/judge/", 4)[0] == 413


def test_a_request_of_a_lawful_length_is_answered_as_ever() -> None:
    """By the refusal of a form that didn't come from our page."""
    assert async_to_sync(send)("/sign-in/", 1, MEGABYTE)[0] == 403


@pytest.mark.parametrize("text", ["half a pair \ud800", "nothing \x00 here"])
def test_a_question_that_cannot_be_stored_is_named(text: str) -> None:
    row = {"id": "q1", "question": text, "options": ["yes", "no"], "answer": 0}
    file = BytesIO(json.dumps(row).encode())
    file.name = "questions.jsonl"
    with pytest.raises(BadFile, match=r"questions\.jsonl, line 1"):
        import_questions("hostile", file)


def test_a_file_whose_one_row_nests_too_deep_is_named() -> None:
    file = BytesIO(b"[" * 200_000)
    file.name = "questions.jsonl"
    with pytest.raises(BadFile, match=r"questions\.jsonl, line 1"):
        import_questions("hostile", file)
