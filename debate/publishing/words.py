"""An index of words for a search that a browser does by itself, from a file, without a server.

Words are letters and digits in a row, in lower case and without accents; static/browse.js cuts a query the same way.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from functools import cache
from unicodedata import category, normalize

# In their order each stands for six bits: five of a number, and whether more of it follows.
DIGITS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
# What is longer is no word that anybody looks for.
LONGEST = 40
_WORD = re.compile(r"[^\W_]+")


class Words:
    """Which pages hold each word. A page's number is higher than that of the page before it.

    In memory for each word are its pages as they will be written, a byte or two each: the gaps between their numbers.
    """

    def __init__(self) -> None:
        self._pages: dict[str, bytearray] = {}
        self._last: dict[str, int] = {}

    def add(self, page: int, texts: Iterable[str]) -> None:
        for word in {word for text in texts for word in words(text) if len(word) <= LONGEST}:
            self._pages.setdefault(word, bytearray()).extend(_coded(page - self._last.get(word, -1) - 1))
            self._last[word] = page

    def script(self) -> Iterator[str]:
        """A script with two constants: the words, and for each the pages that hold it."""
        yield 'const MOOT_WORDS = "'
        yield " ".join(self._pages)
        yield '";\nconst MOOT_PAGES = "'
        yield " ".join(pages.decode() for pages in self._pages.values())
        yield '";\n'


def words(text: str) -> list[str]:
    found: list[str] = _WORD.findall(text.lower() if text.isascii() else plain(text))
    return found


def plain(text: str) -> str:
    """In lower case, letters without their marks."""
    return normalize("NFKD", text).translate(_marks()).lower()


@cache
def _marks() -> dict[int, None]:
    return {code: None for code in range(sys.maxunicode + 1) if category(chr(code))[0] == "M"}


def _coded(number: int) -> bytes:
    """The lowest five bits first."""
    digits = ""
    while True:
        number, part = divmod(number, 32)
        digits += DIGITS[part + 32 * (number > 0)]
        if not number:
            return digits.encode()
