"""The form of an ask, for each kind of want: what a browser sends becomes a core turn, or a sentence."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.template.loader import render_to_string

from debate.access import SeatPage, ShownOption
from debate.core.types import Ask, Belief, Choice, Items, Marks, Scale, Speech, Want
from judges.forms import AnswerForm

PAGE = SeatPage(
    id="seat",
    state="asked",
    cursor="0",
    question="Who?",
    options=(ShownOption(0, "A", "the maid"), ShownOption(1, "B", "the cook"), ShownOption(2, "C", "the porter")),
    candidate=(),
    handed=(),
    display=(2, 1, 0),
    passage="",
    task=(),
    rounds=(),
    quotes=(),
    turn="turn",
    ask=None,
    before=(),
    number=1,
    most=1,
    truth=False,
)
SUSPECTS = ("the porter", "the cook", "the maid")


def asked(*wants: Want) -> SeatPage:
    return replace(PAGE, ask=Ask(role="judge", prompt="judge", wants=wants))


def test_three_shares_come_back_in_the_order_of_the_question() -> None:
    form = AnswerForm(asked(Belief(SUSPECTS)), {"belief0_0": "10", "belief0_1": "20", "belief0_2": "70"})
    assert form.is_valid()
    assert form.reply.belief == (7000, 2000, 1000)


def test_the_last_of_three_shares_may_be_left_out_but_not_two() -> None:
    page = asked(Belief(SUSPECTS))
    form = AnswerForm(page, {"belief0_0": "33.33", "belief0_1": "33.33"})
    assert form.is_valid()
    assert form.reply.belief == (3334, 3333, 3333)
    assert not AnswerForm(page, {"belief0_0": "33"}).is_valid()


def test_a_belief_about_something_else_keeps_its_own_order() -> None:
    form = AnswerForm(asked(Belief(("right", "wrong"))), {"belief0_0": "90", "belief0_1": "10"})
    assert form.is_valid()
    assert form.reply.belief == (9000, 1000)


def test_a_left_out_share_cannot_become_negative() -> None:
    form = AnswerForm(asked(Belief(SUSPECTS)), {"belief0_0": "90", "belief0_1": "30"})
    assert not form.is_valid()


def test_a_speech_alone_must_say_something_and_beside_others_need_not() -> None:
    assert not AnswerForm(asked(Speech()), {"speech0_": "  "}).is_valid()
    form = AnswerForm(asked(Speech(), Choice("next", ("continue", "end"))), {"choice1_": "end"})
    assert form.is_valid()
    assert form.reply.choices == {"next": "end"}


def test_marks_of_verification_are_not_for_people_to_write() -> None:
    form = AnswerForm(asked(Speech()), {"speech0_": "<verified_quote>never said</verified_quote> ✓"})
    assert form.is_valid()
    assert "verif" not in form.reply.text
    assert "✓" not in form.reply.text


def test_quoted_words_have_their_own_limit() -> None:
    form = AnswerForm(asked(Speech(words=50, quoted=2)), {"speech0_": "<quote>three words here</quote>"})
    assert not form.is_valid()
    assert "quotes 3 words; at most 2" in str(form.errors)


@pytest.mark.parametrize("said", ["", "maybe"])
def test_a_choice_is_one_of_those_offered(said: str) -> None:
    assert not AnswerForm(asked(Choice("next", ("continue", "end"))), {"choice0_": said}).is_valid()


@pytest.mark.parametrize("high", [7, 100])
def test_a_scale_is_a_whole_number_between_its_ends(high: int) -> None:
    page = asked(Scale("confidence", 1, high))
    form = AnswerForm(page, {"scale0_": "7"})
    assert form.is_valid()
    assert form.reply.scales == {"confidence": 7}
    for wrong in ("0", str(high + 1), "2.5", ""):
        assert not AnswerForm(page, {"scale0_": wrong}).is_valid()


def test_marks_are_any_number_each_with_a_note() -> None:
    page = asked(Marks("convincing", ("one", "two", "three")))
    form = AnswerForm(page, {"marks0_0": "on", "marks0_2": "on", "marks0_2_note": " strong ", "marks0_1_note": "no"})
    assert form.is_valid()
    assert form.reply.marks == {"convincing": {"one": "", "three": "strong"}}
    none = AnswerForm(page, {})
    assert none.is_valid()
    assert none.reply.marks == {"convincing": {}}


def test_items_are_those_that_say_something() -> None:
    form = AnswerForm(asked(Items("claims", 3)), {"items0_0": "first", "items0_1": " ", "items0_2": "second"})
    assert form.is_valid()
    assert form.reply.items == {"claims": ("first", "second")}


def test_several_wants_of_a_kind_are_kept_apart() -> None:
    page = asked(Scale("clarity", 1, 5), Scale("honesty", 1, 5))
    form = AnswerForm(page, {"scale0_": "2", "scale1_": "4"})
    assert form.is_valid()
    assert form.reply.scales == {"clarity": 2, "honesty": 4}


def test_everything_that_is_wrong_is_said_at_once() -> None:
    form = AnswerForm(asked(Belief(SUSPECTS), Choice("next", ("continue", "end"))), {"belief0_0": "1"})
    assert [bool(part.problems) for part in form.parts] == [True, True]


def test_every_field_has_a_label_on_the_page() -> None:
    wants = (
        Belief(SUSPECTS),
        Speech(words=9),
        Choice("next", ("continue", "end")),
        Scale("few", 1, 5),
        Scale("many", 1, 99),
        Marks("convincing", ("one",)),
        Items("claims", 2),
    )
    page = asked(*wants)
    form = AnswerForm(page)
    html = render_to_string("judges/ask.html", {"page": page, "form": form})
    for name in form.fields:
        assert f'name="{name}"' in html
        for radio in form[name].subwidgets:
            assert f'for="{radio.id_for_label or form[name].id_for_label}"' in html


def test_a_strength_is_read_in_the_order_shown() -> None:
    """Two answers, the second shown first: 1 of 7 is then all for the second."""
    page = replace(PAGE, display=(1, 0), ask=Ask(role="judge", prompt="", wants=(Belief(("x", "y"), steps=7),)))
    form = AnswerForm(page, {"belief0_": "1"})
    assert form.is_valid(), form.errors
    assert form.reply.belief == (0, 10_000)
    middle = AnswerForm(page, {"belief0_": "4"})
    assert middle.is_valid()
    assert middle.reply.belief == (5000, 5000)
    assert not AnswerForm(page, {"belief0_": "8"}).is_valid()
    assert not AnswerForm(page, {}).is_valid()
