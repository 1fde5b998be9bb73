"""What is read on the pages of critique, recursive and preference, played to where a person comes in."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from playwright.sync_api import Page

from debate.core.types import Ask, Marks, Turn
from debate.models import Seat
from tests.browser.reading import before

CODE = """\
def median(values):
    ordered = sorted(values)
    middle = len(ordered) // 2

    if len(ordered) % 2:
        return ordered[middle]
    return (ordered[middle] + ordered[middle + 1]) / 2"""
CLEAN = CODE.replace("middle + 1", "middle - 1")
STEPS = """\
On one crossing the ferry carries 14 * 36 = 494 apples, since each of its fourteen crates holds thirty-six of them.
In a day, with five crossings, that is 494 * 5 = 2470 apples.
A: 2470"""
PROSE = (
    "The porter can't have had the key on that day, since the passage says that he was out from morning until "
    "night, and nobody who is out of the house can open a door in it. What is left is the kitchen. "
)
LONG = "\n\n".join(PROSE * 4 for _ in range(5)).strip()
HEBREW = "לטבחית היה המפתח בסינר שלה מאז הבוקר, ואיש לא שאל אותה על כך. " * 12
HOSTILE = 'Not so: <script>document.title = "taken"</script><img src=x onerror=alert(1)> **bold** claims.'

CRITIQUES: Mapping[str, Mapping[str, str]] = {
    "1": {
        "7": "Of an even number the two in the middle are at middle - 1 and middle. For [1, 2, 3, 4] this gives 3.5, "
        "where 2.5 would be right; and for a list of two it raises an IndexError.",
        "2": "Copies the whole list, which is slow.",
    },
    "2": {"7": HOSTILE, "6": "", "1": "The list <quote>might be empty</quote>, which isn't handled."},
}
CLAIMS: Mapping[str, tuple[str, ...]] = {
    "0": (
        "Each of the fourteen crates holds thirty-six apples: <quote>a key of pure gold</quote>.",
        "On one crossing it carries 14 * 36 = 494 apples in all of its crates together.",
        "Five crossings a day make 494 * 5 = 2470 apples in one single day.",
    ),
    "0.2": ("14 * 30 = 420, which is the first part of the product.", "14 * 6 = 74, which is the second part of it."),
    "0.2.2": ("10 * 6 = 60 of these.", "4 * 6 = 14 of these."),
    "0.3": ("It makes five crossings a day, as the question says itself.",),
}
RIGHT: Mapping[str, int] = {"0.1": 97, "0.2": 12, "0.3": 64, "0.2.1": 99, "0.2.2": 8, "0.2.2.1": 100, "0.2.2.2": 3}


def plays(ask: Ask) -> Turn:
    """Critics and assistants by their keys, everybody else alike."""
    if ask.role == "critic":
        lines = next(want.among for want in ask.wants if isinstance(want, Marks))
        marked = {line: claim for line, claim in CRITIQUES[ask.key].items() if line in lines}
        return Turn(ask=ask, text="In short: the last line.", marks={"lines": marked})
    if ask.role == "selector":
        return Turn(ask=ask, scales={"helpful": 9 - int(ask.key)})
    if ask.role == "assistant":
        return Turn(ask=ask, items={"claims": CLAIMS.get(ask.key, ())})
    if ask.role == "rater":
        right = RIGHT.get(ask.key)
        return Turn(ask=ask, status="unparsed") if right is None else Turn(ask=ask, belief=_of(right))
    return Turn(ask=ask, belief=_of(70), text="It reads well.")


def _of(right: int) -> tuple[int, int]:
    return 100 * right, 10_000 - 100 * right


def candidate(text: str, answers: tuple[str, str]) -> dict[str, Any]:
    return {"kind": "candidate", "text": text, "candidate": answers[0], "correct": False, "options": [], "answer": None}


MEDIAN = candidate("median(values) must return the median of a non-empty list of numbers.", (CODE, CLEAN))
FERRY = candidate("A ferry takes 14 crates of 36 apples on each of 5 crossings a day. How many a day?", (STEPS, STEPS))
SINGLE = candidate("How much are two pears at a penny each?", ("Three pence.", ""))
PRINCIPLES = ("The answer says where in the passage it has what it says.", "It is short.")


def pair(first: str, second: str) -> dict[str, Any]:
    return {"text": "Who had the key?", "options": [first, second], "answer": 0}


def critic(role: str = "", answered: int = 0, question: Mapping[str, Any] = MEDIAN) -> Callable[[Page], Seat]:
    params = {"per_critic": 3, "shown": 4}
    return lambda page: before(page, "critique", question, plays, role=role, answered=answered, params=params)


def tree(role: str = "", answered: int = 0) -> Callable[[Page], Seat]:
    return lambda page: before(page, "recursive", FERRY, plays, role=role, answered=answered, params={"depth": 3})


def preferred(question: Mapping[str, Any], **params: Any) -> Callable[[Page], Seat]:
    return lambda page: before(page, "preference", question, plays, params=params)


CASES: Mapping[str, Callable[[Page], Seat]] = {
    "critique, unassisted": critic(),
    "critique, assisted": critic(answered=1),
    "critique, of one line": critic(answered=1, question=SINGLE),
    "critique, in words": critic(answered=1, question=FERRY),
    "critique, a critic": critic("critic"),
    "critique, a selector": critic("selector"),
    "recursive, a judge": tree(answered=1),
    "recursive, an assistant": tree("assistant"),
    "recursive, a rater": tree("rater"),
    "preference, short": preferred(pair("the porter", "the cook, in her apron")),
    "preference, long": preferred(pair(LONG, PROSE)),
    "preference, code": preferred(pair(CODE, CLEAN)),
    "preference, from right to left": preferred(pair(HEBREW, PROSE)),
    "preference, by a principle": preferred(pair(PROSE, LONG), principles=PRINCIPLES),
    "preference, of one": preferred(MEDIAN, single=True, scales=("clear style",), principles=PRINCIPLES),
}
