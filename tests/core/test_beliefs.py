"""A belief is read however it is written, or from log probabilities, and never guessed."""

from math import log

import pytest

from debate.core.replies import belief_from_logprobs, parse
from debate.core.types import Belief, Speech
from tests.core.asked import TWO, ask

THREE = Belief(("ice", "snow", "rock"))


@pytest.mark.parametrize(
    ("text", "belief"),
    [
        ("A: 70 %\nB: 30 %", (7000, 3000)),
        ("**A:** 69.5%\n**B:** 30.5%", (6950, 3050)),
        ("A: 69,5 %\nB: 30,5 %", (6950, 3050)),
        ("A: 0.7\nB: 0.3", (7000, 3000)),
        ("A: .7\nB: .3", (7000, 3000)),
        ("70/30", (7000, 3000)),
        ("My final belief: 70 / 30.", (7000, 3000)),
        ("A/B: 70/30", (7000, 3000)),
        ("Option A — 70 percent\nOption B — 30 percent", (7000, 3000)),
        ("Option A – 70%, Option B – 30%", (7000, 3000)),
        ("A: 70 % and B: 30 %", (7000, 3000)),
        ("A 70% B 30%", (7000, 3000)),
        ("P(A) = 0.7, P(B) = 0.3", (7000, 3000)),
        ("Ａ：７０％\nＢ：３０％", (7000, 3000)),
        ("```\nA: 70 %\nB: 30 %\n```", (7000, 3000)),
        ('```json\n{"A": 70, "B": 30}\n```', (7000, 3000)),
        ('{"belief": {"A": "70 %", "B": "30 %"}}', (7000, 3000)),
        ("| A | 70 % |\n| B | 30 % |", (7000, 3000)),
        ("- A: 70 %\n- B: 30 %", (7000, 3000)),
        ("> A: 70 %\n> B: 30 %", (7000, 3000)),
        ("  A :   70%  \r\n\r\n  B :  30% ", (7000, 3000)),
        ("A (ice): 70 %\nB (methane snow): 30 %", (7000, 3000)),
        ("Ice: 70 %\nMethane snow: 30 %", (7000, 3000)),
        ("A: ice - 70 %\nB: methane snow - 30 %", (7000, 3000)),
        ("A: about 70 %\nB: ~30 %", (7000, 3000)),
        ("A: <70> %\nB: <30> %", (7000, 3000)),
        ("A: 70 % - since the quote is verified\nB: 30 % (the rest)", (7000, 3000)),
        ("The probability that A is correct: 70 %", (7000, 3000)),
        ("B: 30 %", (7000, 3000)),
        ("A: 0.7", (7000, 3000)),
        ("A: 0", (0, 10000)),
        ("A: 1\nB: 0", (10000, 0)),
        ("A: 1 %\nB: 99 %", (100, 9900)),
        ("A: 66.67 %\nB: 33.34 %", (6666, 3334)),
        ("A: 71 %\nB: 31 %", (6961, 3039)),
        ("A: 20 %\nB: 80 %\nOn reflection:\nA: 70 %\nB: 30 %", (7000, 3000)),
        ("A: 20 %\nB: 80 %\nNo.\nB: 30 %", (7000, 3000)),
        ("<think>A: 10 %\nB: 90 %</think>A: 70 %\nB: 30 %", (7000, 3000)),
        ("A says that 90 % of the ice melted.\nA: 70 %\nB: 30 %\nA claims 5 things.", (7000, 3000)),
    ],
)
def test_it_reads_a_belief_however_it_is_written(text: str, belief: tuple[int, ...]) -> None:
    assert parse(ask(TWO), text).belief == belief


@pytest.mark.parametrize(
    "text",
    [
        "",
        "A",
        "Answer: A",
        "A is right with 70 % of the evidence.",
        "A: 70 %\nB: 40 %",
        "A: 120 %",
        "A: -5 %\nB: 105 %",
        "A: 70-80 %",
        "A: 40-60",
        "40-60",
        "A: 1",
        "A: seventy",
        "A: > 70 %",
        "I agree with 90 % of what A: said",
        "It happened on 3/12.",
        "A: 60 %\nB: 40 %\nA: 80 %\nB: 80 %",
        '{"A": null, "B": true}',
        "C: 70 %\nD: 30 %",
    ],
)
def test_it_guesses_no_belief(text: str) -> None:
    turn = parse(ask(TWO), text)
    assert (turn.status, turn.belief, turn.text) == ("unparsed", (), text.strip())


def test_one_of_three_shares_is_not_enough() -> None:
    assert parse(ask(THREE), "A: 70 %\nB: 20 %").status == "unparsed"
    assert parse(ask(THREE), "33.3/33.3/33.3").belief == (3334, 3333, 3333)


@pytest.mark.parametrize("text", ["A: 46.2 %\nB: 53.8 %", "A: 46,2 %\nB: 53,8 %", "A (46): 46.2 %\nB (41): 53.8 %"])
def test_an_option_that_is_a_number_is_not_taken_for_the_beginning_of_a_share(text: str) -> None:
    assert parse(ask(Belief(("46", "41"))), text).belief == (4620, 5380)


def test_shown_letters_are_mapped_back_to_the_options() -> None:
    assert parse(ask(THREE), "A: 50 %\nB: 30 %\nC: 20 %", display=(2, 0, 1)).belief == (3000, 2000, 5000)
    assert parse(ask(THREE), "rock: 50 %\nice: 30 %\nsnow: 20 %", display=(2, 0, 1)).belief == (3000, 2000, 5000)


def test_a_display_of_other_options_leaves_right_and_wrong_alone() -> None:
    assert parse(ask(Belief(("right", "wrong"))), "A: 80 %", display=(2, 0, 1)).belief == (8000, 2000)


def test_log_probabilities_replace_what_is_stated() -> None:
    turn = parse(ask(TWO, Speech(name="reason")), "So.\nAnswer: A\nA: 50 %", display=(1, 0), belief=(9000, 1000))
    assert (turn.belief, turn.text) == ((1000, 9000), "So.")


def test_the_last_letter_after_answer_gives_the_belief() -> None:
    tokens = ["Answer", ":", " B", " no", ".", " **", "Answer", ":**", " A", "\n", "A", " good", " day"]
    likely = {" A": log(0.5), "A": log(0.1), "(A": log(0.1), " B": log(0.2), " C": log(0.05)}
    top = [{} if n != 8 else likely for n in range(len(tokens))]
    assert belief_from_logprobs(top, tokens, "AB") == (7778, 2222)


@pytest.mark.parametrize(
    "tokens", [["A"], ["Answer", ":", " A", "lice"], ["Answer", ": ", "Neither"], ["Answers", " A"], []]
)
def test_no_letter_after_answer_gives_none(tokens: list[str]) -> None:
    assert belief_from_logprobs([{"A": log(0.9)}] * len(tokens), tokens, "AB") is None


def test_letters_of_little_mass_give_none() -> None:
    assert belief_from_logprobs([{}, {}, {" A": log(0.4), " The": log(0.6)}], ["Answer", ":", " A"], "AB") is None
