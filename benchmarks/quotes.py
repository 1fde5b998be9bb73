"""What checking quotes costs on a passage of 5,000 words: one JSON line a figure, in milliseconds.

python benchmarks/quotes.py
"""

from __future__ import annotations

import json
from collections.abc import Callable
from random import Random
from statistics import median
from time import perf_counter

from debate.core.quotes import Passage, find, nearest, prepared, strip_forged

WORDS = 5_000
REPEATS = 50


def passage() -> str:
    """Words as frequent as in a language (Zipf), in sentences of twelve."""
    random = Random(7)
    words = ["".join(random.choices("etaoinshrdlu", k=random.randint(2, 9))) for _ in range(WORDS)]
    drawn = random.choices(words, weights=[1 / rank for rank in range(1, WORDS + 1)], k=WORDS)
    return " ".join(word + ("." if n % 12 == 11 else "") for n, word in enumerate(drawn))


def milliseconds(work: Callable[[], object]) -> float:
    times = []
    for _ in range(REPEATS):
        started = perf_counter()
        work()
        times.append(perf_counter() - started)
    return round(1000 * median(times), 3)


def main() -> None:
    text = passage()
    words = text.split()
    quote = " ".join(words[4000:4020])
    wrong = " ".join([*words[4000:4009], "never", *words[4010:4020]])
    speech = f"See <v_quote>{quote}</v_quote> [verified]. " * 5
    prepared(text)
    figures = {
        "prepare a passage": milliseconds(lambda: Passage(text)),
        "find a quote": milliseconds(lambda: find.__wrapped__(quote, text)),
        "find nothing": milliseconds(lambda: find.__wrapped__(wrong, text)),
        "nearest part": milliseconds(lambda: nearest(wrong, text)),
        "strip a speech": milliseconds(lambda: strip_forged(speech)),
    }
    for name, value in figures.items():
        print(json.dumps({"benchmark": "quotes", "figure": name, "ms": value, "passage_words": WORDS}))


if __name__ == "__main__":
    main()
