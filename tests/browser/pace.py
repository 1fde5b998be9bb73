"""A researcher's hand: what it clicks and fills in is counted, and what that takes at a human pace is worked out.

The times are of the keystroke-level model (Card, Moran & Newell 1980, Communications of the ACM 23(7)): to make up
one's mind 1.35 s, to point 1.1 s, to press 0.2 s, from mouse to keys 0.4 s, a key 0.28 s (40 words a minute). A page
comes in 1 s. What is read to know the next step is read at 238 words a minute (Brysbaert 2019, Journal of Memory and
Language 109).
"""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, Page

DECIDE, POINT, PRESS, TO_KEYS, KEY, LOAD = 1.35, 1.1, 0.2, 0.4, 0.28, 1.0
WORDS_A_MINUTE = 238
# A text that somebody has ready: choose the field, paste.
PASTE = 2 * KEY


@dataclass
class Hand:
    """Does on a page what a person does, and keeps count."""

    page: Page
    clicks: int = 0
    fields: int = 0
    keys: int = 0
    pages: int = 0
    pastes: int = 0

    def goes(self, address: str) -> None:
        """By a link that everybody sees."""
        self.page.goto(address)
        self.clicks += 1
        self.pages += 1

    def clicks_on(self, what: Locator, *, leads: bool = False) -> None:
        what.click()
        self.clicks += 1
        if leads:
            self.page.wait_for_load_state()
            self.pages += 1

    def types(self, field: str, text: str) -> None:
        self.page.locator(f"[name={field}]").fill(text)
        self.fields += 1
        self.keys += len(text)

    def pastes_in(self, field: str, text: str) -> None:
        self.page.locator(f"[name={field}]").fill(text)
        self.fields += 1
        self.pastes += 1

    def chooses(self, field: str, label: str) -> None:
        self.page.locator(f"[name={field}]").select_option(label=label)
        self.fields += 1
        self.clicks += 1  # opens it; the other is the field's own

    def minutes(self, words_read: int) -> float:
        pointed = (self.clicks + self.fields) * (DECIDE + POINT + PRESS)
        typed = self.fields * TO_KEYS + self.keys * KEY + self.pastes * PASTE
        return (pointed + typed + self.pages * LOAD) / 60 + words_read / WORDS_A_MINUTE
