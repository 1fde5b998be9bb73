"""A proof as its verifier meets it: numbered steps, at each what it was challenged for and how the prover answered."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import pairwise
from typing import ClassVar

from debate.core.drawing import Called, Drawing, Said
from debate.core.protocol import Placed
from debate.core.types import Ask
from debate.protocols.drawn.speech import Spoken, spoken, words

# A step that is no step: a challenge to the proof as a whole, where no step could be read.
WHOLE_PROOF = ""


@dataclass(frozen=True)
class Exchange:
    """A challenge of round `round`, with its reason; `answer` None = it still waits for one."""

    round: int
    objection: Said | None
    answer: Spoken | None = None


@dataclass(frozen=True)
class ProofStep:
    """A step by its number, with the challenges that it has met."""

    number: str
    claim: Said | None
    exchanges: tuple[Exchange, ...] = ()


@dataclass(frozen=True)
class Proof:
    """One attempt. `verdict` is "accept", "reject", "late", "unread", or "" as long as there is none; with its reason.

    `rounds` = the verifier's verdicts on it, challenges too, by the number of their round.
    """

    number: int
    steps: tuple[ProofStep, ...]
    verdict: str = ""
    reason: Said | None = None
    rounds: tuple[int, ...] = ()


@dataclass(frozen=True, kw_only=True)
class ProofDrawing(Drawing):
    """`claimed` is the option that it is to prove; `left` = the challenges that are left.

    `helpful` = whether the prover was given the right answer; None for whoever may not know, or where nobody does.
    """

    shows_speeches: ClassVar[bool] = True

    claimed: str
    newest: Proof
    earlier: tuple[Proof, ...]
    left: int
    helpful: bool | None = None


def proof_drawing(turns: tuple[Placed, ...], ask: Ask | None, claimed: str, left: int) -> ProofDrawing | None:
    """What has been proven, and said of it; None before the first proof."""
    proofs = tuple(_proofs(turns, ask))
    if not proofs:
        return None
    *earlier, newest = proofs
    called = tuple(Called("weakest", step.number, step.claim) for step in newest.steps if step.claim and step.number)
    return ProofDrawing(claimed=claimed, newest=newest, earlier=tuple(earlier), left=left, called=called)


def _proofs(turns: tuple[Placed, ...], ask: Ask | None) -> Iterator[Proof]:
    """Each with what was said until the next one."""
    begins = [n for n, at in enumerate(turns) if at.turn.ask.prompt.startswith("prove_")]
    for number, (begin, end) in enumerate(pairwise([*begins, len(turns)]), 1):
        claims = turns[begin].turn.items.get("claims", ())
        steps = tuple(ProofStep(str(n), Said(claim)) for n, claim in enumerate(claims, 1))
        yield _told(Proof(number, steps), turns[begin + 1 : end], ask)


def _told(proof: Proof, turns: tuple[Placed, ...], ask: Ask | None) -> Proof:
    """The proof with each verdict on it, and each answer at the step that was challenged."""
    for at in turns:
        number = int(at.turn.ask.about.get("round", 0))
        if at.turn.ask.role == "prover":
            proof = _answered(proof, spoken(at, ask))
            continue
        proof = replace(proof, rounds=(*proof.rounds, number))
        if at.turn.choices.get("verdict") == "challenge":
            proof = _challenged(proof, at, number)
        else:
            proof = replace(proof, verdict=_verdict(at), reason=words(at.turn))
    return proof


def _verdict(at: Placed) -> str:
    """What can't be read, or comes too late, counts as a rejection; but it was none in words."""
    unread = "late" if at.turn.status == "timed_out" else "unread"
    return at.turn.choices.get("verdict", unread)


def _challenged(proof: Proof, at: Placed, number: int) -> Proof:
    step = at.turn.choices.get("weakest", WHOLE_PROOF)
    exchange = Exchange(number, words(at.turn))
    steps = proof.steps
    if step not in [one.number for one in steps]:
        step, steps = WHOLE_PROOF, (*steps, ProofStep(WHOLE_PROOF, None))
    return replace(
        proof,
        steps=tuple(replace(one, exchanges=(*one.exchanges, exchange)) if one.number == step else one for one in steps),
    )


def _answered(proof: Proof, answer: Spoken) -> Proof:
    """The one challenge that waits has this answer."""
    return replace(
        proof,
        steps=tuple(
            replace(
                step,
                exchanges=tuple(replace(one, answer=one.answer or answer) for one in step.exchanges),
            )
            for step in proof.steps
        ),
    )
