"""One debate with everything behind it: what was asked, said, believed and paid. For researchers' eyes only."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from itertools import groupby
from typing import Any

from django.db.models import Prefetch

from debate.access.drawn import drawn_alone
from debate.core.code import is_code
from debate.core.types import Case
from debate.desk.beliefs import Drawing, drawing
from debate.desk.listing import judge_of
from debate.desk.passage import Paragraph, paragraphs
from debate.desk.spoken import Spoken, round_of, spoken_of
from debate.models import Debate, ModelCall, Seat
from debate.transcripts import case_of, protocol_of, whole_steps
from judges import services as judging
from judges.models import Place, Rating


@dataclass(frozen=True)
class Option:
    """An option of the debate's question; `side` is its place there, and its colour on the page."""

    side: int
    text: str
    correct: bool
    defenders: tuple[str, ...]


@dataclass(frozen=True)
class Round:
    """What was said in a round; 0 = before the first."""

    number: int
    spoken: tuple[Spoken, ...]


@dataclass(frozen=True)
class Belief:
    """What a judge believed after a round; `shares` in percent by option, () = missing. A model read it twice."""

    round: int
    rating: Rating | None
    shares: tuple[float, ...]
    readings: tuple[Spoken, ...]


@dataclass(frozen=True)
class Judgement:
    """One judge's way through the debate."""

    judge: str
    place: Place
    beliefs: tuple[Belief, ...]

    @property
    def readings(self) -> tuple[Spoken, ...]:
        return tuple(reading for belief in self.beliefs for reading in belief.readings)

    @property
    def shares(self) -> tuple[float, ...]:
        """The final belief, in percent by option; () where there is none."""
        return next((belief.shares for belief in reversed(self.beliefs) if belief.rating and belief.rating.final), ())

    @property
    def final(self) -> Rating | None:
        return next((belief.rating for belief in self.beliefs if belief.rating and belief.rating.final), None)


@dataclass(frozen=True)
class Record:
    """`passage` is () where the question has none; `candidate` the lines of the one answer that is judged.

    `told` is the option in which beliefs are drawn: the correct one, else the first. `drawn` is what the protocol draws
    by a template of its own, `drawn_by`; {} = nothing.
    """

    debate: Debate
    protocol: str
    passage: tuple[Paragraph, ...]
    passage_text: str
    candidate: tuple[str, ...]
    flaw: int | None
    options: tuple[Option, ...]
    told: Option
    rounds: tuple[Round, ...]
    judgements: tuple[Judgement, ...]
    drawing: Drawing | None
    drawn: Mapping[str, Any]
    drawn_by: str

    @property
    def code(self) -> bool:
        """Whether the answer that is judged is a program."""
        return is_code(self.candidate)

    @property
    def all_spoken(self) -> tuple[Spoken, ...]:
        stage = tuple(spoken for round in self.rounds for spoken in round.spoken)
        return stage + tuple(reading for judgement in self.judgements for reading in judgement.readings)

    @property
    def cost(self) -> Decimal:
        return sum((spoken.cost for spoken in self.all_spoken), Decimal(0))

    @property
    def tokens(self) -> int:
        return sum(spoken.tokens for spoken in self.all_spoken)

    @property
    def calls(self) -> int:
        return sum(len(spoken.calls) for spoken in self.all_spoken)


def record_of(debate: Debate, calls: bool = True) -> Record:
    """The record of one debate; without `calls`, by far the most of it, as it is published."""
    protocol, case = protocol_of(debate.arm), case_of(debate)
    behind = ModelCall.objects.select_related("endpoint") if calls else ModelCall.objects.none()
    rows = debate.turns.select_related("seat__player__endpoint", "seat__pool", "endpoint")
    turns = list(rows.prefetch_related(Prefetch("calls", behind)))
    stage = [turn for turn in turns if turn.seat.reader == 0]
    sides = protocol.sides(case, whole_steps(stage))
    titles = {role.name: role.title for role in protocol.roles(case)}
    passage = case.question.passage
    spoken = [spoken_of(turn, titles.get(turn.seat.role, "Judge"), sides, passage) for turn in turns]
    options, judgements = _options(debate, case, sides), _judgements(debate, spoken)
    told = next((option for option in options if option.correct), options[0])
    return Record(
        debate=debate,
        protocol=protocol.title,
        passage=paragraphs(passage, [cited for s in spoken for cited in s.citations]),
        passage_text=passage,
        candidate=case.question.lines,
        flaw=case.question.flaw,
        options=options,
        told=told,
        rounds=_rounds(s for s in spoken if s.turn.seat.reader == 0),
        judgements=judgements,
        drawing=drawing([(j.judge, _beliefs_in(told.side, j)) for j in judgements], len(options)),
        drawn=drawn_alone(protocol.drawing(case, whole_steps(stage)), passage),
        drawn_by=f"drawn/{protocol.slug}.html",
    )


def _beliefs_in(side: int, judgement: Judgement) -> list[tuple[int, float | None]]:
    return [(belief.round, belief.shares[side] if belief.shares else None) for belief in judgement.beliefs]


def _options(debate: Debate, case: Case, sides: Mapping[str, int]) -> tuple[Option, ...]:
    seats = debate.seats.filter(reader=0).select_related("player__endpoint", "pool")
    players = {seat.role: _player(seat) for seat in seats}
    return tuple(
        Option(n, text, n == case.question.truth, tuple(players[role] for role, side in sides.items() if side == n))
        for n, text in enumerate(case.question.labels)
    )


def _player(seat: Seat) -> str:
    return str(seat.player or seat.pool)


def _rounds(spoken: Iterable[Spoken]) -> tuple[Round, ...]:
    """By round; within one in time, and in the order of the options where both spoke at once."""
    ordered = sorted(spoken, key=lambda s: (round_of(s.turn), s.turn.step, s.side or 0))
    return tuple(Round(number, tuple(group)) for number, group in groupby(ordered, key=lambda s: round_of(s.turn)))


def _judgements(debate: Debate, spoken: Sequence[Spoken]) -> tuple[Judgement, ...]:
    judged = debate.places.filter(role="", withdrawn_at=None).select_related("endpoint", "pool", "player")
    places = judged.prefetch_related("ratings", "sittings")
    return tuple(Judgement(judge_of(place), place, _beliefs(place, spoken)) for place in places)


def _beliefs(place: Place, spoken: Sequence[Spoken]) -> tuple[Belief, ...]:
    """A chair's words stand on the stage already, so its beliefs come without readings."""
    seats = {sitting.seat_id for sitting in place.sittings.all()}
    readings = [s for s in spoken if s.turn.seat_id in seats]
    ratings = {rating.round: rating for rating in place.ratings.all()}
    rounds = sorted({*ratings, *(judging.rated_round(s.turn) for s in readings)})
    return tuple(
        Belief(
            round=number,
            rating=(rating := ratings.get(number)),
            shares=tuple(share / 100 for share in rating.belief) if rating else (),
            readings=tuple(s for s in readings if judging.rated_round(s.turn) == number),
        )
        for number in rounds
    )
