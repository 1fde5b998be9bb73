"""The speaker: it quotes the sentences that share most with its option, and says no more than what it can count.

The same procedure serves every option. What it claims of a line ("it names X", "it doesn't name Y") is computed.
"""

from __future__ import annotations

import re
from collections.abc import Collection

from debate.core import limits, quotes
from debate.core.stems import stems
from debate.core.types import Speech
from debate.llm.offline.overlap import Source, listing, shared, source, weights
from debate.llm.offline.told import Heard, Told

MOST_QUOTES = 3
OPENINGS = (
    "I defend the answer “{mine}”.",
    "The passage speaks for “{mine}”.",
    "My answer is “{mine}”, and the passage has lines for it.",
    "Read the passage closely and you come to “{mine}”.",
)
LATER = (
    "I still hold that the answer is “{mine}”.",
    "There is more in the passage for “{mine}”.",
    "“{mine}” remains the better answer.",
)
LEADS = (
    ("In the passage's words:", "The passage has this:", "Look at this line:", "To begin with:"),
    ("The passage also says:", "Then there is this:", "A second line:", "Elsewhere we read:"),
    ("And:", "Also:", "Lastly:", "One line more:"),
)
NAMES = ("That line names {words}, as my answer does.", "{Words}: just what my answer says.", "Note {words}.")
TOUCHES = ("That is where the passage deals with {words}.", "This is the place about {words}.")


def speech(told: Told, avoid: Collection[str] = ()) -> str:
    """A speech for one's own option, within its limits; `avoid` are quotes not to use."""
    want = told.speech or Speech()
    lines = chosen(told, avoid)
    openings = OPENINGS if told.round <= 1 else LATER
    # The others promise lines.
    lead = (told.one_of("opening", openings) if lines else openings[0]).format(mine=_mine(told))
    quoted = [part for place, line in enumerate(lines) for part in presented(told, place, line)]
    closing = [c for c in (_closing(told, lines),) if c]
    for parts in ([lead, *answers(told), *quoted, *closing], [lead, *answers(told), *quoted], [lead, *quoted]):
        if limits.fits(" ".join(parts), want):
            return " ".join(parts)
    return limits.cut(" ".join([lead, *quoted]), want)


def _mine(told: Told) -> str:
    if told.mine is None:
        return told.candidate or told.question
    return told.options[told.mine].rstrip(".")


def chosen(told: Told, avoid: Collection[str] = ()) -> list[str]:
    """The sentences to quote: best first, none quoted before, each bringing words that the others lack."""
    passage, left = source(told.passage), weights(_asked(told), told.options, _mine(told))
    said = {quote.found for heard in told.heard for quote in quotes.quotes(heard.text, told.passage)}
    used = [span for span in said | {quotes.find(line, told.passage) for line in avoid} if span]
    budget, lines = _budget(told), list[str]()
    while len(lines) < MOST_QUOTES and budget >= quotes.LEAST:
        line = _best(told, passage, left, used, budget, first=not lines)
        if not line:
            break
        used.append(quotes.find(line, told.passage) or (0, 0))
        left = {stem: weight * (0.4 if stem in stems(line) and weight > 0 else 1) for stem, weight in left.items()}
        budget -= limits.count(line)
        lines.append(line)
    return lines


def _asked(told: Told) -> str:
    """The question, and what a judge asked since one's own last speech."""
    return f"{told.question} {_judge(told)}"


def _judge(told: Told) -> str:
    words = ""
    for heard in told.heard:
        words = "" if heard.mine else heard.text if heard.option is None else words
    return words.strip()


def _budget(told: Told) -> int:
    """Quoted words: the limit, and at most about two thirds of the whole speech."""
    want = told.speech or Speech()
    whole = 90 if want.words is None else max(0, (want.words - limits.count(_mine(told)) - 12) * 2 // 3)
    return whole if want.quoted is None else min(want.quoted, whole)


def _best(
    told: Told, passage: Source, left: dict[str, float], used: list[quotes.Span], budget: int, first: bool
) -> str:
    """The best sentence left that may still be quoted; another sample weighs them a little differently.

    The first one may be cut; any further one must say something on the option, or a good deal on the question.
    """
    support = passage.support(left)
    able = (n for n, value in enumerate(support) if value > 0)
    for place in sorted(able, key=lambda n: -support[n] * (1 + told.draw(f"line {n}") / 5))[:40]:
        line = _trimmed(passage.sentences[place])
        length, telling = limits.count(line), passage.stems[place]
        if not 6 <= length <= 60 or _overlaps(quotes.find(line, told.passage), used):
            continue
        if first:
            return _shortened(line, budget)
        if length <= budget and (telling & _own(told) or len(telling & stems(_asked(told))) > 1):
            return line
    return ""


def _own(told: Told) -> frozenset[str]:
    """The words that one's own option has and no other; all of its words where it has none of its own."""
    others = [option for n, option in enumerate(told.options) if n != told.mine]
    return stems(_mine(told)) - stems(" ".join(others)) or stems(_mine(told))


def _trimmed(sentence: str) -> str:
    """Without a quotation mark that only opens, or only closes, in this sentence."""
    for mark in '"“”':
        if sentence.count(mark) == 1 and (sentence[0] == mark or sentence[-1] == mark):
            sentence = sentence.strip(mark)
    return sentence


def _overlaps(span: quotes.Span | None, used: Collection[quotes.Span]) -> bool:
    return span is None or any(span[0] < end and start < span[1] for start, end in used)


def _shortened(line: str, budget: int) -> str:
    """The sentence, or as many of its clauses as may be quoted, or words."""
    if limits.count(line) <= budget:
        return line
    clauses = [m.start() for m in re.finditer(r"[,;:]\s|--|—", line) if limits.count(line[: m.start()]) <= budget]
    whole = line[: clauses[-1]] if clauses else ""
    return whole if limits.count(whole) >= 6 else " ".join(line.split()[:budget])


def presented(told: Told, place: int, line: str) -> list[str]:
    """A quote with what leads to it and what it shows."""
    lead = told.one_of(f"lead {place}", LEADS[min(place, len(LEADS) - 1)])
    named = shared(_mine(told), stems(line) & _own(told)) if told.mine is not None else []
    about = shared(f"{_asked(told)} {_mine(told)}", stems(line))
    parts = [lead, f"<quote>{line}</quote>"]
    if named:
        words = listing(named[:3])
        parts.append(told.one_of(f"names {place}", NAMES).format(words=words, Words=words[:1].upper() + words[1:]))
    elif about:
        parts.append(told.one_of(f"touches {place}", TOUCHES).format(words=listing(about[:2])))
    return parts


def answers(told: Told) -> list[str]:
    """What is said to the judge's question and to the opponent's last quote."""
    asked, opponent = _judge(told), _opponent(told)
    parts = ["You asked a question; the lines below come closest to it."] if asked and told.round > 1 else []
    found = quotes.quotes(opponent.text, told.passage) if opponent and told.passage else ()
    return [*parts, _answer(told, found[-1], opponent)] if found and opponent else parts


def _opponent(told: Told) -> Heard | None:
    rivals = [heard for heard in told.heard if heard.option not in (None, told.mine) and not heard.mine]
    return rivals[-1] if rivals else None


def _answer(told: Told, quote: quotes.Quote, opponent: Heard) -> str:
    beginning = " ".join(quote.text.split()[:7]).rstrip(".,;:!?")
    if not quote.verified:
        return f"My opponent's line “{beginning} …” is not in the passage."
    theirs = told.options[opponent.option or 0]
    named, missing = shared(theirs, stems(quote.text)), shared(theirs, stems(theirs) - stems(quote.text))
    if named and missing:
        return f"My opponent's line “{beginning} …” names {listing(named[:2])}, but not {listing(missing[:3])}."
    if missing:
        return f"My opponent's line “{beginning} …” has no word of “{theirs.rstrip('.')}” in it."
    return f"My opponent's line “{beginning} …” is there; weigh it against what follows."


def _closing(told: Told, lines: list[str]) -> str:
    """A remark on the other options: only where it is so."""
    said = stems(" ".join(lines))
    others = [option for n, option in enumerate(told.options) if n != told.mine]
    foreign = stems(" ".join(others)) - stems(_mine(told))
    if not lines:
        return (
            "I found no further line in the passage to quote." if told.passage else "I have no passage to quote from."
        )
    if told.mine is None or not foreign or foreign & said:
        return ""
    return f"None of these lines speaks of {listing(shared(' '.join(others), foreign)[:3], 'or')}."


def weakest(told: Told) -> str | None:
    """The quote of the last draft that shares least with one's option."""
    if not told.drafts:
        return None
    value = weights(told.question, told.options, _mine(told))
    found = [quote.text for quote in quotes.quotes(told.drafts[-1], told.passage)]
    return min(found, key=lambda text: sum(value.get(stem, 0.0) for stem in stems(text)), default=None)


def critique(told: Told) -> str:
    """What a draft could do better, as far as shared words tell."""
    draft = told.drafts[-1] if told.drafts else ""
    found = quotes.quotes(draft, told.passage)
    if wrong := [quote.text for quote in found if not quote.verified]:
        return f"This quote is not in the passage: “{wrong[0]}”. Take it out."
    if (line := weakest(told)) is None:
        return "The draft quotes nothing. Quote the passage where it uses the words of the answer."
    return f"The weakest quote is “{line}”: it shares the fewest words with the answer. Put a better line in its place."
