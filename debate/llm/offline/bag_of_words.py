"""The judge: it counts which option's words turn up in what it has read, and knows no more than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from debate.core import quotes
from debate.core.replies import render
from debate.core.statements import LETTERS
from debate.core.types import WHOLE, Belief, Choice, Items, Marks, Scale, Turn
from debate.llm.offline.extractive import listing
from debate.llm.offline.overlap import shared, source, stems, weights
from debate.llm.offline.told import Told

# What a word is worth by where it stands; an unverified quote may be invented.
VERIFIED, UNVERIFIED, PLAIN = 1.0, 0.2, 0.1
LEAST = 500
SURE = 8500


def reply(told: Told, letter: bool = False) -> str:
    """What is wanted, in the very form that prompts ask for; with `letter` also a line "Answer: A"."""
    stated = belief(told)
    answer = f"\n\nAnswer: {LETTERS[verdict(told, stated)]}" if letter and stated else ""
    turn = Turn(
        ask=told.ask,
        belief=stated,
        choices={w.name: _choice(told, w, stated) for w in told.wants if isinstance(w, Choice)},
        scales={w.name: _rating(told, w) for w in told.wants if isinstance(w, Scale)},
        marks={w.name: _marks(told, w) for w in told.wants if isinstance(w, Marks)},
        items={w.name: _items(told, w) for w in told.wants if isinstance(w, Items)},
        text=f"{_words(told, stated)}{answer}".strip(),
    )
    return render(turn, told.display)


def verdict(told: Told, stated: Sequence[int]) -> int:
    """Which letter, as shown, has most of the belief."""
    return max(range(len(stated)), key=lambda at: stated[shown(told, stated)[at]])


def shown(told: Told, stated: Sequence[int]) -> tuple[int, ...]:
    return told.display if len(told.display) == len(stated) else tuple(range(len(stated)))


def belief(told: Told) -> tuple[int, ...]:
    """Over the labels of the wanted belief, by softmax of what speaks for each; at least 5 %."""
    want = next((want for want in told.wants if isinstance(want, Belief)), None)
    labels = want.over if want else told.options
    if not labels:
        return ()
    scores = [score(told, n, labels) for n in range(len(labels))]
    scale = 3 / (4 + sum(abs(value) for value in scores) / len(scores))
    shares = [exp(scale * (value - max(scores))) for value in scores]
    return _clipped([share / sum(shares) for share in shares])


def _clipped(shares: Sequence[float]) -> tuple[int, ...]:
    """In tenths of a percent; what is missing to the whole goes to the greatest."""
    least = min(LEAST, WHOLE // 20 // len(shares) * 10)
    parts = [min(max(round(share * 1000) * 10, least), WHOLE - least) for share in shares]
    parts[parts.index(max(parts))] += WHOLE - sum(parts)
    return tuple(parts)


def score(told: Told, place: int, labels: Sequence[str]) -> float:
    """How much of what was read speaks for one option.

    Who has read nothing goes by the words that question and option share, and takes the longer option for the more
    careful one: near 50/50.
    """
    worth = weights(told.question, labels, labels[place])
    total = 0.2 * len(stems(told.question) & stems(labels[place])) + log(1 + len(labels[place])) / 5
    if told.passage:
        total += sum(sorted(source(told.passage).support(worth), reverse=True)[:3]) / 4
    for heard in told.heard:
        own = 1.0 if heard.option in (None, place) else 0.5
        total += own * sum(
            value * worth.get(stem, 0.0) for stem, value in _evidence(heard.text, heard.verified).items()
        )
    return total


def _evidence(text: str, verified: Sequence[bool] | None) -> Mapping[str, float]:
    """Each telling word of a speech, and what it is worth."""
    spans = [(quote.text, n) for n, quote in enumerate(quotes.quotes(text, ""))]
    found = dict.fromkeys(stems(text), PLAIN)
    for quoted, n in spans:
        trusted = verified is None or (n < len(verified) and verified[n])
        found |= {stem: max(found.get(stem, 0.0), VERIFIED if trusted else UNVERIFIED) for stem in stems(quoted)}
    return found


def _words(told: Told, stated: Sequence[int]) -> str:
    """The speech that is wanted beside the values: a question to the speakers, else the reason."""
    if told.speech is None:
        return ""
    if told.speech.name == "question":
        return question(told, stated)
    return reason(told, stated)


def question(told: Told, stated: Sequence[int]) -> str:
    """About what nobody has spoken of yet, of the option that has least behind it."""
    if not stated or not told.options:
        return "Which line of the passage settles the question?"
    doubtful = min(range(len(told.options)), key=lambda n: stated[n])
    heard = frozenset().union(*(stems(heard.text) - stems(told.options[doubtful]) for heard in told.heard))
    open_words = shared(told.options[doubtful], stems(told.options[doubtful]) - heard) or [told.options[doubtful]]
    return f"Which line of the passage speaks of {listing(open_words[:3], 'or')}? Please quote it word for word."


def reason(told: Told, stated: Sequence[int]) -> str:
    """What was counted, in the letters shown."""
    read = " ".join([told.passage, *(q.text for h in told.heard for q in quotes.quotes(h.text, "")), told.question])
    said = []
    for at, option in enumerate(shown(told, stated)):
        label = told.options[option] if option < len(told.options) else ""
        words = shared(label, stems(read))
        said.append(f"{LETTERS[at]} shares {listing(words[:4]) if words else 'no word'}")
    what = "the passage" if told.passage else "the quotes" if told.heard else "the question alone"
    return f"By shared words with {what}: {'; '.join(said)}." if said else f"I counted the words shared with {what}."


def _choice(told: Told, want: Choice, stated: Sequence[int]) -> str:
    """An option by belief; whether to go on, by whether that is sure; anything else, by the words heard."""
    if want.among == told.options:
        return want.among[stated.index(max(stated))]
    if want.name == "next":
        return want.among[-1] if stated and max(stated) >= SURE else want.among[0]
    heard = stems(" ".join([told.passage, *(heard.text for heard in told.heard), *told.about.values()]))
    return max(want.among, key=lambda label: len(stems(label) & heard))


def _rating(told: Told, want: Scale) -> int:
    """High where the last words heard (or what the ask is about) have little to do with the question."""
    words = stems(told.heard[-1].text if told.heard else " ".join(told.about.values()))
    known = stems(" ".join([told.question, *told.options, told.passage]))
    strange = len(words - known) / len(words) if words else 0.5
    return want.low + round((want.high - want.low) * strange)


def _marks(told: Told, want: Marks) -> dict[str, str]:
    """The speeches with a quote that was not found, where the marks are one for each speech."""
    if len(want.among) != len(told.heard):
        return {}
    pairs = zip(want.among, told.heard, strict=True)
    return {label: "a quote is not found" for label, heard in pairs if False in (heard.verified or ())}


def _items(told: Told, want: Items) -> tuple[str, ...]:
    """The sentences of what the ask is about, else of the last speech heard."""
    text = " ".join(told.about.values()) or (told.heard[-1].text if told.heard else told.question)
    return tuple(" ".join(sentence.split()) for sentence in source(quotes.MARK.sub("", text)).sentences[: want.most])


def pick(told: Told) -> str:
    """The number, from 1, of the draft that says most for its speaker's option."""
    worth = weights(told.question, told.options, told.options[told.mine] if told.mine is not None else "")
    values = [sum(v * worth.get(stem, 0.0) for stem, v in _evidence(d, None).items()) for d in told.drafts]
    return str(values.index(max(values)) + 1) if values else "1"
