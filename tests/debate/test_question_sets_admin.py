"""Question sets in the admin: looked at before they are stored, stored whole or not at all, and out again as files."""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from debate import services
from debate.admin import uploads
from debate.exporters.questions import FILES
from debate.importers import import_questions
from debate.models import Member, Question, QuestionSet, Study, Upload
from debate.models.upload import KEPT
from tests.debate.filled_in import ADMIN, no_inlines, said
from tests.debate.stage import arm, endpoint, experiment, question_set

pytestmark = pytest.mark.django_db

SETS = f"{ADMIN}/questionset"
SAMPLE = Path(__file__).resolve().parents[2] / "debate" / "sample"
ROW = {"id": "q1", "question": "Who had the key?", "options": ["the porter", "the cook"], "answer": 1}
PASSAGE = {"id": "p1", "title": "Keys", "text": "The cook had the key."}


def upload(name: str, *rows: dict[str, Any]) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, "\n".join(json.dumps(row) for row in rows).encode())


def given(*rows: dict[str, Any], **fields: Any) -> dict[str, Any]:
    return {"name": "keys", "questions": upload("questions.jsonl", *rows), **fields}


def sent(client: Client, address: str, fields: dict[str, Any]) -> str:
    """The page on which an upload is looked at; it must have been accepted."""
    response = client.post(address, fields)
    assert response.status_code == 302, said(response)
    return str(response["Location"])


def test_an_upload_is_shown_as_it_will_be_stored_and_stored_once_that_is_confirmed(researcher: Client) -> None:
    rows = [{**ROW, "id": f"q{n}", "passage_id": "p1", "tags": {"kind": "story"}} for n in range(7)]
    fields = given(*rows, notes="Our own.", passages=upload("passages.jsonl", PASSAGE))
    address = sent(researcher, f"{SETS}/add/", fields)
    page = said(researcher.get(address))
    assert not QuestionSet.objects.exists()
    for shown in ("Who had the key?", "the porter", "kind: story", "The cook had the key.", "7 new", "1 new"):
        assert shown in page
    assert page.count('<li class="framed">') == uploads.SHOWN
    response = researcher.post(address, follow=True)
    assert "questions: 7 new; passages: 1 new" in said(response)
    made = QuestionSet.objects.get(name="keys")
    assert made.notes == "Our own."
    assert {question.passage for question in made.questions.all()} == {made.passages.get()}
    assert not Upload.objects.exists()
    assert "questions: 7 new" in LogEntry.objects.get().change_message


def test_every_error_is_named_with_file_line_and_field_and_nothing_is_kept(researcher: Client) -> None:
    rows = [{**ROW, "id": f"q{n}", "answer": 7} for n in range(60)]
    fields = given({**ROW, "passage_id": 5}, *rows, passages=upload("passages.jsonl", {"id": "p1"}))
    page = said(researcher.post(f"{SETS}/add/", fields))
    assert "61 things to put right; nothing was stored" in page
    assert page.count("<td><code>answer</code></td><td>7 is no option's index; it can be 0 to 1.</td>") == 60
    assert '<td>questions.jsonl</td><td class="num">61</td>' in page
    assert '<td>passages.jsonl</td><td class="num">1</td><td><code>text</code></td><td>is missing.</td>' in page
    assert not QuestionSet.objects.exists()
    assert not Upload.objects.exists()


def test_a_file_without_a_way_to_read_it_says_so(researcher: Client) -> None:
    for content in (b"\xff\xfe\x00", b"", b'{"id": 1', b"\x00", b"[" * 100_000):
        fields = {"name": "keys", "questions": SimpleUploadedFile("questions.jsonl", content)}
        assert 'id="wrong"' in said(researcher.post(f"{SETS}/add/", fields)) or not content
    assert not Upload.objects.exists()


def test_what_is_in_a_file_is_never_taken_for_markup(researcher: Client) -> None:
    evil = "<script>alert(1)</script>"
    row = {**ROW, "question": evil, "options": [evil, "b"], "tags": {evil: evil}, "passage": {"id": "p", "text": evil}}
    page = researcher.get(sent(researcher, f"{SETS}/add/", given(row))).content.decode()
    wrong = researcher.post(f"{SETS}/add/", given({**ROW, evil: 1, "answer": evil})).content.decode()
    assert "<script>alert" not in page + wrong
    assert page.count("&lt;script&gt;alert(1)") >= 5
    assert "&lt;script&gt;" in wrong


def test_a_file_beyond_the_bounds_is_refused_in_words(researcher: Client) -> None:
    big = SimpleUploadedFile("questions.jsonl", b" " * (uploads.MOST_MB * 1_000_000 + 1))
    page = said(researcher.post(f"{SETS}/add/", {"name": "keys", "questions": big}))
    assert "questions.jsonl has 20.0 MB, and a file can have 20: split it" in page
    rows = b"\n".join(json.dumps({**ROW, "id": n}).encode() for n in range(uploads.MOST_ROWS + 1))
    many = SimpleUploadedFile("questions.jsonl", rows)
    page = said(researcher.post(f"{SETS}/add/", {"name": "keys", "questions": many}))
    assert f'<td class="num">{uploads.MOST_ROWS + 1}</td>' in page
    assert "is beyond the 20,000 rows that a file can have; split it" in page
    assert not Upload.objects.exists()


def test_of_each_person_one_upload_is_kept_and_for_an_hour(researcher: Client) -> None:
    first = sent(researcher, f"{SETS}/add/", given(ROW))
    second = sent(researcher, f"{SETS}/add/", given(ROW))
    assert Upload.objects.count() == 1
    assert "Choose the file again" in said(researcher.post(first, follow=True)) or "choose the file again" in said(
        researcher.get(first, follow=True)
    )
    Upload.objects.update(made_at=timezone.now() - KEPT - timedelta(minutes=1))
    other = Client()
    other.force_login(User.objects.create_superuser("bea"))
    sent(other, f"{SETS}/add/", given(ROW))
    assert Upload.objects.get().user.username == "bea"
    researcher.post(second)
    assert not QuestionSet.objects.exists()


def test_nobody_opens_or_stores_anothers_upload(researcher: Client) -> None:
    address = sent(researcher, f"{SETS}/add/", given({**ROW, "question": "A secret?"}))
    other = Client()
    other.force_login(User.objects.create_superuser("bea"))
    assert "A secret?" not in said(other.get(address, follow=True))
    other.post(address)
    assert not QuestionSet.objects.exists()
    assert Upload.objects.count() == 1


def test_an_upload_can_be_forgotten(researcher: Client) -> None:
    researcher.post(sent(researcher, f"{SETS}/add/", given(ROW)), {"forget": "1"})
    assert not Upload.objects.exists()
    assert not QuestionSet.objects.exists()


def test_a_set_needs_a_file_and_a_name_of_its_own(researcher: Client) -> None:
    assert "This field is required" in said(researcher.post(f"{SETS}/add/", {"name": "keys"}))
    question_set("keys")
    assert "open it to add to it" in said(researcher.post(f"{SETS}/add/", given({**ROW, "id": "new"})))
    assert QuestionSet.objects.get().questions.count() == 2


def test_a_set_of_that_name_made_meanwhile_is_not_added_to(researcher: Client) -> None:
    address = sent(researcher, f"{SETS}/add/", given(ROW))
    question_set("keys")
    assert "there is a question set “keys” by now" in said(researcher.post(address, follow=True))
    assert QuestionSet.objects.get().questions.count() == 2


def test_questions_can_be_added_to_a_set_and_are_not_edited(researcher: Client) -> None:
    made = question_set("keys")
    change = f"{SETS}/{made.pk}/change/"
    fields = {"questions": upload("more.jsonl", {**ROW, "id": "new"}), "notes": "More.", **no_inlines("questions")}
    address = sent(researcher, change, fields)
    assert made.questions.count() == 2
    researcher.post(address)
    made.refresh_from_db()
    assert (made.questions.count(), made.notes) == (3, "More.")
    researcher.post(change, {"notes": "Less.", **no_inlines("questions")})
    made.refresh_from_db()
    assert (made.questions.count(), made.notes) == (3, "Less.")
    page = said(researcher.get(f"{ADMIN}/question/{made.questions.all()[0].pk}/change/"))
    assert "Who had key 0?" in page
    assert 'name="answer"' not in page


def test_what_a_launched_experiment_has_used_is_refused_before_it_is_stored(researcher: Client) -> None:
    made = question_set("keys")
    started = experiment(made)
    arm(started, "blind", judge=endpoint("http://127.0.0.1:9/v1"))
    services.launch(started)
    changed = {"id": "q0", "question": "Who else?", "options": ["a", "b"], "answer": 0}
    fields = {"questions": upload("more.jsonl", changed), "notes": "", **no_inlines("questions")}
    page = said(researcher.post(f"{SETS}/{made.pk}/change/", fields))
    assert "differs from what a launched experiment has used" in page
    assert made.questions.get(external_id="q0").text == "Who had key 0?"


def test_another_studys_set_takes_no_upload_and_gives_no_file(researcher: Client) -> None:
    made = question_set("keys")
    QuestionSet.objects.update(study=Study.objects.create(name="theirs"))
    mine = User.objects.create_user("bea", is_staff=True)
    Member.objects.create(study=Study.objects.create(name="ours"), user=mine, role=Member.Role.RESEARCHER)
    client = Client()
    client.force_login(mine)
    fields = {"questions": upload("more.jsonl", {**ROW, "id": "new"}), "notes": "", **no_inlines("questions")}
    client.post(f"{SETS}/{made.pk}/change/", fields)
    assert not Upload.objects.exists()
    assert client.get(f"{SETS}/{made.pk}/questions-file/").status_code == 404
    assert researcher.get(f"{SETS}/{made.pk}/questions-file/").status_code == 200


def rows_of(name: str) -> list[dict[str, Any]]:
    """All that is stored of a set's questions and passages, but for database ids."""
    found = QuestionSet.objects.get(name=name)
    names = {question.pk: str(question.passage and question.passage.external_id) for question in found.questions.all()}
    fields = [field.name for field in Question._meta.fields if field.name not in HIDDEN]
    questions = found.questions.order_by("pk")
    passages = found.passages.order_by("pk").values("external_id", "title", "text", "source")
    return [
        *({**values, "passage": names[pk]} for pk, values in zip(names, questions.values(*fields), strict=True)),
        *({**values} for values in passages),
    ]


HIDDEN = ("id", "question_set", "passage")
KINDS: dict[str, Callable[[], tuple[str, str | None]]] = {
    "choices": lambda: ("questions.jsonl", "passages.jsonl"),
    "candidates": lambda: ("code.jsonl", None),
    "solutions": lambda: ("solutions.jsonl", None),
    "texts": lambda: ("texts.jsonl", None),
}


@pytest.mark.parametrize("kind", KINDS)
def test_a_set_that_is_taken_out_and_in_again_is_the_same(researcher: Client, kind: str) -> None:
    questions, passages = KINDS[kind]()
    import_questions("first", SAMPLE / questions, passages and SAMPLE / passages)
    first = QuestionSet.objects.get(name="first")
    files = {}
    for which in FILES:
        response = researcher.get(f"{SETS}/{first.pk}/{which}-file/")
        files[which] = ContentFile(response.content, f"{which}.jsonl") if response.status_code == 200 else None
    assert (files["passages"] is None) == (passages is None)
    import_questions("second", files["questions"], files["passages"])  # type: ignore[arg-type]
    assert rows_of("second") == rows_of("first")
    second = QuestionSet.objects.get(name="second")
    for which, lines in FILES.items():
        assert "".join(lines(second)) == "".join(FILES[which](first))


def test_what_only_some_questions_have_comes_out_too(tmp_path: Path) -> None:
    rows = [
        {**ROW, "answer": None, "tags": {"n": 1, "deep": {"a": [None, "ü"]}}},
        {
            **ROW,
            "id": "2",
            "options": ["a", "b\u2028c", " d "],
            "pair": [1, 0],
            "answer": 0,
            "passage": {"id": "p", "text": "  t\r\n", "source": "s"},
            "arguments": [[{"text": "x", "quotes": ["y"]}], [], [{"text": "z"}]],
        },
    ]
    file = tmp_path / "rows.jsonl"
    file.write_text("\n".join(map(json.dumps, rows)))
    import_questions("first", file)
    first = QuestionSet.objects.get(name="first")
    for which, lines in FILES.items():
        (tmp_path / which).write_text("".join(lines(first)))
    import_questions("second", tmp_path / "questions", tmp_path / "passages")
    assert rows_of("second") == rows_of("first")
