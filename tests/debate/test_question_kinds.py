"""Questions of three kinds: how a file's lines are told apart, what each is stored as, and what is refused."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from debate import services
from debate.importers import BadFile, import_questions
from debate.importers.kinds import KINDS
from debate.models import Pool, Question, QuestionSet
from tests.debate.filled_in import ADMIN, said
from tests.debate.question_files import jsonl, problem, upload
from tests.debate.stage import arm, experiment

pytestmark = pytest.mark.django_db

CHOICE: dict[str, Any] = {"id": "q", "question": "Who had the key?", "options": ["the porter", "the cook"], "answer": 1}
CANDIDATE: dict[str, Any] = {
    "id": "c",
    "question": "How many keys are there on 3 rings of 4?",
    "candidate": "Each ring has 4 keys.\nThat is 3 + 4 = 7 keys.",
    "correct": False,
    "flaw": {"line": 2, "why": "Rings are multiplied."},
}
CODE: dict[str, Any] = {
    "id": "f",
    "question": "double(n) must return twice n.",
    "code": "def double(n):\n    return n + n",
    "language": "python",
    "correct": True,
}
# In the form of the published grade-school maths solutions.
PAIR: dict[str, Any] = {
    "id": "gsm8k-0",
    "question": "A ring has 4 keys. How many are on 3 rings?",
    "reference": "3 rings have 3*4=<<3*4=12>>12 keys\nA: 12",
    "right": "There are 3*4 = <<3*4=12.0>>12 keys\nA: 12",
    "right_model": "6b_verification",
    "wrong": "There are 3+4=<<3+4=7>>7 keys\nA: 7",
    "wrong_model": "175b_finetuning",
}
OPEN: dict[str, Any] = {"id": "o", "question": "Describe a key.", "texts": ["It opens.", "It sings."], "better": 0}


def stored(row: dict[str, Any]) -> Question:
    import_questions("keys", jsonl(row))
    return Question.objects.get()


def test_a_choice_is_of_kind_options() -> None:
    assert stored(CHOICE).kind == Question.Kind.OPTIONS


def test_a_candidate_is_stored_with_its_correctness_and_its_flaw() -> None:
    row = stored({**CANDIDATE, "passage": {"id": "p", "text": "Three rings."}, "tags": {"topic": "keys"}})
    assert (row.kind, row.candidate, row.correct) == ("candidate", CANDIDATE["candidate"], False)
    assert row.flaw == {"line": 2, "why": "Rings are multiplied."}
    assert (row.options, row.answer, row.tags) == ([], None, {"topic": "keys"})
    assert row.passage is not None


def test_whether_a_candidate_is_right_may_be_unknown() -> None:
    row = stored({**CANDIDATE, "correct": None, "flaw": None})
    assert (row.correct, row.flaw) == (None, None)


def test_code_is_a_candidate_that_keeps_its_language_as_a_tag() -> None:
    row = stored({**CODE, "tags": {"topic": "numbers"}})
    assert (row.kind, row.candidate, row.correct) == ("candidate", CODE["code"], True)
    assert row.tags == {"topic": "numbers", "language": "python"}


def test_a_right_and_a_wrong_one_are_two_options_without_calculator_annotations() -> None:
    row = stored(PAIR)
    assert (row.kind, row.candidate, row.correct, row.flaw) == ("candidate", "", None, None)
    assert row.answer is not None
    assert row.options[row.answer] == "There are 3*4 = 12 keys\nA: 12"
    assert row.options[1 - row.answer] == "There are 3+4=7 keys\nA: 7"
    assert row.tags == {
        "reference": "3 rings have 3*4=12 keys\nA: 12",
        "right_model": "6b_verification",
        "wrong_model": "175b_finetuning",
    }


def test_shifts_in_code_are_no_calculator_annotations() -> None:
    row = stored({"id": "s", "question": "?", "right": "a = 1 << n; b = x >> 2", "wrong": "same = (1<<n)==(x>>2)"})
    assert set(row.options) == {"a = 1 << n; b = x >> 2", "same = (1<<n)==(x>>2)"}


def test_the_flaw_of_a_pair_is_the_wrong_ones() -> None:
    assert stored({**PAIR, "flaw": {"line": 1, "why": "Rings are multiplied."}}).flaw == {
        "line": 1,
        "why": "Rings are multiplied.",
    }


def test_a_coin_by_the_id_decides_which_of_a_pair_comes_first() -> None:
    rows = [{**PAIR, "id": f"pair-{n}"} for n in range(200)]
    import_questions("one", jsonl(*rows))
    import_questions("other", jsonl(*reversed(rows)))
    answers = {
        name: dict(Question.objects.filter(question_set__name=name).values_list("external_id", "answer"))
        for name in ("one", "other")
    }
    assert answers["one"] == answers["other"]
    assert 70 <= sum(answer or 0 for answer in answers["one"].values()) <= 130


def test_open_texts_are_options_of_which_one_may_be_better() -> None:
    row = stored({**OPEN, "tags": {"topic": "keys"}})
    assert (row.kind, row.options, row.answer) == ("open", ["It opens.", "It sings."], 0)
    assert (row.candidate, row.correct, row.tags) == ("", None, {"topic": "keys"})
    import_questions("keys", jsonl({**OPEN, "better": None}))
    assert Question.objects.get().answer is None


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**CANDIDATE, "candidate": " \n "}, "candidate: is empty."),
        ({**CANDIDATE, "candidate": None}, "candidate: is missing; give it, or code."),
        ({**CANDIDATE, "code": "x = 1"}, "candidate: stands beside code; keep one."),
        ({**CANDIDATE, "correct": "no"}, "correct: must be true or false, not 'no'."),
        ({**CANDIDATE, "correct": 0}, "correct: must be true or false, not 0."),
        ({**CANDIDATE, "correct": True}, "flaw: is where a wrong candidate goes wrong; correct must be false."),
        ({**CANDIDATE, "correct": None}, "flaw: is where a wrong candidate goes wrong; correct must be false."),
        ({**CANDIDATE, "flaw": {"line": 3}}, "flaw: line 3 isn't there: the text has 2 lines."),
        ({**CANDIDATE, "flaw": {"line": 0}}, "flaw.line: input should be greater than or equal to 1; it is 0."),
        ({**CANDIDATE, "flaw": {"line": "2"}}, "flaw.line: must be a whole number, not '2'."),
        ({**CANDIDATE, "flaw": {"row": 2}}, "flaw.row: isn't known here; there are: line, why."),
        ({**CANDIDATE, "flaw": 2}, "flaw: must be a table of names and values, not 2."),
        ({**CANDIDATE, "language": "python"}, "language: is the language of code, but the line has no code."),
        (
            {**CANDIDATE, "pares": 1},
            "pares: isn't known here; there are: id, question, passage, passage_id, tags, code",
        ),
        ({**CODE, "tags": {"language": "c"}}, "“language” stands in the line and in its tags; keep one."),
        ({**CODE, "code": 5}, "code: must be text, not 5."),
        ({**PAIR, "wrong": PAIR["right"]}, "wrong: is the same as right."),
        ({**PAIR, "wrong": "There are 3*4 = 12 keys\nA: 12"}, "wrong: is the same as right."),
        ({**PAIR, "right": "<<3*4=12>>"}, "right: is empty."),
        ({**PAIR, "flaw": {"line": 3}}, "flaw: line 3 isn't there: the text has 2 lines."),
        ({**PAIR, "tags": {"reference": "12"}}, "“reference” stands in the line and in its tags; keep one."),
        ({**PAIR, "right_model": 6}, "right_model: must be text, not 6."),
        ({**OPEN, "texts": ["It opens."]}, "texts: must have at least 2 entries, not 1."),
        ({**OPEN, "texts": ["It opens."] * 2}, "texts: two texts are the same; change one."),
        ({**OPEN, "better": 2}, "better: 2 is no text's index; it can be 0 to 1."),
        ({**OPEN, "better": True}, "better: must be a whole number, not True."),
        ({**OPEN, "passage_id": "x"}, "passage_id: there is no passage “x”"),
    ],
)
def test_it_says_what_is_wrong_with_a_line_of_its_kind(row: dict[str, Any], words: str) -> None:
    assert words in problem(row)
    assert problem(row).startswith("questions.jsonl, line 1")


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({**CANDIDATE, "correct": ...}, "correct: is missing; a candidate has id, question"),
        ({**PAIR, "wrong": ...}, "wrong: is missing; a right and a wrong one has id, question"),
        ({**OPEN, "better": ...}, "better: is missing; a comparison of open texts has id, question"),
        ({**CHOICE, "options": ...}, "options: is missing; a choice has id, question"),
    ],
)
def test_a_line_that_lacks_what_its_kind_needs_is_told_what_that_kind_has(row: dict[str, Any], words: str) -> None:
    assert words in problem({name: value for name, value in row.items() if value is not ...})


@pytest.mark.parametrize(
    ("row", "words"),
    [
        ({"id": "q", "question": "?", "tags": {}, "flaw": {"line": 1}}, "line 1: is of no kind of question."),
        ({**CHOICE, **OPEN}, "fields of a choice (options, answer) and of a comparison of open texts (texts, better);"),
        (
            {**CHOICE, "correct": True},
            "fields of a choice (options, answer) and of a candidate (correct); keep one kind.",
        ),
        (
            {**PAIR, "candidate": "7"},
            "fields of a candidate (candidate) and of a right and a wrong one (right, wrong, ref",
        ),
    ],
)
def test_a_line_of_no_kind_or_of_several_is_told_the_fields_of_each(row: dict[str, Any], words: str) -> None:
    refused = problem(row)
    assert words in refused
    assert all(name in refused for form in KINDS for name in form.model_fields)


def test_a_file_holds_one_kind_and_the_first_line_of_each_other_is_named() -> None:
    more = [{**OPEN, "id": f"o{n}"} for n in range(30)]
    assert problem(CHOICE, {**CHOICE, "id": "r"}, CANDIDATE, *more).splitlines() == [
        "questions.jsonl, line 3: is of kind “candidate”, but line 1 is of kind “options”. "
        "A question set holds one kind: import the others into a set of their own.",
        "questions.jsonl, line 4: is of kind “open”, but line 1 is of kind “options”. "
        "A question set holds one kind: import the others into a set of their own.",
    ]


def test_a_file_of_another_kind_than_its_set_is_refused_even_where_it_replaces_all() -> None:
    import_questions("keys", jsonl(CHOICE))
    with pytest.raises(BadFile, match="line 1: is of kind “open”, but what the set holds is of kind “options”"):
        import_questions("keys", jsonl({**OPEN, "id": "q"}))
    assert Question.objects.get().kind == Question.Kind.OPTIONS
    assert str(import_questions("texts", jsonl(OPEN)).questions) == "1 new"


def test_single_candidates_code_and_pairs_are_of_one_kind() -> None:
    import_questions("keys", jsonl(CANDIDATE, CODE, PAIR))
    assert set(Question.objects.values_list("kind", flat=True)) == {"candidate"}


@pytest.mark.parametrize(
    ("row", "change"),
    [
        (CANDIDATE, {"candidate": "It is\n7."}),
        (CANDIDATE, {"correct": True, "flaw": None}),
        (CANDIDATE, {"flaw": {"line": 1, "why": "Rings are multiplied."}}),
        (CODE, {"language": "python3"}),
        (PAIR, {"wrong": "Eleven."}),
        (PAIR, {"flaw": {"line": 1, "why": ""}}),
        (OPEN, {"better": 1}),
    ],
)
def test_what_has_changed_is_updated_and_what_has_not_is_there_already(
    row: dict[str, Any], change: dict[str, Any]
) -> None:
    import_questions("keys", jsonl(row))
    assert str(import_questions("keys", jsonl(row)).questions) == "1 there already"
    assert str(import_questions("keys", jsonl({**row, **change})).questions) == "1 updated"
    assert str(import_questions("keys", jsonl({**row, **change})).questions) == "1 there already"


def test_a_pair_that_a_launched_experiment_has_used_can_not_change() -> None:
    import_questions("keys", jsonl(PAIR))
    made = experiment(QuestionSet.objects.get())
    arm(made, "blind", judge=Pool.objects.create(name="people"))
    services.launch(made)
    with pytest.raises(BadFile, match="differs from what a launched experiment has used"):
        import_questions("keys", jsonl({**PAIR, "flaw": {"line": 1}}))


def test_a_csv_holds_candidates_over_several_lines_and_truth_as_spreadsheets_write_it() -> None:
    lines = (
        "id,question,candidate,code,language,correct,flaw",
        'c,How many?,"4 each.\n3 + 4 = 7.",,,FALSE,"{""line"": 2, ""why"": ""Multiply.""}"',
        'd,How many?,"4 each.\n3 * 4 = 12.",,,TRUE,',
        'f,Double it.,,"def double(n):\n    return n + n",python,null,',
    )
    import_questions("keys", upload("\n".join(lines).encode(), "keys.csv"))
    wrong, right, code = Question.objects.all()
    assert (wrong.candidate, wrong.correct) == ("4 each.\n3 + 4 = 7.", False)
    assert wrong.flaw == {"line": 2, "why": "Multiply."}
    assert (right.correct, right.flaw) == (True, None)
    assert (code.candidate, code.correct, code.tags) == (CODE["code"], None, {"language": "python"})


def test_a_csv_holds_pairs_and_texts_too() -> None:
    import_questions("pairs", upload(b'id,question,right,wrong\np,How many?,"<<3*4=12>>12",7\n', "pairs.csv"))
    assert set(Question.objects.get().options) == {"12", "7"}
    import_questions("texts", upload(b"id,question,text_0,text_1,better\no,?,It opens.,It sings.,1\n", "texts.csv"))
    row = Question.objects.get(kind="open")
    assert (row.options, row.answer) == (["It opens.", "It sings."], 1)
    with pytest.raises(BadFile, match=r"line 2: texts fill the columns text_0, text_1 \.\.\. without a gap"):
        import_questions("gap", upload(b"id,question,text_0,text_1,better\no,?,,It sings.,0\n", "texts.csv"))


def test_every_line_that_the_documentation_shows_can_be_imported() -> None:
    page = Path(__file__).parents[2] / "docs" / "files.md"
    lines = page.read_text().split("```json\n")[1].split("```")[0].splitlines()
    for number, line in enumerate(lines):
        import_questions(f"set-{number}", jsonl(line), jsonl({"id": "p1", "text": "The cook."}, name="passages.jsonl"))
    kinds = list(Question.objects.order_by("question_set__name").values_list("kind", flat=True))
    assert kinds == ["options", "candidate", "candidate", "candidate", "open"]


def test_the_admin_takes_them_in_and_shows_numbered_lines_truth_and_flaw(researcher: Client) -> None:
    file = SimpleUploadedFile("keys.jsonl", jsonl(CANDIDATE, {**PAIR, "flaw": {"line": 1}}).read())
    researcher.post(researcher.post(f"{ADMIN}/questionset/add/", {"name": "keys", "questions": file})["Location"])
    one, pair = Question.objects.all()
    listed = said(researcher.get(f"{ADMIN}/questionset/{one.question_set_id}/change/"))
    assert "– Each ring has 4 keys." in listed
    assert "✓ There are 3*4 = 12 keys" in listed
    shown = said(researcher.get(f"{ADMIN}/question/{one.pk}/change/"))
    assert "2  That is 3 + 4 = 7 keys." in shown
    assert "In line 2. Rings are multiplied." in shown
    shown = said(researcher.get(f"{ADMIN}/question/{pair.pk}/change/"))
    assert "1  There are 3+4=7 keys" in shown
    assert "In line 1." in shown
