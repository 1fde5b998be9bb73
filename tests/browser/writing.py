"""A debater's page before a person in a real browser: a passage of several paragraphs, an opponent who quotes."""

from __future__ import annotations

from decimal import Decimal

from playwright.sync_api import Page

from debate.core.types import Ask, Turn
from debate.models import Passage, Seat
from judges.models import Rules
from tests.browser.reading import before
from tests.judges import scene

PASSAGE = (
    "The porter was out all day, and came back only after the lamps had been lit.\n\n"
    "The cook had the key in her apron. “Nobody,” she said, “don’t ask me twice!”\nNobody asked the cook.\n\n"
    + "\n\n".join([5 * "In the yard stood a cart that belonged to nobody, and rain had filled it to the brim. "] * 5)
)
SAID = "Not so: <quote>The porter was out all day</quote>, nor had he <quote>a key of pure gold</quote>."
QUESTION = {"text": "Who had the key on the day of the fire?"}
FIELD = ".speech-field textarea"
COOK = "The cook had it: <quote>the key in her apron</quote>, and not the porter."
NOBODY = "Nobody asked her, and so <quote>a key of pure gold</quote> is invented."

# Selects from the first of these words to the last, wherever in the element they stand; the words may be cut anywhere.
SELECT = """([where, first, last]) => {
  const walker = document.createTreeWalker(document.querySelector(where), NodeFilter.SHOW_TEXT), nodes = [];
  while (walker.nextNode()) nodes.push(walker.currentNode);
  const [a, b] = [nodes.find(n => n.data.includes(first)), nodes.findLast(n => n.data.includes(last))];
  const range = document.createRange();
  range.setStart(a, a.data.indexOf(first)); range.setEnd(b, b.data.lastIndexOf(last) + last.length);
  a.parentElement.scrollIntoView({ block: 'center', behavior: 'instant' });
  getSelection().removeAllRanges(); getSelection().addRange(range); }"""


def writing(page: Page, role: str = "debater_b", **params: object) -> Seat:
    """`page` shows the second debater of a debate in turns, who reads what the first one said."""
    asked = {"rounds": 2, "simultaneous": False, **params}
    seat = before(page, "debate", QUESTION, plays, role=role, params=asked)
    Passage.objects.update(text=PASSAGE)
    page.reload()
    return seat


def plays(ask: Ask) -> Turn:
    return Turn(ask=ask, text=SAID)


def select(page: Page, where: str, first: str, last: str) -> None:
    page.evaluate(SELECT, [where, first, last])
    page.locator("#picked").wait_for()


def written(page: Page) -> str:
    return page.locator(FIELD).input_value()


def by_rules(**values: object) -> Rules:
    shown = {"preview": True, "bonus_rule": "brier", "bonus_each": Decimal("0.25"), "bonus_round_cost": Decimal("0.01")}
    return Rules.objects.create(pool=scene.volunteers(), **{**shown, **values})
