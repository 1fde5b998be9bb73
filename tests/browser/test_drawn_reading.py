"""The pages of `critique`, `recursive` and `preference` as people meet them, in a real Chromium."""

from __future__ import annotations

import pytest
from playwright.sync_api import Locator, Page, expect

from debate.models import Turn
from tests.browser.reading_cases import CASES, HOSTILE, MEDIAN, PRINCIPLES, critic, preferred
from tests.browser.test_judging import check, check_fits
from tests.browser.test_judging_layout import DESK, PHONE, place, sized

pytestmark = [pytest.mark.browser, pytest.mark.usefixtures("live"), pytest.mark.timeout(400)]

# How many characters the fullest line of an element's first text holds.
FULLEST = """e => {
  const text = document.createTreeWalker(e, NodeFilter.SHOW_TEXT).nextNode(), lines = {};
  for (let n = 0; n < text.length; n++) {
    const range = document.createRange();
    range.setStart(text, n); range.setEnd(text, n + 1);
    const at = Math.round(range.getBoundingClientRect().top);
    lines[at] = (lines[at] ?? 0) + 1;
  }
  return Math.max(...Object.values(lines)); }"""


def chosen(scale: Locator) -> list[str]:
    return [radio.input_value() for radio in scale.get_by_role("radio").all() if radio.is_checked()]


def sent(page: Page) -> None:
    check(page)
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="Check")).to_have_count(0)


@pytest.mark.parametrize("name", CASES)
def test_every_page_fits_is_accessible_and_has_one_primary_button(page: Page, name: str) -> None:
    CASES[name](page)
    for size in (DESK, PHONE):
        sized(page, size)
        for dark in (False, True):
            page.emulate_media(color_scheme="dark" if dark else "light")
            check_fits(page)
        assert page.locator(".button.primary:visible").count() == 1


def test_a_judge_reads_the_numbered_answer_alone_and_then_with_critiques(page: Page) -> None:
    sized(page, DESK)
    critic()(page)
    answer = page.get_by_role("region", name="The answer to judge")
    expect(answer.locator(".n")).to_have_text([f"Line {n}" for n in range(1, 8)])
    expect(answer.locator(".remark")).to_have_count(0)


def test_critiques_stand_beside_their_lines_and_below_them_on_a_phone(page: Page) -> None:
    critic(answered=1)(page)
    last = page.locator(".numbered li").last
    line, remark = last.locator(".text"), last.locator(".remark")
    expect(remark).to_contain_text("Of an even number")
    sized(page, DESK)
    assert place(remark)["x"] >= place(line)["x"] + place(line)["width"]
    assert abs(place(remark)["y"] - place(line)["y"]) < 12
    sized(page, PHONE)
    assert place(remark)["y"] >= place(line)["y"] + place(line)["height"]
    assert line.evaluate("e => getComputedStyle(e).fontFamily").endswith("monospace")


def test_what_convinced_is_marked_by_its_claim(page: Page) -> None:
    seat = critic(answered=1)(page)
    marks = page.get_by_role("group", name="Which critiques convinced you?")
    marks.get_by_role("checkbox", name="Critique 1, line 2 Copies the whole list").check()
    check(page)
    expect(page.get_by_text("Critique 1, line 2: Copies the whole list, which is slow.")).to_be_visible()
    page.get_by_role("button", name="Submit", exact=True).click()
    expect(page.get_by_role("heading", name="Thank you")).to_be_visible()
    assert Turn.objects.filter(seat=seat).latest("step").fields["marks"] == {"convinced_by": {"1": ""}}


def test_a_hostile_critique_is_only_read(page: Page) -> None:
    critic(answered=1, question=MEDIAN | {"candidate": "\n" * 6 + "return 1"})(page)
    remarks = page.locator(".answer-drawn")
    assert "<script>" in HOSTILE
    expect(remarks.locator("script, img")).to_have_count(0)
    assert page.title() != "taken"


def test_a_critic_marks_lines_where_they_stand_with_a_note(page: Page) -> None:
    sized(page, DESK)
    seat = critic("critic")(page)
    lines = page.get_by_role("group", name="Where does the answer go wrong?")
    expect(page.locator(".answer-drawn")).to_have_count(0)
    note = lines.get_by_role("textbox")
    expect(note.first).to_be_hidden()
    lines.get_by_text("middle + 1").click()
    lines.get_by_role("textbox", name="What is wrong here").fill("It is middle - 1.")
    sent(page)
    turn = Turn.objects.filter(seat=seat, status=Turn.Status.OK, fields__marks__lines__has_key="7").latest("step")
    assert turn.fields["marks"] == {"lines": {"7": "It is middle - 1."}}


def test_a_selector_is_shown_one_critique_at_its_line(page: Page) -> None:
    critic("selector")(page)
    expect(page.locator(".remark")).to_have_count(1)
    page.keyboard.press("7")
    assert chosen(page.locator(".scale")) == ["7"]


def test_the_tree_is_open_at_its_first_level_and_folds_by_keyboard(page: Page) -> None:
    CASES["recursive, a judge"](page)
    tree = page.get_by_role("region", name="The claims on which the answer depends")
    expect(tree.get_by_text("14 * 30 = 420")).to_be_visible()
    deep = tree.get_by_text("10 * 6 = 60")
    expect(deep).to_be_hidden()
    tree.locator("details details > summary").focus()
    page.keyboard.press("Enter")
    expect(deep).to_be_visible()
    page.keyboard.press("Space")
    expect(deep).to_be_hidden()
    second = tree.locator(".claims > li", has_text="14 * 36").first
    expect(second.locator(".rated").first).to_have_text("12 % likely right")
    expect(tree.get_by_text("not rated")).to_be_visible()


@pytest.mark.parametrize("name", ["preference, long", "preference, from right to left", "preference, code"])
def test_two_answers_are_as_high_as_each_other_and_below_each_other_on_a_phone(page: Page, name: str) -> None:
    sized(page, DESK)
    CASES[name](page)
    first, second = page.locator(".one").all()
    assert place(first)["y"] == place(second)["y"]
    assert place(first)["height"] == place(second)["height"]
    assert abs(place(first)["width"] - place(second)["width"]) < 1
    assert [said.split() for said in page.locator(".one h2").all_inner_texts()] == [
        ["A", "Answer", "A"],
        ["B", "Answer", "B"],
    ]
    sized(page, PHONE)
    assert place(second)["y"] >= place(first)["y"] + place(first)["height"]


def test_a_long_answer_has_lines_of_a_length_to_be_read(page: Page) -> None:
    sized(page, DESK)
    CASES["preference, long"](page)
    assert 50 <= page.locator(".one .text").first.evaluate(FULLEST) <= 75


def test_right_to_left_stays_so(page: Page) -> None:
    CASES["preference, from right to left"](page)
    hebrew = page.locator(".one .text", has_text="לטבחית")
    assert hebrew.evaluate("e => getComputedStyle(e).direction") == "rtl"


def test_keys_from_one_to_seven_choose_a_step(page: Page) -> None:
    CASES["preference, short"](page)
    steps = page.locator(".strength")
    for key in "1734":
        page.keyboard.press(key)
        assert chosen(steps) == [key]
    page.keyboard.press("8")
    reason = page.locator("form.answer textarea")
    reason.press_sequentially("7 of 1,234")
    expect(reason).to_have_value("7 of 1,234")
    assert chosen(steps) == ["4"]
    page.keyboard.press("Tab")
    page.keyboard.press("?")
    expect(page.get_by_role("dialog", name="Keys")).to_contain_text("that step of a scale")
    page.keyboard.press("2")
    assert chosen(steps) == ["4"]


def test_of_several_scales_they_work_on_the_one_that_one_is_at(page: Page) -> None:
    preferred(MEDIAN, single=True, scales=("clear style",), principles=PRINCIPLES)(page)
    style, first, second = page.locator(".scale").all()
    page.keyboard.press("3")
    second.get_by_role("radio").first.focus()
    page.keyboard.press("6")
    assert [chosen(scale) for scale in (style, first, second)] == [["3"], [], ["6"]]
    expect(page.get_by_role("group", name="Principle 2")).to_contain_text("It is short.")


def test_a_principle_is_said_with_the_answers(page: Page) -> None:
    CASES["preference, by a principle"](page)
    expect(page.locator(".principle")).to_contain_text(PRINCIPLES[0])
