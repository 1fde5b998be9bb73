"""The page of a seat: whole rounds up to its latest ask, what was answered, and what is asked now."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from debate.access import drawn, quoting, timing
from debate.access.asking import paragraphs
from debate.access.naming import named
from debate.access.quoting import Quoting
from debate.access.revealing import Revealing, flaggable, revealing
from debate.access.shown import (
    SeatPage,
    ShownAnswer,
    ShownOption,
    ShownQuote,
    ShownRound,
    ShownShare,
    ShownSource,
    ShownSpeech,
    State,
)
from debate.core import prompts
from debate.core.drawing import Drawing
from debate.core.prompts import LETTERS, Heard, Scene
from debate.core.reading import ordered
from debate.models import Debate, Experiment, Seat, Turn
from debate.transcripts import ask_from_json, case_of, plant_in, prompts_of, protocol_of, transcript_of
from debate.whole import whole
from judges import services as judging


def form_page(seat: Seat) -> SeatPage:
    """What the form of a seat's page is made from, and no more: without what was said."""
    now = _now(seat)
    turn = now.latest if now.state == "asked" else None
    return SeatPage(
        id=seat.public_id,
        state=now.state,
        cursor=now.cursor,
        display=tuple(seat.display),
        turn=turn.public_id if turn else "",
        ask=ask_from_json(turn.ask) if turn else None,
        before=next((belief for turn in reversed(now.answered) if (belief := _belief(turn, seat))), ()),
        number=len(now.turns),
        truth=now.truth,
        judge=seat.role == "judge",
        left=timing.left(turn) if turn else None,
        seconds=timing.whole(turn) if turn else None,
        due=judging.due_at(seat, turn) if turn else None,
    )


def said_page(seat: Seat) -> SeatPage:
    """What an answer is put into words by: what was said is not among it, unless something of it is drawn or quoted."""
    seat.debate = whole(seat.debate)
    protocol, case = protocol_of(seat.debate.arm), case_of(seat.debate)
    if seat.role != "judge" or protocol.draws or case.question.candidate:
        return seat_page(seat)
    return replace(form_page(seat), question=seat.debate.question.text)


def seat_page(seat: Seat) -> SeatPage:
    """What a seat's player may see now: nothing of the truth before the experiment tells it, never half a round."""
    bare, now = form_page(seat), _now(seat)
    seat.debate = whole(seat.debate)
    if _is_withdrawn(seat):
        return replace(bare, question=seat.debate.question.text, display=())
    case, protocol = case_of(seat.debate), protocol_of(seat.debate.arm)
    page = replace(
        bare,
        question=seat.debate.question.text,
        most=protocol.most_sitting_asks(case) if seat.reader else 0,
        protocol=protocol.slug,
    )
    if now.latest is None:
        return replace(page, display=())
    ask = ask_from_json(now.latest.ask)
    whole_of_it = transcript_of(seat.debate)
    read = whole_of_it[: now.latest.step if ask.after is None else ask.after]
    arm = seat.debate.arm
    shown = prompts.scene(protocol, case, ask, read, seat.display, prompts_of(arm), plant_in(seat, arm))
    drawing = protocol.drawing(case, read, ask)
    if drawing and drawing.shows_speeches and now.state != "asked" and ask.after is None:
        # Their own answer too, which nobody else gave at once with it.
        own = whole_of_it[now.latest.step : now.latest.step + 1]
        drawing = protocol.drawing(case, read + tuple(step for step in own if len(step) == 1), ask)
    return _told(page, seat, shown, drawing, now)


def _told(page: SeatPage, seat: Seat, shown: Scene, drawing: Drawing | None, now: _Now) -> SeatPage:
    """With what was asked of the seat and said to it."""
    passage = _passage(seat)
    if page.truth and drawing and drawing.shows_speeches:
        # Only speeches in their rounds tell what their speakers had been told to do.
        drawing = None
    said = drawn.quoting(drawing, passage)
    spoken = {} if drawing and drawing.shows_speeches else _spoken(shown, passage)
    handed = () if drawing else _handed(shown, passage)
    quoted = quoting.listed([*spoken.values(), *handed, *said.values()])
    told = revealing(seat, now.answered) if page.truth else None
    return replace(
        page,
        options=_options(shown, case_of(seat.debate).question.truth if page.truth else None),
        candidate=shown.question.lines,
        display=shown.display,
        passage=shown.question.passage,
        task=(*paragraphs(shown, passage, handed=False), *shown.asides),
        drawing=drawn.drawn(drawing, said, quoted),
        handed=tuple(quoting.marked(text, quoted) for text in handed),
        rounds=_rounds(_speeches(shown, spoken, quoted, told), _answers(shown, now.answered, seat)),
        quotes=quoted,
    )


@dataclass(frozen=True)
class _Now:
    """How far the judgement of a seat has come."""

    turns: tuple[Turn, ...]
    state: State
    truth: bool

    @property
    def answered(self) -> tuple[Turn, ...]:
        return tuple(turn for turn in self.turns if turn.status != Turn.Status.OPEN)

    @property
    def latest(self) -> Turn | None:
        """The first that is open, else the last: of several that are asked at once one is answered after another."""
        asked = (turn for turn in self.turns if turn.status == Turn.Status.OPEN)
        return next(asked, self.turns[-1] if self.turns else None)

    @property
    def cursor(self) -> str:
        return f"{len(self.answered)}-{self.state}-{self.truth:d}"


def cursor(seat: Seat) -> str:
    """That of the seat's page, without making the page."""
    return _now(seat).cursor


def open_turn(seat: Seat) -> Turn | None:
    """The turn that its page asks to be answered, if any."""
    now = _now(seat)
    return now.latest if now.state == "asked" else None


def _now(seat: Seat) -> _Now:
    turns = tuple(seat.turns.all())
    state = _state(seat, _Now(turns, "waiting", truth=False).latest)
    return _Now(turns, state, truth=state == "over" and seat.debate.experiment.tells)


def _is_withdrawn(seat: Seat) -> bool:
    """Whether its words are gone: its person took them back, or somebody did whom it heard."""
    place = judging.place_of(seat)
    return seat.debate.status == Debate.Status.WITHDRAWN or bool(place and place.withdrawn_at)


def _state(seat: Seat, latest: Turn | None) -> State:
    place = judging.place_of(seat)
    experiment = seat.debate.experiment
    if place and place.withdrawn_at:
        return "withdrawn"
    if seat.debate.status == Debate.Status.WITHDRAWN:
        return "stopped"
    if place and place.finished_at:
        return "over"
    if experiment.closed or experiment.status == Experiment.Status.CANCELLED:
        return "stopped"
    if place and place.left_at and seat.reader:
        return "left"
    if latest and latest.status == Turn.Status.OPEN:
        return "asked"
    broken = seat.debate.status in (Debate.Status.FAILED, Debate.Status.CANCELLED)
    return "stopped" if broken else "waiting"


def _passage(seat: Seat) -> str:
    """What quotes are checked against; it goes no further."""
    return seat.debate.question.passage.text if seat.debate.question.passage else ""


def _options(shown: Scene, answer: int | None) -> tuple[ShownOption, ...]:
    """Under letters for whoever judges; who argues has the own one first and never learns a letter."""
    if shown.mine is None:
        return tuple(
            ShownOption(place, LETTERS[place], text, correct=shown.display[place] == answer)
            for place, text in enumerate(shown.shown_options)
        )
    own_first = sorted(shown.display, key=lambda option: option != shown.mine)
    return tuple(
        ShownOption(place, "", shown.question.labels[option], correct=option == answer, mine=option == shown.mine)
        for place, option in enumerate(own_first)
    )


def _handed(shown: Scene, passage: str) -> tuple[Quoting, ...]:
    texts = paragraphs(shown, passage, handed=True)
    return tuple(Quoting(f"handed-{n}", text, passage, ShownSource("")) for n, text in enumerate(texts, 1))


def _spoken(shown: Scene, passage: str) -> dict[int, Quoting]:
    """What others said, by the speech's number. Only an "ok" turn is shown: another may hold what isn't for others."""
    return {
        heard.number: Quoting(
            name=str(heard.number),
            text=heard.turn.text if heard.turn.status == "ok" else "",
            passage=passage,
            source=ShownSource("", heard.number, named(heard.speaker), *_side(shown, heard)),
        )
        for heard in shown.heard
        if not heard.own
    }


def _side(shown: Scene, heard: Heard) -> tuple[int | None, str]:
    """Place and letter of the option that is defended, as `_options` has them."""
    if heard.option is None:
        return None, ""
    if shown.mine is not None:
        return int(heard.option != shown.mine), ""
    place = shown.display.index(heard.option)
    return place, LETTERS[place]


def _speeches(
    shown: Scene, spoken: Mapping[int, Quoting], quoted: Sequence[ShownQuote], told: Revealing | None
) -> Iterator[tuple[int, ShownSpeech]]:
    """Each with the number of its round."""
    for heard in shown.heard:
        if heard.number in spoken:
            text = spoken[heard.number]
            speech = ShownSpeech(
                number=heard.number,
                flag=str(heard.number) in flaggable(shown.ask),
                revealed=told.of(heard) if told else None,
                speaker=named(heard.speaker),
                place=text.source.place,
                letter=text.source.letter,
                words=quoting.marked(text, quoted),
            )
            yield _round_of(heard.turn.ask.about), speech


def _answers(shown: Scene, answered: Iterable[Turn], seat: Seat) -> Iterator[tuple[int, ShownAnswer]]:
    """Each with the number of its round. On the stage they are numbered with the speeches; the latest isn't yet."""
    numbers = (heard.number for heard in shown.heard if heard.own)
    for turn in answered:
        shares = tuple(ShownShare(n, LETTERS[n], share) for n, share in enumerate(_belief(turn, seat)))
        words = quoting.own(turn.text, _passage(seat))
        answer = ShownAnswer(shares, turn.text, bool(turn.ask.get("to")), turn.status, next(numbers, 0), words)
        yield _round_of(turn.ask.get("about", {})), answer


def _rounds(
    said: Iterable[tuple[int, ShownSpeech]], answered: Iterable[tuple[int, ShownAnswer]]
) -> tuple[ShownRound, ...]:
    """In the order of the rounds; the viewer's own words stand among the answers."""
    speeches, answers = defaultdict[int, list[ShownSpeech]](list), defaultdict[int, list[ShownAnswer]](list)
    for number, speech in said:
        speeches[number].append(speech)
    for number, answer in answered:
        answers[number].append(answer)
    return tuple(
        ShownRound(number, tuple(speeches[number]), tuple(answers[number]))
        for number in sorted(speeches.keys() | answers.keys())
    )


def _belief(turn: Turn, seat: Seat) -> tuple[float, ...]:
    return tuple(turn.belief[option] / 100 for option in ordered(turn.belief, seat.display))


def _round_of(about: Mapping[str, str]) -> int:
    return int(about.get("round", 0))
