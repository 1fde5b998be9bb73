"""What four protocols draw: everything for a researcher, and for a seat what its player may read, and no more."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.core.drawing import Drawing, said_in
from debate.core.flags import stage_asks
from debate.core.play import play
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Transcript, Turn
from debate.protocols import create
from debate.protocols.drawn.price import PriceDrawing
from debate.protocols.drawn.proof import Proof, ProofDrawing
from tests.protocols.actors import mute, talkative
from tests.protocols.audited import case_of

LIVE = ("prover-verifier", "market-making", "tiered", "control")


def every_ask(protocol: OversightProtocol, case: Case, transcript: Transcript) -> list[tuple[Ask, Transcript]]:
    """Each ask of the stage and of its readers, with the steps that had been taken by then."""
    stage = [(turn.ask, transcript[:n]) for n, step in enumerate(transcript) for turn in step]
    reading = [(ask, transcript[: ask.after or 0]) for ask in protocol.sitting(case, transcript)]
    return stage + reading


def drawn(protocol: OversightProtocol, case: Case, transcript: Transcript) -> list[Drawing | None]:
    return [protocol.drawing(case, read, ask) for ask, read in every_ask(protocol, case, transcript)]


@pytest.mark.parametrize("slug", LIVE)
@given(seed=st.integers(0, 300))
def test_what_a_seat_is_shown_is_the_same_whatever_is_true(slug: str, seed: int) -> None:
    """The same replies in the same seats; but for a prover and an untrusted model, who know the answer."""
    protocol = create(slug, {})
    for answer in (0, 1, None):
        case, other = case_of(seed, answer), case_of(seed, 1 if answer == 0 else 0)
        transcript = play(protocol, case, talkative(seed))
        knowing = {role.name for role in protocol.roles(case) if role.knows_answer}
        asks = [(ask, read) for ask, read in every_ask(protocol, case, transcript) if ask.role not in knowing]
        assert [protocol.drawing(case, read, ask) for ask, read in asks] == [
            protocol.drawing(other, read, ask) for ask, read in asks
        ]


@pytest.mark.parametrize("slug", LIVE)
@pytest.mark.parametrize("status", ["unparsed", "timed_out", "refused"])
def test_it_draws_whatever_was_said_even_nothing(slug: str, status: Any) -> None:
    protocol, case = create(slug, {}), case_of()
    transcript = play(protocol, case, mute(status))
    for n in range(len(transcript) + 1):
        protocol.drawing(case, transcript[:n])
    assert len(drawn(protocol, case, transcript)) >= len(transcript)


@pytest.mark.parametrize("slug", LIVE)
@pytest.mark.parametrize("seed", range(20))
def test_nobody_reads_in_a_drawing_what_was_said_to_others(slug: str, seed: int) -> None:
    """But for the steps of a proof, which travel to the verifier by themselves."""
    protocol, case = create(slug, {}), case_of(seed)
    transcript = play(protocol, case, talkative(seed))
    for ask, read in every_ask(protocol, case, transcript):
        heard = {turn.text for step in read for turn in step if turn.ask.to & {"*", ask.role}}
        claims = {claim for step in read for turn in step for claim in turn.items.get("claims", ())}
        allowed = heard | (claims if ask.role == "judge" else set())
        assert set(said_in(protocol.drawing(case, read, ask))) <= allowed


# A proof


def proof_after(*verdicts: tuple[str, str], ask: bool = True, **params: Any) -> ProofDrawing:
    """Each verdict is ("challenge", "2"); proofs have two steps, answers are numbered by their round."""
    protocol, case, left = create("prover-verifier", params), case_of(), list(verdicts)
    transcript: Transcript = ()
    while asks := stage_asks(protocol, case, transcript):
        (now,) = asks
        if now.role == "judge":
            if not left:
                break
            verdict, step = left.pop(0)
            said = {"verdict": verdict, "weakest": step}
            turn = Turn(ask=now, choices=said, text=f"reason {now.about['round']}") if verdict else _late(now)
        elif now.prompt.startswith("prove_"):
            attempt = now.about["attempt"]
            turn = Turn(ask=now, items={"claims": (f"first of {attempt}", f"second of {attempt}")})
        else:
            turn = Turn(ask=now, text=f"answer {now.about['round']}")
        transcript = (*transcript, (turn,))
    shown = protocol.drawing(case, transcript, asks[0] if ask and asks else None)
    assert isinstance(shown, ProofDrawing)
    return shown


def _late(ask: Ask) -> Turn:
    return Turn(ask=ask, status="timed_out")


def exchanges(proof: Proof) -> dict[str, list[tuple[int, str, str]]]:
    return {
        step.number: [
            (
                one.round,
                one.objection.text if one.objection else "",
                one.answer.words.text if one.answer and one.answer.words else "",
            )
            for one in step.exchanges
        ]
        for step in proof.steps
    }


def test_a_challenge_stands_with_its_answer_at_the_step_that_it_challenged() -> None:
    shown = proof_after(("challenge", "2"), ("challenge", "1"), ("challenge", "2"))
    assert exchanges(shown.newest) == {
        "1": [(2, "reason 2", "answer 3")],
        "2": [(1, "reason 1", "answer 2"), (3, "reason 3", "answer 4")],
    }
    assert (shown.left, shown.earlier) == (9, ())


def test_a_rejected_proof_comes_before_the_new_one_with_its_challenges_and_the_reason() -> None:
    shown = proof_after(("challenge", "1"), ("reject", "2"), ("challenge", "2"), attempts=2)
    (before,) = shown.earlier
    assert (before.number, before.verdict, before.reason and before.reason.text) == (1, "reject", "reason 2")
    assert exchanges(before)["1"] == [(1, "reason 1", "answer 2")]
    assert [step.claim.text for step in shown.newest.steps if step.claim] == ["first of 2", "second of 2"]
    assert exchanges(shown.newest) == {"1": [], "2": [(3, "reason 3", "answer 4")]}


def test_a_verdict_that_came_too_late_is_said_to_be_none() -> None:
    shown = proof_after(("", ""), attempts=2)
    assert shown.earlier[0].verdict == "late"
    assert shown.earlier[0].reason is None


def test_a_challenge_where_no_step_could_be_read_is_to_the_proof_as_a_whole() -> None:
    protocol, case = create("prover-verifier", {}), case_of()
    proof = (Turn(ask=protocol.next_asks(case, ())[0], status="unparsed"),)
    verdict = (Turn(ask=protocol.next_asks(case, (proof,))[0], choices={"verdict": "challenge"}, text="What?"),)
    shown = protocol.drawing(case, (proof, verdict))
    assert isinstance(shown, ProofDrawing)
    assert exchanges(shown.newest) == {"": [(1, "What?", "")]}


def test_the_form_names_the_steps_by_their_words() -> None:
    called = proof_after().called
    assert [(one.want, one.label, one.words.text) for one in called] == [
        ("weakest", "1", "first of 1"),
        ("weakest", "2", "second of 1"),
    ]


def test_an_answer_that_is_new_can_be_flagged_where_it_stands() -> None:
    shown = proof_after(("challenge", "1"), ("challenge", "2"), flags=True)
    first, second = (step.exchanges[0].answer for step in shown.newest.steps)
    assert first
    assert second
    assert (first.flag, second.flag) == (False, True)
    assert [first.number, second.number] == [3, 5]


def test_a_researcher_alone_learns_how_the_coin_fell() -> None:
    assert proof_after().helpful is None
    assert proof_after(ask=False).helpful is not None


# A price


def market(prices: list[int | None], **params: Any) -> tuple[OversightProtocol, Transcript]:
    """The first option's price in percent before the first argument and after each one; None = none can be read."""
    protocol, transcript, left = create("market-making", params), tuple[Any, ...](), list(prices)
    while left and (asks := protocol.next_asks(case_of(), transcript)):
        (ask,) = asks
        turn = Turn(ask=ask, text="so")
        if ask.role == "market":
            price = left.pop(0)
            turn = Turn(ask=ask, status="unparsed") if price is None else _priced(ask, price)
        transcript = (*transcript, (turn,))
    return protocol, transcript


def _priced(ask: Ask, percent: int) -> Turn:
    return Turn(ask=ask, belief=(100 * percent, 10_000 - 100 * percent))


def test_a_price_is_drawn_by_round_with_a_gap_where_it_is_missing() -> None:
    protocol, transcript = market([50, 70, None, 20, 21])
    shown = protocol.drawing(case_of(), transcript)
    assert isinstance(shown, PriceDrawing)
    (line,) = shown.lines
    assert [(dot.round, dot.percent, dot.x, dot.y) for dot in line.dots] == [
        (0, 50.0, "0.00%", "50.00%"),
        (1, 70.0, "25.00%", "30.00%"),
        (3, 20.0, "75.00%", "80.00%"),
        (4, 21.0, "100.00%", "79.00%"),
    ]
    assert [(a.round, b.round) for a, b in line.strokes] == [(0, 1), (3, 4)]
    assert [(row.round, row.shares, row.move) for row in shown.rows] == [
        (0, (50.0, 50.0), None),
        (1, (70.0, 30.0), 20.0),
        (2, (), None),
        (3, (20.0, 80.0), None),
        (4, (21.0, 79.0), 1.0),
    ]


def test_the_judge_sees_no_price_and_the_adversary_is_not_told_who_judges() -> None:
    protocol, transcript = market([50, 70, 71, 72])
    shown = [
        (ask.role, protocol.drawing(case_of(), read, ask)) for ask, read in every_ask(protocol, case_of(), transcript)
    ]
    assert {role for role, one in shown if one is None} == {"judge", "market"}
    assert next(one for role, one in shown if role == "market") is None
    told = {role: one.judges for role, one in shown if isinstance(one, PriceDrawing)}
    assert told == {"market": ("ann",), "adversary": ()}


# A ladder
