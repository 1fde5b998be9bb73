"""Question files: what comes in, and what is said of a file that can't."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from debate import services
from debate.importers import BadFile, import_questions
from debate.models import Passage, Pool, Question, QuestionSet
from tests.debate.filled_in import ADMIN, no_inlines
from tests.debate.question_files import jsonl, problem, upload
from tests.debate.stage import arm, experiment

PASSAGE = {"id": "p", "title": "Keys", "text": "The cook had the key."}
QUESTION: dict[str, Any] = {
    "id": "q",
    "question": "Who had the key?",
    "options": ["the porter", "the cook", "the maid"],
    "answer": 1,
    "passage": PASSAGE,
}


@pytest.mark.django_db
def test_it_reads_everything_that_a_line_can_hold() -> None:
    arguments = [[], [{"text": "It was her.", "quotes": ["The cook had the key"]}], []]
    summary = import_questions(
        "keys", jsonl({**QUESTION, "tags": {"kind": "plain"}, "arguments": arguments, "pair": [2, 1]})
    )
    assert str(summary) == "Question set “keys”: questions: 1 new; passages: 1 new."
    row = Question.objects.select_related("passage").get()
    assert (row.external_id, row.text, row.answer, row.pair) == ("q", "Who had the key?", 1, [2, 1])
    assert (row.options, row.tags, row.arguments) == (QUESTION["options"], {"kind": "plain"}, arguments)
    assert row.passage is not None
    assert (row.passage.external_id, row.passage.title, row.passage.text) == ("p", "Keys", "The cook had the key.")


@pytest.mark.django_db
def test_passages_come_from_a_file_of_their_own_or_from_the_set() -> None:
    question = {**QUESTION, "passage": None, "passage_id": "p"}
    import_questions("keys", jsonl(question), jsonl(PASSAGE, name="passages.jsonl"))
    import_questions("keys", jsonl({**question, "id": "another"}))
    assert Passage.objects.count() == 1
    assert Question.objects.filter(passage__external_id="p").count() == 2


@pytest.mark.django_db
def test_a_question_may_have_no_passage_and_no_known_answer() -> None:
    import_questions("keys", jsonl({**QUESTION, "passage": None, "answer": None}))
    assert Question.objects.get().answer is None


@pytest.mark.django_db
def test_ids_may_be_numbers_and_lines_may_be_empty() -> None:
    import_questions("keys", jsonl({**QUESTION, "id": 7}, "", "   ", {**QUESTION, "id": 8}))
    assert set(Question.objects.values_list("external_id", flat=True)) == {"7", "8"}


@pytest.mark.django_db
def test_a_byte_order_mark_and_windows_line_ends_do_no_harm() -> None:
    import_questions("keys", upload(b"\xef\xbb\xbf" + json.dumps(QUESTION).encode() + b"\r\n"))
    assert Question.objects.get().text == "Who had the key?"


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"answer": 3}, "answer: 3 is no option's index; it can be 0 to 2."),
        ({"answer": -1}, "answer: -1 is no option's index"),
        ({"answer": "1"}, "answer: must be a whole number, not '1'."),
        ({"answer": True}, "answer: must be a whole number, not True."),
        ({"answer": 1.0}, "answer: must be a whole number, not 1.0."),
        ({"question": "  "}, "question: is empty."),
        ({"question": 5}, "question: must be text, not 5."),
        ({"options": ["the cook"]}, "options: must have at least 2 entries, not 1."),
        ({"options": [str(n) for n in range(11)]}, "options: must have at most 10 entries, not 11."),
        ({"options": ["a", "a", "b"]}, "options: two options are the same; change one."),
        ({"options": ["a", "", "b"]}, "options[1]: is empty."),
        ({"options": "a, b"}, "options: must be a list, not 'a, b'."),
        (
            {"passage": None, "passage_id": "x"},
            "passage_id: there is no passage “x”; give the file of passages that has it too.",
        ),
        ({"passage_id": "x"}, "passage_id: “x” isn't the passage that stands in the line, “p”; keep one."),
        ({"passage": {"id": "p", "text": ""}}, "passage.text: is empty."),
        ({"passage": {"id": "p"}}, "passage.text: is missing."),
        ({"pair": [0, 2]}, "pair: [0, 2] lacks the answer, option 1."),
        ({"pair": [1, 1]}, "pair: [1, 1] must be two different indices of options, each 0 to 2."),
        ({"pair": [1, 3]}, "pair: [1, 3] must be two different indices"),
        ({"pair": [1]}, "pair: [1] must be two different indices"),
        ({"arguments": [[]]}, "arguments: has 1 lists; it must have one for each of the 3 options."),
        ({"arguments": [[{"txt": "x"}], [], []]}, "arguments[0][0].txt: isn't known here; there are: text, quotes."),
        ({"anser": 1}, "anser: isn't known here; there are: id, question, passage, passage_id, tags, options"),
        ({"question": "a\x00b"}, "question: holds a NUL character; take it out."),
        ({"tags": {"a": ["\ud800"]}}, "tags.a[0]: holds half of a surrogate pair"),
        ({"id": ""}, "id: is empty."),
        ({"id": "x" * 201}, "id: has 201 characters; it can have 200."),
    ],
)
def test_it_says_file_line_field_and_what_is_wrong(change: dict[str, Any], words: str) -> None:
    assert f"questions.jsonl, line 2, {words}" in problem({**QUESTION, "id": "first"}, {**QUESTION, **change})


@pytest.mark.django_db
def test_a_missing_field_is_named() -> None:
    words = "questions.jsonl, line 1, answer: is missing; a choice has id, question, passage, passage_id, tags, options"
    assert words in problem({name: value for name, value in QUESTION.items() if name != "answer"})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("line", "words"),
    [
        ('{"id": "q"', "isn't JSON: Expecting ',' delimiter, at character 11. Each line must be one JSON object."),
        ("[1, 2]", "must be one JSON object: {...}."),
        ('{"id": "q", "id": "r"}', "“id” stands there twice; keep one."),
        ('{"id": NaN}', "NaN is not a JSON value; write null or leave it out."),
        ('{"a":' * 100_000, "is nested too deeply."),
    ],
)
def test_it_says_what_is_wrong_with_a_line_that_is_no_json(line: str, words: str) -> None:
    assert problem(QUESTION, line) == f"questions.jsonl, line 2: {words}"


@pytest.mark.django_db
def test_it_says_where_a_file_is_not_utf8() -> None:
    with pytest.raises(BadFile, match=r"line 2: isn't UTF-8 \(byte 9 of the line\); save the file as UTF-8\."):
        import_questions("keys", upload(b'\n{"id": "\xe9"}'))


@pytest.mark.django_db
def test_an_id_stands_in_one_line_only() -> None:
    words = "questions.jsonl, line 2, id: “q” is the id of line 1 of questions.jsonl too; give it another."
    assert problem(QUESTION, QUESTION) == words


@pytest.mark.django_db
def test_a_passage_in_two_lines_must_be_the_same() -> None:
    other = {**QUESTION, "id": "r", "passage": {**PASSAGE, "text": "The porter had the key."}}
    assert "line 2, passage: “p” stands otherwise in line 1 of questions.jsonl" in problem(QUESTION, other)
    import_questions("keys", jsonl(QUESTION, {**QUESTION, "id": "r"}))
    assert Passage.objects.count() == 1


@pytest.mark.django_db
def test_everything_that_is_wrong_is_said_at_once_and_nothing_is_stored() -> None:
    words = problem(QUESTION, *({**QUESTION, "id": f"q{n}", "answer": 9} for n in range(25)))
    assert len(words.splitlines()) == 21
    assert words.endswith("... and 5 more.")
    assert not Passage.objects.exists()


@pytest.mark.django_db
@pytest.mark.parametrize("content", [b"", b"\n\n"])
def test_an_empty_file_is_refused(content: bytes) -> None:
    with pytest.raises(BadFile, match=r"questions.jsonl: is empty"):
        import_questions("keys", upload(content))


@pytest.mark.django_db
def test_a_set_needs_a_name_that_commands_can_take() -> None:
    with pytest.raises(BadFile, match="The set's name “my keys”"):
        import_questions("my keys", jsonl(QUESTION))


@pytest.mark.django_db
def test_a_csv_holds_options_as_json_or_in_columns() -> None:
    lines = (
        "id,question,options,answer,passage_id,tags,option_0,option_1",
        'a,"Who, if anybody, had\nthe key?",,1,p,"{""kind"": ""plain""}",the porter,the cook',
        'b,Who?,"[""the maid"", ""the cat""]",0,,,,',
    )
    passages = upload(b"id,title,text,source\np,Keys,The cook had the key.,", "passages.csv")
    import_questions("keys", upload("\n".join(lines).encode(), "questions.CSV"), passages)
    first, second = Question.objects.select_related("passage")
    assert (first.text, first.options) == ("Who, if anybody, had\nthe key?", ["the porter", "the cook"])
    assert (first.answer, first.tags) == (1, {"kind": "plain"})
    assert first.passage is not None
    assert first.passage.text == "The cook had the key."
    assert (second.options, second.passage, second.tags) == (["the maid", "the cat"], None, {})


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("row", "words"),
    [
        ("a,Who?,1,the porter", "line 4: has 4 cells, but the header names 5."),
        ("a,Who?,one,the porter,the cook", "line 4: answer must hold JSON: Expecting value, at character 1."),
        ("a,Who?,7,the porter,the cook", "line 4, answer: 7 is no option's index"),
        ("a,Who?,,the porter,the cook", "line 4, answer: is missing; a choice has"),
        ("a,Who?,1,,the cook", "line 4: options fill the columns option_0, option_1 ... without a gap"),
        ('a,"Who?,1,the porter,the cook', "unexpected end of data"),
    ],
)
def test_it_says_the_line_of_a_csv_too(row: str, words: str) -> None:
    content = f'id,question,answer,option_0,option_1\nb,"over\ntwo lines",1,x,y\n{row}\n'
    with pytest.raises(BadFile) as refused:
        import_questions("keys", upload(content.encode(), "q.csv"))
    assert words in str(refused.value)


@pytest.mark.django_db
def test_what_is_there_already_stays_and_what_has_changed_is_updated() -> None:
    import_questions("keys", jsonl(QUESTION, {**QUESTION, "id": "r"}))
    summary = import_questions("keys", jsonl(QUESTION, {**QUESTION, "id": "r", "answer": 0}, {**QUESTION, "id": "s"}))
    assert str(summary.questions) == "1 new, 1 updated, 1 there already"
    assert str(summary.passages) == "1 there already"
    assert list(Question.objects.values_list("external_id", "answer")) == [("q", 1), ("r", 0), ("s", 1)]


@pytest.mark.django_db
def test_what_a_launched_experiment_has_used_can_not_change() -> None:
    import_questions("keys", jsonl(QUESTION, {**QUESTION, "id": "r", "passage": None}))
    made = experiment(QuestionSet.objects.get(), most_questions=1, seed=1)
    arm(made, "blind", judge=Pool.objects.create(name="people"))
    services.launch(made)
    used = made.debates.get().question
    unused = Question.objects.exclude(pk=used.pk).get()

    import_questions("keys", jsonl(QUESTION))
    with pytest.raises(BadFile) as refused:
        import_questions("keys", jsonl({**QUESTION, "id": used.external_id, "answer": 2, "passage": None}))
    assert "questions.jsonl, line 1: the question “" in str(refused.value)
    assert "differs from what a launched experiment has used" in str(refused.value)
    import_questions("keys", jsonl({**QUESTION, "id": unused.external_id, "answer": 2, "passage": None}))
    assert set(Question.objects.values_list("pk", "answer")) == {(used.pk, 1), (unused.pk, 2)}


@pytest.mark.django_db
def test_a_passage_that_a_launched_experiment_has_used_can_not_change() -> None:
    import_questions("keys", jsonl(QUESTION))
    made = experiment(QuestionSet.objects.get())
    arm(made, "blind", judge=Pool.objects.create(name="people"))
    services.launch(made)
    changed = {**QUESTION, "passage": {**PASSAGE, "text": "The porter had the key."}}
    with pytest.raises(BadFile, match="line 1: the passage “p” differs"):
        import_questions("keys", jsonl(changed))
    assert Passage.objects.get().text == PASSAGE["text"]


@pytest.mark.django_db
def test_the_command_says_what_it_did_or_why_it_did_nothing(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "keys.jsonl"
    file.write_text(json.dumps(QUESTION))
    call_command("import_questions", str(file), set_name="keys")
    assert capsys.readouterr().out == "Question set “keys”: questions: 1 new; passages: 1 new.\n"
    file.write_text('{"options": ["x", "y"], "answer": 0}')
    with pytest.raises(CommandError, match=r"Nothing was imported:\nkeys.jsonl, line 1, id: is missing;"):
        call_command("import_questions", str(file), set_name="keys")
    with pytest.raises(CommandError, match="can't be read: No such file or directory"):
        call_command("import_questions", str(tmp_path / "nothing.jsonl"), set_name="keys")


@pytest.mark.django_db
def test_a_sets_notes_can_be_changed_in_the_admin_without_a_file(researcher: Client) -> None:
    import_questions("keys", jsonl(QUESTION))
    researcher.get(f"{ADMIN}/questionset/add/")
    address = f"{ADMIN}/questionset/{QuestionSet.objects.get().pk}/change/"
    researcher.post(address, {"notes": "Our own.", **no_inlines("questions")})
    assert QuestionSet.objects.get().notes == "Our own."
