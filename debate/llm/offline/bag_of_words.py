"""The judge: it counts which option's words turn up in what it has read, and knows no more than that."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from math import exp, log

from debate.core import quotes
from debate.core.reading import ordered
from debate.core.statements import LETTERS
from debate.core.stems import stems
from debate.core.types import Scale
from debate.llm.offline import beside
from debate.llm.offline.overlap import listing, shared, source, weights
from debate.llm.offline.shares import clipped, of_odds
from debate.llm.offline.told import Told

# What a word is worth by where it stands; an unverified quote may be invented.
VERIFIED, UNVERIFIED, PLAIN = 1.0, 0.2, 0.1
# What a critique that convinces is taken for: it doubles the odds that the answer is wrong.
CRITIQUE = 2.0


def belief(told: Told) -> tuple[int, ...]:
    """Over the labels of the wanted belief, by softmax of what speaks for each; at least 5 %."""
    if not told.options:
        return of_odds(_odds(told))
    asked = _with_principle(told)
    scores = [score(asked, n, told.options) for n in range(len(told.options))]
    scale = 3 / (4 + sum(abs(value) for value in scores) / len(scores))
    return clipped([exp(scale * (value - max(scores))) for value in scores])


def _with_principle(told: Told) -> Told:
    """The words of a principle that is to be judged by count as the question's."""
    principle = told.about.get("principle", "")
    return told.model_copy(update={"question": f"{told.question} {principle}"}) if principle else told


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
        total += own * sum(value * worth.get(stem, 0.0) for stem, value in evidence(heard.text, heard.verified).items())
    return total


def evidence(text: str, verified: Sequence[bool] | None) -> Mapping[str, float]:
    """Each telling word of a speech, and what it is worth."""
    found = dict.fromkeys(stems(text), PLAIN)
    for n, quote in enumerate(quotes.quotes(text, "")):
        trusted = verified is None or (n < len(verified) and verified[n])
        worth = VERIFIED if trusted else UNVERIFIED
        found |= {stem: max(found.get(stem, 0.0), worth) for stem in stems(quote.text)}
    return found


def _odds(told: Told) -> float:
    """That a candidate, or a claim of it, is wrong: the less of its words were read, the more is held against it."""
    text = beside.subject(told)
    words = stems(text) - stems(told.question)
    read = stems(" ".join([told.passage, *(heard.text for heard in told.heard)]))
    against = 1 - 2 * len(words & read) / len(words) if words and read else _unread(text, told.question)
    odds = exp(against) * CRITIQUE ** len(convincing(told))
    for rated in beside.findings(told):
        odds *= ((1 - rated) / rated) ** 0.5
    return odds


def _unread(text: str, question: str) -> float:
    """Who has read nothing takes the answer that is long, and has the question's words, for the more careful one."""
    return (log(1 + len(question)) - log(1 + len(text)) - len(stems(text) & stems(question))) / 20


def convincing(told: Told) -> Mapping[int, str]:
    """The critiques that speak of the line they stand at, by shared words; one for each line."""
    lines, found = told.candidate.splitlines(), dict[int, str]()
    taken = set[int]()
    for point in beside.critiques(told):
        line = lines[point.line - 1] if 0 < point.line <= len(lines) else ""
        words = shared(point.claim, stems(line))
        if words and point.line not in taken:
            taken.add(point.line)
            found[point.number] = f"it speaks of {listing(words[:2])}, as the line does"
    return found


def lines(told: Told) -> Mapping[int, str]:
    """The one line, or claim, of which the smallest share of words was read before; none where all is shared."""
    read = stems(" ".join([told.question, told.passage, *(heard.text for heard in told.heard)]))
    missing = {}
    for number, line in enumerate(beside.lines(told), 1):
        if strange := stems(line) - read:
            missing[number] = (len(strange) / len(stems(line)), listing(shared(line, strange)[:3]))
    if not missing:
        return {}
    worst = max(missing, key=lambda number: missing[number][0])
    return {worst: f"{missing[worst][1]}: said nowhere else"}


def flags(told: Told) -> Mapping[int, str]:
    """The speeches with a quote that was not found."""
    return {n: "a quote is not found" for n, heard in enumerate(told.heard) if False in (heard.verified or ())}


def rating(told: Told, want: Scale) -> int:
    """Suspicion: the share of words that are said nowhere else. Anything else: the share that are."""
    rated, rest = _rated(told)
    words = stems(rated)
    strange = len(words - stems(" ".join(rest))) / len(words) if words else 0.5
    return want.low + round((want.high - want.low) * (strange if want.name == "suspicion" else 1 - strange))


def _rated(told: Told) -> tuple[str, tuple[str, ...]]:
    """What is to be rated, and what its words are looked up in."""
    heard = tuple(heard.text for heard in told.heard)
    if critique := told.about.get("critique"):
        return critique, (told.question, told.candidate)
    if option := told.about.get("option"):
        # The speaker's own words are no evidence for what it says.
        return option, (told.question, told.passage, *_found(told))
    if told.candidate:
        return told.candidate, (told.question, told.passage)
    known = (told.question, *told.options, told.passage)
    return (heard[-1], known) if heard else (" ".join(told.about.values()), known)


def _found(told: Told) -> tuple[str, ...]:
    """What was quoted and found."""
    return tuple(
        quote.text
        for heard in told.heard
        for n, quote in enumerate(quotes.quotes(heard.text, ""))
        if heard.verified is None or heard.verified[n : n + 1] == (True,)
    )


def reason(told: Told) -> str:
    """What was counted: by the letters shown, or of the candidate."""
    if not told.options:
        return _of_candidate(told)
    read = " ".join([told.passage, *(q.text for h in told.heard for q in quotes.quotes(h.text, "")), told.question])
    said = []
    for at, option in enumerate(ordered(told.options, told.display)):
        words = shared(told.options[option], stems(read))
        said.append(f"{LETTERS[at]} shares {listing(words[:4]) if words else 'no word'}")
    what = "the passage" if told.passage else "the quotes" if told.heard else "the question alone"
    return f"By shared words with {what}: {'; '.join(said)}."


def _of_candidate(told: Told) -> str:
    words, read = stems(beside.subject(told)), stems(" ".join([told.question, told.passage]))
    what = "the question and the passage" if told.passage else "the question"
    said = f"Of the {len(words)} telling words, {len(words & read)} stand in {what}."
    points = len(convincing(told))
    return f"{said} Critiques that speak of their line: {points}." if points else said


def pick(told: Told) -> str:
    """The number, from 1, of the draft that says most for its speaker's option."""
    worth = weights(told.question, told.options, told.options[told.mine] if told.mine is not None else "")
    values = [sum(v * worth.get(stem, 0.0) for stem, v in evidence(d, None).items()) for d in told.drafts]
    return str(values.index(max(values)) + 1) if values else "1"
