"""What judges said in Michael et al. 2023, as counts: figures made of them are published with the paper's data."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from debate.core.types import WHOLE

Counts = Mapping[int, int]


def _counts(text: str) -> Counts:
    """{value: n} from "value:n value:n"."""
    pairs = (pair.split(":") for pair in text.split())
    return {int(value): int(n) for value, n in pairs}


# Percent believed of the right option: judgements. First words, and last words.
DEBATE_FIRST = _counts("25:1 40:1 45:5 47:1 48:3 49:5 50:117 51:6 53:1 54:1 55:2 57:3 60:2 63:1 65:2 66:1 70:1 71:1")
DEBATE_LAST = _counts(
    "1:8 2:1 5:2 6:1 10:3 18:1 20:1 21:1 27:1 30:2 33:1 40:2 51:1 55:2 60:2 65:1 70:2 75:4 80:11 81:1 83:1 85:9 86:1 "
    "88:1 89:1 90:7 91:1 93:3 94:1 95:9 96:4 97:2 98:5 99:61"
)
CONSULTANCY_FIRST = _counts("1:1 30:1 35:2 37:1 39:1 40:2 41:1 44:1 45:2 47:1 50:73 54:1 55:1 60:4 65:1 70:2 99:1")
CONSULTANCY_LAST = _counts(
    "1:5 4:1 6:2 7:1 10:4 15:1 16:1 20:1 24:1 25:1 27:2 30:1 33:1 40:2 50:1 55:1 60:1 61:1 62:1 64:2 65:2 67:1 70:1 "
    "75:1 80:6 83:1 84:1 85:1 87:2 89:2 90:12 91:2 92:1 95:7 96:1 97:1 98:2 99:21"
)
# Rounds of speeches that were read: judgements.
DEBATE_ROUNDS = _counts("1:19 2:47 3:54 4:27 5:3 6:3 7:1")
CONSULTANCY_ROUNDS = _counts("1:9 2:16 3:22 4:24 5:8 6:3 7:3 8:4 9:3 10:1 11:2 13:1")


def beliefs(counts: Counts) -> list[tuple[int, int]]:
    """Each judgement's belief, in hundredths of a percent; the right option is the first."""
    return [(percent * 100, WHOLE - percent * 100) for percent in spread(counts)]


def spread(counts: Counts) -> Iterator[int]:
    for value, n in counts.items():
        yield from [value] * n
