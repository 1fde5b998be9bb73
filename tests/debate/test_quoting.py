"""The list of all that is quoted: in the passage's order, of which nothing else is told."""

from __future__ import annotations

import re

from debate.access.quoting import Quoting, listed, marked
from debate.access.shown import ShownSource

PASSAGE = "The porter was out all day. The cook had the key in her apron. Nobody asked the cook."
APRON, PORTER, NOBODY = "the key in her apron", "The porter was out", "Nobody asked the cook"
GOLD = "a key of pure gold"


def speech(number: int, *quotes: str, passage: str = PASSAGE) -> Quoting:
    """A speech that says these quotes, and nothing of weight beside them."""
    text = " So: ".join(f"<quote>{quote}</quote>" for quote in quotes)
    return Quoting(str(number), f"Hear this: {text}.", passage, ShownSource("", number))


def test_what_was_found_stands_in_the_order_of_the_passage_and_what_was_not_after_it() -> None:
    quotes = listed([speech(1, GOLD, NOBODY), speech(2, APRON, PORTER)])
    assert [(quote.text, quote.verified) for quote in quotes] == [
        (PORTER, True),
        (APRON, True),
        (NOBODY, True),
        (GOLD, False),
    ]


def test_what_several_speeches_quote_stands_there_once_with_all_of_them() -> None:
    quotes = listed([speech(1, APRON, GOLD), speech(2, "The key, in her APRON!", "A key of pure gold")])
    assert [quote.text for quote in quotes] == [APRON, GOLD]
    assert [[source.number for source in quote.sources] for quote in quotes] == [[1, 2], [1, 2]]


def test_a_longer_quote_from_the_same_place_is_another_one() -> None:
    quotes = listed([speech(1, f"{APRON}. Nobody"), speech(2, APRON)])
    assert [quote.text for quote in quotes] == [APRON, f"{APRON}. Nobody"]


def test_each_quote_leads_to_its_entry_and_each_entry_to_its_quotes() -> None:
    texts = [speech(1, NOBODY, APRON), speech(2, APRON)]
    quotes = listed(texts)
    html = "".join(marked(text, quotes) for text in texts)
    ways = re.findall(r'<q class="verified" id="([\w-]+)"><a href="#([\w-]+)">', html)
    assert sorted((source.id, quote.id) for quote in quotes for source in quote.sources) == sorted(ways)
    assert len(ways) == 3


def test_how_far_apart_quotes_stand_in_the_passage_changes_nothing() -> None:
    far = f"{PORTER} all day. {'Much else happened. ' * 50}{APRON} of hers. {NOBODY}."
    texts, others = ([speech(1, NOBODY, APRON, passage=of), speech(2, PORTER, passage=of)] for of in (PASSAGE, far))
    assert listed(texts) == listed(others)
    assert [marked(text, listed(texts)) for text in texts] == [marked(text, listed(others)) for text in others]


def test_a_text_without_quotes_lists_nothing() -> None:
    assert listed([Quoting("1", "I have no proof.", PASSAGE, ShownSource(""))]) == ()
