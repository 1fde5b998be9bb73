"""What this viewer may see: the one place where redaction meets people.

Truth (the answer, who is honest, which model speaks) stays here until an experiment is closed; researchers excepted.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import groupby

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from debate.core import prompts, quotes
from debate.core.prompts import LETTERS, Heard, Scene
from debate.core.types import Want
from debate.models import Debate, Experiment, Player, Seat, Turn
from debate.transcripts import ask_from_json, case_of, prompts_of, protocol_of, transcript_of
from judges.models import Place


@dataclass(frozen=True)
class Viewer:
    """Who looks. A researcher sees everything; a player sees the seats that they hold; anybody else, nothing."""

    researcher: bool = False
    player: Player | None = None


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    if not user.is_authenticated or not user.is_active:
        return Viewer()
    player = Player.objects.filter(user_id=user.pk).first()
    return Viewer(researcher=bool(getattr(user, "is_staff", False)), player=player)


def experiments(viewer: Viewer) -> QuerySet[Experiment]:
    """The experiments whose pages, figures and files the viewer may open."""
    return Experiment.objects.all() if viewer.researcher else Experiment.objects.none()


def debates(viewer: Viewer) -> QuerySet[Debate]:
    """The debates whose whole record the viewer may open."""
    return Debate.objects.all() if viewer.researcher else Debate.objects.none()


def truth_is_open(viewer: Viewer, experiment: Experiment) -> bool:
    return viewer.researcher or experiment.closed


def places(viewer: Viewer) -> QuerySet[Place]:
    """The judgements that the viewer has begun, the latest first."""
    if viewer.player is None:
        return Place.objects.none()
    return Place.objects.filter(player=viewer.player, pool__isnull=False).order_by("-taken_at")


def seat(viewer: Viewer, public_id: str) -> Seat:
    """The viewer's own seat; another's doesn't exist for them (Http404)."""
    found = Seat.objects.select_related("debate__experiment", "debate__arm__config", "debate__question__passage")
    if viewer.player is None or not (mine := found.filter(public_id=public_id, player=viewer.player).first()):
        raise Http404("There is no such judgement.")
    return mine


def seat_of(place: Place) -> Seat | None:
    """The seat from which a place's judge judges."""
    if place.chair:
        return place.debate.seats.filter(reader=0, role="judge").first()
    return Seat.objects.filter(sitting__place=place).order_by("reader").first()


@dataclass(frozen=True)
class ShownOption:
    """An option under its shown letter; `place` counts from 0 in the order of display."""

    place: int
    letter: str
    text: str


@dataclass(frozen=True)
class ShownPiece:
    """Part of a speech: plain words, or a quote that was or wasn't found in the passage."""

    text: str
    quote: str = ""


@dataclass(frozen=True)
class ShownSpeech:
    """A speech as its reader meets it. `place` is that of the defended option; None for a judge's own words."""

    number: int
    speaker: str
    place: int | None
    pieces: tuple[ShownPiece, ...]
    own: bool


@dataclass(frozen=True)
class ShownRound:
    number: int
    speeches: tuple[ShownSpeech, ...]


@dataclass(frozen=True)
class ShownAnswer:
    """What the viewer answered before; `belief` in the order of display, in percent."""

    round: int
    belief: tuple[float, ...]
    text: str


@dataclass(frozen=True)
class SeatPage:
    """All that the page of a seat shows. `ask` is the open turn; None = nothing to answer now."""

    seat: Seat
    question: str
    options: tuple[ShownOption, ...]
    passage: str
    rounds: tuple[ShownRound, ...]
    answers: tuple[ShownAnswer, ...]
    ask: Turn | None
    wants: tuple[Want, ...]
    round: int
    finished: bool


def seat_page(seat: Seat) -> SeatPage:
    """What a seat's player may see now: whole rounds up to their latest ask, and nothing of the truth."""
    turns = list(seat.turns.order_by("step", "id"))
    latest = turns[-1] if turns else None
    shown = _scene(seat, latest) if latest else None
    opened = latest if latest and latest.status == Turn.Status.OPEN else None
    passage = seat.debate.question.passage
    return SeatPage(
        seat=seat,
        question=seat.debate.question.text,
        options=_options(shown) if shown else (),
        passage=shown.question.passage if shown else "",
        rounds=_rounds(shown, passage.text if passage else "") if shown else (),
        answers=tuple(_answer(turn, seat) for turn in turns if turn.status != Turn.Status.OPEN),
        ask=opened,
        wants=ask_from_json(opened.ask).wants if opened else (),
        round=_round_of(latest) if latest else 0,
        finished=opened is None and _is_over(seat),
    )


def _is_over(seat: Seat) -> bool:
    over = Place.objects.filter(sittings__seat=seat) | Place.objects.filter(debate=seat.debate, chair=True)
    return over.filter(player=seat.player, finished_at__isnull=False).exists()


def _scene(seat: Seat, turn: Turn) -> Scene:
    debate = seat.debate
    ask, transcript = ask_from_json(turn.ask), transcript_of(debate)
    if seat.reader == 0:
        transcript = transcript[: turn.step]
    return prompts.scene(
        protocol_of(debate.arm), case_of(debate), ask, transcript, seat.display, prompts_of(debate.arm)
    )


def _options(shown: Scene) -> tuple[ShownOption, ...]:
    return tuple(ShownOption(n, LETTERS[n], text) for n, text in enumerate(shown.shown_options))


def _rounds(shown: Scene, passage: str) -> tuple[ShownRound, ...]:
    numbered = [(int(h.turn.ask.about.get("round", 0)), n, h) for n, h in enumerate(shown.heard, 1)]
    return tuple(
        ShownRound(number, tuple(_speech(shown, n, heard, passage) for _, n, heard in group))
        for number, group in groupby(numbered, key=lambda entry: entry[0])
    )


def _speech(shown: Scene, number: int, heard: Heard, passage: str) -> ShownSpeech:
    text = heard.turn.text if heard.turn.status == "ok" else ""
    pieces = quotes.segments(text, quotes.quotes(text, passage))
    return ShownSpeech(
        number=number,
        speaker=heard.speaker,
        place=None if heard.option is None else shown.display.index(heard.option),
        pieces=tuple(ShownPiece(piece.text, _found(piece.quote)) for piece in pieces),
        own=heard.own,
    )


def _found(quote: quotes.Quote | None) -> str:
    if quote is None:
        return ""
    return "verified" if quote.verified else "not found"


def _answer(turn: Turn, seat: Seat) -> ShownAnswer:
    order = seat.display or range(len(turn.belief))
    belief = tuple(turn.belief[option] / 100 for option in order) if turn.belief else ()
    return ShownAnswer(_round_of(turn), belief, turn.text)


def _round_of(turn: Turn) -> int:
    return int(turn.ask.get("about", {}).get("round", 0))
