import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.core.limits import count, cut, fits, quoted, sentences
from debate.core.types import Speech


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", 0),
        ("One well-known don’t — twice.", 4),
        ("<quote>One two</quote>three", 3),
        ("氷が溶けた", 5),
        ("\n a\tb \u00a0 c", 3),
    ],
)
def test_it_counts_words_and_not_marks(text: str, words: int) -> None:
    assert count(text) == words


def test_quoted_words_count_also_when_the_mark_is_left_open() -> None:
    assert quoted("a <quote>b c</quote> d <quote>e") == 3


def test_a_speech_must_keep_both_limits() -> None:
    speech = "a <quote>b c</quote> d"
    assert fits(speech, Speech())
    assert fits(speech, Speech(words=4, quoted=2))
    assert not fits(speech, Speech(words=3))
    assert not fits(speech, Speech(quoted=1))


def test_sentences_end_at_stops_and_paragraphs_but_not_at_titles() -> None:
    text = "Mr. Smith of J. R. Hall left. “Why?” he asked\n\nNobody knew… It rained"
    assert [text[slice(*span)] for span in sentences(text)] == [
        "Mr. Smith of J. R. Hall left.",
        "“Why?”",
        "he asked",
        "Nobody knew…",
        "It rained",
    ]


@pytest.mark.parametrize(
    ("text", "want", "left"),
    [
        ("One two. Three four. Five.", Speech(words=4), "One two. Three four."),
        ("One two. Three four. Five.", Speech(words=3), "One two."),
        ("One two three four", Speech(words=2), "One two …"),
        ("See <quote>one two. three four</quote> now.", Speech(words=4), "See <quote>one two.</quote>"),
        ("See it. <quote>One two three</quote> ends. More.", Speech(quoted=2), "See it."),
        ("<quote>One two three</quote>", Speech(quoted=2), "<quote>One two</quote> …"),
        ("<quote>One two three</quote>", Speech(quoted=0), ""),
        ("Short.", Speech(words=5, quoted=0), "Short."),
        ("Anything", Speech(words=0), ""),
    ],
)
def test_it_cuts_at_a_sentence_with_marks_in_pairs(text: str, want: Speech, left: str) -> None:
    assert cut(text, want) == left


PIECES = st.sampled_from(
    ["one ", "two. ", "<quote>one two. Three</quote>", " ", "\n\n", "Mr. ", "<quote>four!</quote> ", "五"]
)


@given(st.lists(PIECES, max_size=30).map("".join), st.integers(0, 9), st.integers(0, 5))
def test_what_is_cut_fits_and_has_its_marks_in_pairs(text: str, words: int, quoted: int) -> None:
    left = cut(text, Speech(words=words, quoted=quoted))
    assert fits(left, Speech(words=words, quoted=quoted))
    assert left.count("<quote>") == left.count("</quote>")
