"""The order in which people expect names: “6 to 10” before “11 to 20”, and “none” before either."""

from __future__ import annotations

import re


def natural(name: str) -> list[tuple[int, int, str]]:
    """A key to sort by: numbers in it count by their size, and “none” for 0."""
    pieces = re.split(r"(\d+)", re.sub(r"^none\b", "0", name))
    return [(0, int(piece), "") if piece.isdecimal() else (1, 0, piece) for piece in pieces if piece]
