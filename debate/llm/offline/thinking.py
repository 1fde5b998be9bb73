"""What a seat reasons before it speaks, what its reasoning leads to, and what a judge asks.

Whoever reads reasoning, the whole or a half of it, goes by the words of the labels in it and by nothing else.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from debate.core import quotes
from debate.core.stems import stem, stems
from debate.core.types import VERDICTS
from debate.llm.offline.brief import brief
from debate.llm.offline.doubts import doubts
from debate.llm.offline.overlap import listing, shared, source, weights
from debate.llm.offline.told import Told

Believing = Callable[[Told], tuple[int, ...]]


def stance(told: Told, believing: Believing) -> int:
    """The label that a seat takes to be true; of a probe, the one that the reasoning shown to it leads to."""
    if told.kind in ("cut", "read"):
        led = _led(told.thought, told.labels)
        if led is not None or told.kind == "read":
            return led or 0
    return _own(told, believing)


def _own(told: Told, believing: Believing) -> int:
    stated = believing(told)
    return stated.index(max(stated)) if told.truth is None else told.truth


def _led(thought: str, labels: Sequence[str]) -> int | None:
    """The label whose own words are said most often; None where that is a tie."""
    counts = spoken_of(thought, labels)
    return counts.index(max(counts)) if counts.count(max(counts)) == 1 else None


def spoken_of(thought: str, labels: Sequence[str]) -> list[int]:
    """How often each label's own words are said."""
    said = [stem(word) for word, _, _ in quotes.words(thought)]
    return [sum(word in _telling(labels, n) for word in said) for n in range(len(labels))]


def _telling(labels: Sequence[str], place: int) -> frozenset[str]:
    """The stems that one label has and no other; all of its words where it has none of its own."""
    others = frozenset().union(*(_stems(label) for n, label in enumerate(labels) if n != place))
    return _stems(labels[place]) - others or _stems(labels[place])


def _stems(label: str) -> frozenset[str]:
    """Short labels may be made of nothing but common words."""
    return stems(label) or frozenset(stem(word) for word, _, _ in quotes.words(label))


def reasoning(told: Told, believing: Believing) -> str:
    """What was counted for each label, then what that comes to, and what is to be argued."""
    evidence = [_for(told, n) for n in range(len(told.options))] if told.options else _against(told)
    own = brief(told.labels[_own(told, believing)])
    parts = [*evidence, f"So I take “{own}” to be true."]
    if told.mine is not None:
        parts.append(f"I am to argue for “{brief(told.labels[told.mine])}”.")
    return " ".join(parts)


def _for(told: Told, place: int) -> str:
    label = told.options[place]
    found = [doubt.why for doubt in doubts(label, told.question) if doubt.serious]
    if found:
        return f"Against “{brief(label)}”: {found[0]}."
    passage = source(told.passage)
    worth = passage.support(weights(told.question, told.options, label))
    if not worth or max(worth) <= 0:
        return f"For “{brief(label)}” I find no line."
    line = passage.sentences[worth.index(max(worth))]
    named = shared(line, stems(label))
    return (
        f"For “{brief(label)}” a line has {listing(named[:3])}." if named else f"For “{brief(label)}” little is said."
    )


def _against(told: Told) -> list[str]:
    found = doubts(told.candidate, told.question, told.passage)
    serious = [f"Line {n} looks {VERDICTS[1]}: {doubt.why}." for n, doubt in enumerate(found, 1) if doubt.serious]
    return serious or [f"Each of the {len(found)} lines looks {VERDICTS[0]}."]


def question(told: Told, stated: Sequence[int]) -> str:
    """About what nobody has spoken of yet, of the option that has least behind it."""
    if not stated or not told.options:
        return "Which line settles the question?"
    doubtful = min(range(len(told.options)), key=lambda n: stated[n])
    heard = frozenset().union(*(stems(heard.text) - stems(told.options[doubtful]) for heard in told.heard))
    open_words = shared(told.options[doubtful], stems(told.options[doubtful]) - heard) or [
        brief(told.options[doubtful])
    ]
    return f"Which line of the passage speaks of {listing(open_words[:3], 'or')}? Please quote it word for word."
