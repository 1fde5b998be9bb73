"""Tokens become text again, and each token's place in it is known."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.importers.nyu.forms import Source
from debate.importers.nyu.story import Story, readable


def story(*tokens: str) -> Story:
    source = {"QuALITYSourceMaterial": {"articleId": "7", "title": "T", "contents": list(tokens)}}
    return readable(Source.model_validate(source))


@pytest.mark.parametrize(
    ("tokens", "text"),
    [
        ("`` Do n't ! '' she said .", '"Don\'t!" she said.'),
        ("the sailors ' boat -- and the captain 's", "the sailors' boat--and the captain's"),
        ("-LRB- see -LSB- 2 -RSB- -RRB- ; it cost $ 5 , or 6 %", "(see [2]); it cost $5, or 6%"),
        ("He 's gon na ` sink ' , we 've got ta go", "He's gonna 'sink', we've gotta go"),
        ("Just run 'em through ...", "Just run 'em through..."),
        ("We can not ! '' \n \n `` Why ?", 'We cannot!"\n\n"Why?'),
    ],
)
def test_it_reads_as_it_was_printed(tokens: str, text: str) -> None:
    assert story(*tokens.split(" ")).text == text


def test_stories_that_were_cut_at_spaces_or_lines_read_well_too() -> None:
    assert story("It", "was", "late,", "", "she", "said.", "\n", "\n", "", " He left", "\n", " at once.").text == (
        "It was late, she said.\n\nHe left\nat once."
    )


TOKENS = st.lists(
    st.sampled_from(["ship", "n't", "''", "``", ",", ".", "--", "-LRB-", "-RRB-", "\n", "", " sea", "'s"])
)


@given(TOKENS, st.integers(0, 30), st.integers(1, 30))
def test_a_span_leads_to_its_tokens_words(tokens: list[str], begin: int, length: int) -> None:
    made = story(*tokens)
    found = made.place((begin, begin + length))
    one_by_one = [made.text[start:end] for start, end in zip(made.starts, made.ends, strict=True)]
    words = "".join("".join(one_by_one[begin : begin + length]).split())
    if found is None:
        assert not words
    else:
        assert "".join(made.text[slice(*found)].split()) == words
        assert made.text[slice(*found)] == made.text[slice(*found)].strip()


@given(TOKENS)
def test_every_token_is_in_the_text_and_nothing_else_but_space(tokens: list[str]) -> None:
    made = story(*tokens)
    pieces = [made.text[start:end] for start, end in zip(made.starts, made.ends, strict=True)]
    assert "".join("".join(pieces).split()) == "".join(made.text.split())
    assert len(pieces) == len(tokens)


def test_two_tokenisations_of_an_article_are_two_stories() -> None:
    assert story("It", "'s").id != story("It's").id
    assert story("It", "'s").id == story("It", "'s").id
