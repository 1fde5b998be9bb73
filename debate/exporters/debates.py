"""From a debate's rows to its record."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from django.db.models import Prefetch, QuerySet

from debate.models import (
    Arm,
    ArmSeat,
    Debate,
    Endpoint,
    Experiment,
    ModelCall,
    Passage,
    Player,
    Pool,
    Question,
    Seat,
    Turn,
)
from debate.records import (
    ArmRecord,
    ArmSeatRecord,
    CallRecord,
    DebateRecord,
    ExperimentRecord,
    JudgementRecord,
    PassageRecord,
    QuestionRecord,
    QuoteRecord,
    RatingRecord,
    ReadingRecord,
    SeatRecord,
    TurnRecord,
)
from debate.transcripts import case_of, protocol_of, whole_steps
from judges.models import Place, Rating

# So many debates are in memory at a time.
CHUNK = 50


def records(experiment: Experiment) -> Iterator[DebateRecord]:
    """Every debate of a launched experiment, in the order in which they are run."""
    header = _experiment(Experiment.objects.get(pk=experiment.pk))
    rows = experiment.arms.prefetch_related("after", "seats__endpoint", "seats__pool", "seats__selector")
    arms = {arm.pk: arm for arm in rows}
    described = {pk: _arm(arm) for pk, arm in arms.items()}
    told: set[int] = set()
    for debate in _debates(experiment).iterator(chunk_size=CHUNK):
        debate.arm = arms[debate.arm_id]
        passage = debate.question.passage
        first = passage is not None and passage.pk not in told
        told |= {passage.pk} if passage else set()
        yield _debate(debate, header, described[debate.arm_id], _question(debate.question, with_text=first))


def _debates(experiment: Experiment) -> QuerySet[Debate]:
    # Requests and raw replies are by far the largest columns, and aren't exported.
    calls = ModelCall.objects.defer("request", "reply").select_related("endpoint")
    turns = Turn.objects.select_related("seat").prefetch_related(Prefetch("calls", calls))
    places = Place.objects.select_related("endpoint", "pool", "player").prefetch_related("ratings", "sittings__seat")
    seats = Seat.objects.select_related("player__endpoint", "pool", "selector")
    return experiment.debates.select_related("question__passage").prefetch_related(
        Prefetch("seats", seats), Prefetch("turns", turns), Prefetch("places", places)
    )


def _experiment(row: Experiment) -> ExperimentRecord:
    return ExperimentRecord(
        name=row.name,
        seed=row.seed,
        repeats=row.repeats,
        most_questions=row.most_questions,
        budget_usd=None if row.budget_usd is None else float(row.budget_usd),
        spent_usd=float(row.spent_usd),
        status=row.status,  # type: ignore[arg-type]  # the column's choices, less "draft"
        pause_reason=row.pause_reason,
        closed=row.closed,
        created_at=row.created_at,
        launched_at=row.launched_at,
        finished_at=row.finished_at,
        arms=[arm.name for arm in row.arms.all()],
    )


def _arm(row: Arm) -> ArmRecord:
    frozen = row.frozen or {}
    return ArmRecord(
        name=row.name,
        protocol=frozen["protocol"],
        version=frozen["version"],
        params=frozen["params"],
        prompts=frozen["prompts"],
        judges=frozen.get("judges", []),
        after=[other.name for other in row.after.all()],
        plants=row.plants,
        given=row.given,
        judgements_per_debate=row.judgements_per_debate,
        seats=[_arm_seat(seat) for seat in row.seats.all()],
    )


def _arm_seat(row: ArmSeat) -> ArmSeatRecord:
    return ArmSeatRecord(
        kind=row.kind,  # type: ignore[arg-type]  # the column's choices
        role=row.role,
        endpoint=_name(row.endpoint),
        pool=_name(row.pool),
        best_of=row.best_of,
        refine=row.refine,
        selector=_name(row.selector),
        reasoning=row.reasoning,
        probed=row.probed,
    )


def _question(row: Question, *, with_text: bool) -> QuestionRecord:
    return QuestionRecord(
        id=row.external_id,
        kind=row.kind,  # type: ignore[arg-type]  # the column's choices
        question=row.text,
        options=row.options,
        answer=row.answer,
        candidate=row.candidate,
        correct=row.correct,
        flaw=row.flaw,
        pair=row.pair,
        tags=row.tags,
        passage=_passage(row.passage, with_text) if row.passage else None,
    )


def _passage(row: Passage, with_text: bool) -> PassageRecord:
    text = row.text if with_text else None
    return PassageRecord(id=row.external_id, title=row.title, source=row.source, text=text)


def _debate(row: Debate, header: ExperimentRecord, arm: ArmRecord, question: QuestionRecord) -> DebateRecord:
    turns = sorted(row.turns.all(), key=lambda turn: (turn.seat.reader, turn.step, turn.pk))
    sides = _sides(row, turns)
    return DebateRecord(
        id=row.public_id,
        experiment=header,
        arm=arm,
        question=question,
        order=row.place_in_order,
        repeat=row.repeat,
        chair=row.chair,
        seed=row.seed,
        way=row.way,
        half=row.half,
        pair=row.pair,
        form=row.form,  # type: ignore[arg-type]  # a Form
        candidate=row.candidate,
        display=row.display,
        measures=row.measures,
        tags=row.tags,
        sides=sides,
        status=row.status,  # type: ignore[arg-type]  # the column's choices
        reason=row.reason,
        opened_at=row.opened_at,
        finished_at=row.finished_at,
        cost_usd=float(sum(call.cost_usd for turn in turns for call in turn.calls.all())),
        seats=[_seat(seat, turns) for seat in row.seats.all()],
        turns=[_turn(turn, sides) for turn in turns],
        judgements=[_judgement(place) for place in row.places.all()],
    )


def _sides(row: Debate, turns: Iterable[Turn]) -> dict[str, int]:
    """Who defends which of the question's options."""
    transcript = whole_steps([turn for turn in turns if turn.seat.reader == 0])
    sides = protocol_of(row.arm).sides(case_of(row), transcript)
    return {role: row.pair[option] if row.pair else option for role, option in sides.items()}


def _seat(row: Seat, turns: Iterable[Turn]) -> SeatRecord:
    calls = [call for turn in turns if turn.seat_id == row.pk for call in turn.calls.all()]
    return SeatRecord(
        id=row.public_id,
        role=row.role,
        reader=row.reader,
        endpoint=_name(row.player.endpoint) if row.player else None,
        pool=_name(row.pool),
        player=_pseudonym(row.player),
        models=sorted({call.resolved_model for call in calls if call.resolved_model}),
        display=row.display,
        best_of=row.best_of,
        refine=row.refine,
        selector=_name(row.selector),
        reasoning=row.reasoning,
        probed=row.probed,
        plant=row.plant,
    )


def _turn(row: Turn, sides: dict[str, int]) -> TurnRecord:
    return TurnRecord(
        id=row.public_id,
        role=row.seat.role,
        reader=row.seat.reader,
        step=row.step,
        key=row.key,
        option=None if row.seat.reader else sides.get(row.seat.role),
        ask=row.ask,
        status=row.status,  # type: ignore[arg-type]  # the column's choices
        reason=row.reason,
        text=row.text,
        cut=row.cut,
        belief=row.belief,
        fields=row.fields,
        quotes=[QuoteRecord.model_validate(quote) for quote in row.quotes],
        private=row.private,
        opened_at=row.opened_at,
        seen_at=row.seen_at,
        answered_at=row.answered_at,
        deadline=row.deadline,
        calls=[_call(call) for call in row.calls.all()],
    )


def _call(row: ModelCall) -> CallRecord:
    return CallRecord(
        endpoint=row.endpoint.name,
        kind=row.kind,
        sample=row.sample,
        number=row.number,
        status=row.status,  # type: ignore[arg-type]  # the column's choices
        model=row.resolved_model,
        finish=row.finish,
        fits=row.fits,
        text=row.text,
        tokens_in=row.tokens_in,
        tokens_out=row.tokens_out,
        cost_usd=float(row.cost_usd),
        cached=row.cached,
        prompt_hash=row.prompt_hash,
        error=row.error,
        started_at=row.started_at,
        seconds=row.seconds,
    )


def _judgement(row: Place) -> JudgementRecord:
    return JudgementRecord(
        number=row.number,
        endpoint=_name(row.endpoint),
        pool=_name(row.pool),
        player=_pseudonym(row.player),
        chair=row.chair,
        taken_at=row.taken_at,
        finished_at=row.finished_at,
        left_at=row.left_at,
        readings=[ReadingRecord(reader=s.seat.reader, finished_at=s.finished_at) for s in row.sittings.all()],
        ratings=[_rating(rating) for rating in row.ratings.all()],
    )


def _rating(row: Rating) -> RatingRecord:
    return RatingRecord(
        round=row.round,
        final=row.final,
        belief=row.belief,
        missing=row.missing,
        right=row.right,
        tie=row.tie,
        brier=row.brier,
        log2=row.log2,
        clipped=row.clipped,
        at=row.at,
    )


def _name(row: Endpoint | Pool | None) -> str | None:
    return row.name if row else None


def _pseudonym(player: Player | None) -> str | None:
    """A person's; an endpoint goes by its name."""
    return None if player is None or player.endpoint_id else player.public_id
