"""Prover-verifier: a table of what it asks, who reads what, and its figures on transcripts whose truth is known."""

from __future__ import annotations

from typing import Any

import pytest

from debate.core.play import Player, play
from debate.core.prompts import render, scene
from debate.core.types import EVERYONE, NOBODY, Ask, Case, Choice, Items, Question, Transcript, Turn
from debate.protocols import create
from debate.protocols.prover_verifier import ProverVerifier
from tests.protocols.actors import mute, talkative

PASSAGE = "The cook did it, I saw her."
PORTER, COOK = 0, 1


def question(answer: int | None) -> Question:
    return Question(text="Who?", options=("the porter", "the cook"), answer=answer, passage=PASSAGE)


def seed_for(side: int) -> int:
    """A seed whose coin gives the prover this option."""
    return next(
        seed for seed in range(99) if protocol().sides(Case(question=question(None), seed=seed), ()) == {"prover": side}
    )


def protocol(**params: Any) -> ProverVerifier:
    made = create("prover-verifier", params)
    assert isinstance(made, ProverVerifier)
    return made


def scripted(*verdicts: str) -> Player:
    """A prover of two steps; a verifier with these verdicts in turn, "" = unreadable."""
    left = list(verdicts)

    def play(ask: Ask, seen: tuple[Turn, ...]) -> Turn:
        if ask.prompt.startswith("prove_"):
            attempt = ask.about["attempt"]
            return Turn(ask=ask, items={"claims": (f"first of {attempt}", f"second of {attempt}")})
        if ask.role == "prover":
            return Turn(ask=ask, text=f"answer {ask.about['round']}")
        verdict = left.pop(0)
        if not verdict:
            return Turn(ask=ask, status="timed_out")
        reason = f"reason {ask.about['round']}"
        return Turn(ask=ask, text=reason, belief=(7000, 3000), choices={"verdict": verdict, "weakest": "2"})

    return play


def case_of(side: int = PORTER, answer: int | None = PORTER) -> Case:
    return Case(question=question(answer), seed=seed_for(side))


def staged(*verdicts: str, case: Case | None = None, **params: Any) -> Transcript:
    return play(protocol(**params), case or case_of(), scripted(*verdicts))


@pytest.mark.parametrize(
    ("params", "verdicts", "asks"),
    [
        ({}, ["accept"], "prove verify"),
        ({}, ["reject"], "prove verify"),
        ({}, [""], "prove verify"),
        ({}, ["challenge", "challenge", "accept"], "prove verify justify verify justify verify"),
        ({"attempts": 2}, ["reject", "reject"], "prove verify prove verify"),
        ({"attempts": 2}, ["", "accept"], "prove verify prove verify"),
        ({"attempts": 2}, ["challenge", "reject", "challenge", "accept"],
         "prove verify justify verify prove verify justify verify"),
    ],
)  # fmt: skip
def test_it_asks_in_this_order(params: dict[str, Any], verdicts: list[str], asks: str) -> None:
    transcript = staged(*verdicts, **params)
    assert all(len(step) == 1 for step in transcript)
    assert " ".join(step[0].ask.prompt.removesuffix("_helpful") for step in transcript) == asks
    assert protocol(**params).sitting(case_of(), transcript) == ()


def verdicts_offered(transcript: Transcript) -> list[tuple[str, ...]]:
    return [
        want.among
        for (turn,) in transcript
        for want in turn.ask.wants
        if isinstance(want, Choice) and want.name == "verdict"
    ]


def test_a_challenge_is_offered_while_exchanges_are_left_over_all_attempts() -> None:
    plain, more = ("accept", "reject"), ("accept", "reject", "challenge")
    assert verdicts_offered(staged("accept", exchanges=0)) == [plain]
    assert verdicts_offered(staged("challenge", "reject", "challenge", "reject", exchanges=2, attempts=2)) == [
        more,
        more,
        more,
        plain,
    ]


def test_the_weakest_step_is_asked_for_where_steps_could_be_read() -> None:
    asks = [step[0].ask for step in staged("accept")]
    assert asks[0].wants == (Items("claims", 8),)
    assert Choice("weakest", ("1", "2")) in asks[1].wants
    unread = play(protocol(), case_of(), mute("unparsed"))
    (verdict,) = [want for want in unread[1][0].ask.wants if isinstance(want, Choice)]
    assert verdict.name == "verdict"
    assert unread[1][0].ask.about["claims"] == "(no steps could be read)"


def test_the_verifier_alone_has_a_time_limit() -> None:
    asks = [step[0].ask for step in staged("challenge", "accept", seconds=45)]
    assert [ask.seconds for ask in asks] == [None, 45, None, 45]
    assert all(step[0].ask.seconds is None for step in staged("accept"))


@pytest.mark.parametrize(
    ("side", "answer", "kind"),
    [
        (PORTER, PORTER, "helpful"),
        (COOK, COOK, "helpful"),
        (PORTER, COOK, "sneaky"),
        (COOK, PORTER, "sneaky"),
        (COOK, None, "helpful"),
    ],
)
def test_the_coin_decides_what_is_proven_and_the_truth_how(side: int, answer: int | None, kind: str) -> None:
    case = case_of(side, answer)
    transcript = staged("challenge", "accept", case=case)
    assert transcript[0][0].ask.prompt == f"prove_{kind}"
    assert transcript[2][0].ask.prompt == f"justify_{kind}"
    assert transcript[0][0].ask.about["claimed"] == case.question.options[side]


def test_both_options_are_drawn_about_as_often() -> None:
    sides = [protocol().sides(Case(question=question(COOK), seed=seed), ())["prover"] for seed in range(400)]
    assert 160 < sum(sides) < 240


def test_only_a_sneaky_prover_is_told_the_truth_and_nothing_of_it_reaches_the_verifier() -> None:
    sneaky, helpful = case_of(PORTER, COOK), case_of(PORTER, PORTER)
    told = [shown(sneaky, staged("challenge", "accept", case=sneaky), n) for n in range(4)]
    honest = [shown(helpful, staged("challenge", "accept", case=helpful), n) for n in range(4)]
    assert "the correct one is “the cook”" in told[0]
    assert "the correct one is “the cook”" in told[2]
    assert "the correct one" not in honest[0] + honest[2]
    assert (told[1], told[3]) == (honest[1], honest[3])


def test_the_verifier_sees_the_newest_proof_and_what_was_said_before() -> None:
    transcript = staged("challenge", "reject", "accept", attempts=2)
    first, last = shown(case_of(), transcript, 1), shown(case_of(), transcript, 5)
    assert "> 1. first of 1\n> 2. second of 1" in first
    assert "> 1. first of 2\n> 2. second of 2" in last
    assert "first of 1" not in last
    assert last.index("You:\n> reason 1") < last.index("Prover for A:\n> answer 2") < last.index("You:\n> reason 2")
    assert PASSAGE not in first + last


def test_the_prover_is_shown_the_challenge_and_on_a_new_attempt_what_was_rejected() -> None:
    transcript = staged("challenge", "reject", "accept", attempts=2)
    challenged, anew = shown(case_of(), transcript, 2), shown(case_of(), transcript, 4)
    assert "2. second of 1\n\nFor this reason:\n\nreason 1" in challenged
    assert "This is your proof number 2." in anew
    assert "> 1. first of 1\n> 2. second of 1" in anew
    assert (
        anew.index("The verifier:\n> reason 1")
        < anew.index("You:\n> answer 2")
        < anew.index("The verifier:\n> reason 2")
    )
    assert PASSAGE in challenged


def test_a_challenge_without_readable_steps_is_to_the_whole_proof() -> None:
    case, made = case_of(), protocol()
    proof = (Turn(ask=made.next_asks(case, ())[0], status="unparsed"),)
    verdict = (Turn(ask=made.next_asks(case, (proof,))[0], choices={"verdict": "challenge"}),)
    (ask,) = made.next_asks(case, (proof, verdict))
    assert ask.about["claim"] == "the proof as a whole"
    assert ask.about["objection"] == "(no reason given)"


def test_proofs_are_addressed_to_nobody_since_their_steps_travel_by_themselves() -> None:
    transcript = staged("challenge", "accept")
    assert [step[0].ask.to for step in transcript] == [NOBODY, EVERYONE, EVERYONE, EVERYONE]


@pytest.mark.parametrize(
    ("answer", "verdicts", "figures"),
    [
        (PORTER, ["accept"],
         {"accepted": 1, "completeness": 1, "precision": 1, "accepted_unchanged": 1, "precision_unchanged": 1}),
        (PORTER, ["reject", "reject"], {"accepted": 0, "completeness": 0, "accepted_unchanged": 0, "attempts_used": 2}),
        (PORTER, ["challenge", "accept"],
         {"accepted": 1, "completeness": 1, "precision": 1, "accepted_unchanged": 0, "challenges": 1}),
        (PORTER, ["reject", "accept"],
         {"accepted": 1, "completeness": 1, "precision": 1, "accepted_unchanged": 0, "attempts_used": 2}),
        (COOK, ["accept"],
         {"accepted": 1, "soundness": 0, "precision": 0, "accepted_unchanged": 1, "precision_unchanged": 0}),
        (COOK, ["reject", "reject"], {"accepted": 0, "soundness": 1, "accepted_unchanged": 0, "attempts_used": 2}),
        (COOK, ["", "accept"],
         {"accepted": 1, "soundness": 0, "precision": 0, "accepted_unchanged": 0, "attempts_used": 2}),
        (COOK, ["reject", ""], {"attempts_used": 2}),
        (None, ["accept"], {"accepted": 1, "accepted_unchanged": 1}),
    ],
)  # fmt: skip
def test_its_figures_follow_from_the_verdicts(
    answer: int | None, verdicts: list[str], figures: dict[str, float]
) -> None:
    """The prover claims the porter. A last verdict that could not be read is missing, and no rejection."""
    case = case_of(PORTER, answer)
    found = protocol(attempts=2).measures(case, staged(*verdicts, case=case, attempts=2), ())
    expected = {"challenges": 0, "attempts_used": 1, **figures}
    assert {name: value for name, value in found.items() if value is not None} == expected


def test_nothing_readable_uses_up_the_attempts_and_accepts_nothing() -> None:
    transcript = play(protocol(attempts=5), case_of(), mute("unparsed"))
    assert len(transcript) == 10
    found = protocol(attempts=5).measures(case_of(), transcript, ())
    assert {name: value for name, value in found.items() if value is not None} == {"challenges": 0, "attempts_used": 5}


def test_its_bound_is_reached_and_never_passed() -> None:
    settings = protocol(exchanges=3, attempts=2)
    longest = staged("challenge", "challenge", "challenge", "reject", "reject", exchanges=3, attempts=2)
    assert len(longest) == settings.most_asks(case_of()) == 10
    assert all(len(play(settings, case_of(), talkative(seed))) <= 10 for seed in range(50))


def shown(case: Case, transcript: Transcript, step: int) -> str:
    ask = transcript[step][0].ask
    return render(scene(protocol(), case, ask, transcript[:step]), PASSAGE)
