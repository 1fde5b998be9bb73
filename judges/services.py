"""The only writers of judgements: places, sittings, ratings."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from django.db import transaction
from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone

from debate.core.design import display_order
from debate.core.types import WHOLE, Judgement, Sat, Transcript
from debate.models import Arm, ArmSeat, Debate, Experiment, Player, Seat, Turn
from debate.transcripts import ask_from_json, question_in, turn_of
from judges.models import Place, Rating, Sitting
from judges.scoring import score

SCORES = ("right", "tie", "brier", "log2", "clipped")
# A model reads a debate in both display orders; its belief is their mean.
READINGS = 2


@dataclass(frozen=True)
class Wanted:
    """One judgement wanted of a debate: by an endpoint, or by somebody of a pool; without a row, the stage's own."""

    row: ArmSeat | None = None
    chair: bool = False

    def as_chair(self) -> Wanted:
        return replace(self, chair=True)


def wanted_by(arm: Arm) -> list[Wanted]:
    """The judgements that an arm wants of each of its debates."""
    judges = arm.seats.filter(kind=ArmSeat.Kind.JUDGE).select_related("endpoint__player", "pool", "selector")
    return [Wanted(row) for row in judges for _ in range(arm.judgements_per_debate)]


def make_places(wanted: Iterable[tuple[Debate, Sequence[Wanted]]]) -> list[Seat]:
    """Store the places of new debates; returns the readers' seats of their models."""
    asked = [(_place(debate, n, want), want) for debate, wants in wanted for n, want in enumerate(wants)]
    Place.objects.bulk_create([place for place, _ in asked])
    reading = [(place, want.row) for place, want in asked if place.endpoint_id and not place.chair]
    sittings = [Sitting(place=place, seat=_reader(place, n, row)) for place, row in reading for n in range(READINGS)]
    seats = Seat.objects.bulk_create([sitting.seat for sitting in sittings])
    Sitting.objects.bulk_create(sittings)
    return seats


def _place(debate: Debate, number: int, want: Wanted) -> Place:
    if want.row is None:
        return Place(debate=debate, number=number)
    endpoint = want.row.endpoint
    player = endpoint.player if endpoint else None
    return Place(debate=debate, number=number, endpoint=endpoint, pool=want.row.pool, player=player, chair=want.chair)


def _reader(place: Place, reading: int, row: ArmSeat | None = None) -> Seat:
    """Readers are numbered from 1: two to a place, whether or not the second is used."""
    return Seat(
        reasoning=bool(row and row.reasoning),
        probed=bool(row and row.probed),
        selector=row.selector if row else None,
        debate=place.debate,
        role="judge",
        reader=1 + place.number * READINGS + reading,
        player=place.player,
        pool=place.pool,
        display=list(display_order(tuple(place.debate.display), place.number + reading)),
    )


@transaction.atomic
def take_place(player: Player) -> Place | None:
    """Give a person the next free place of their pools, and a seat; None when there is none for them.

    Nobody meets a passage, or a question, twice in an experiment: that would let one debate, or one half of a
    consultancy, answer another. A place that somebody else is taking is skipped.
    """
    place = _free_for(player).select_for_update(of=("self",), skip_locked=True).first()
    if place is None:
        return None
    place.player, place.taken_at = player, timezone.now()
    place.save(update_fields=["player", "taken_at"])
    if place.chair:
        place.debate.seats.filter(reader=0, role="judge").update(player=player)
    else:
        _seat_person(place)
    return place


def _seat_person(place: Place) -> None:
    seat = _reader(place, 0)
    seat.save()
    Sitting.objects.create(place=place, seat=seat)


def _free_for(player: Player) -> QuerySet[Place]:
    met = Place.objects.filter(player=player, debate__experiment=OuterRef("debate__experiment"))
    same = met.filter(
        Q(debate__question=OuterRef("debate__question"))
        | Q(debate__question__passage=OuterRef("debate__question__passage"))
    )
    free = Place.objects.filter(pool__players=player, player=None, debate__experiment__status="running")
    ready = free.filter(debate__status__in=("running", "finished")).exclude(Exists(same))
    return ready.select_related("debate__question__passage", "pool", "player").order_by("debate__place_in_order", "id")


def how_many_free_for(player: Player) -> int:
    """How many debates a person could still judge: one for each passage, or question without one, of an experiment."""
    one = Coalesce("debate__question__passage", -F("debate__question"))
    return _free_for(player).order_by().values("debate__experiment", one=one).distinct().count()


def record(turn: Turn, debate: Debate) -> None:
    """Make the rating that a debate's answered turn completes, if it is a judge's; in the answer's own transaction."""
    if ask_from_json(turn.ask).belief is None:
        return
    if turn.seat.reader:
        _record_reading(turn, debate)
    elif (place := Place.objects.filter(debate=debate, chair=True).first()) and turn.seat.role == "judge":
        told = turn.seat.turns.exclude(status=Turn.Status.OPEN).filter(step__lt=turn.step)
        _rate(place, debate, told.count(), [turn])


def _record_reading(turn: Turn, debate: Debate) -> None:
    """A model's rating waits for both of its readings; a person has one."""
    sittings = list(Sitting.objects.filter(place__sittings__seat=turn.seat_id).select_related("place"))
    place = sittings[0].place
    answered = Turn.objects.filter(seat__sitting__place=place, step=turn.step).exclude(status=Turn.Status.OPEN)
    readings = list(answered)
    if len(readings) == len(sittings):
        _rate(place, debate, turn.step, readings)


def _rate(place: Place, debate: Debate, number: int, readings: Sequence[Turn]) -> None:
    """Store what the place's judge believes after this round; missing when any reading of it is."""
    missing = next((turn.status for turn in readings if turn.status != Turn.Status.OK), "")
    belief = [] if missing else mean([turn.belief for turn in readings])
    rating = Rating(place=place, round=number, belief=belief, missing=missing)
    _store(rating, debate)


def _store(rating: Rating, debate: Debate) -> None:
    truth = question_in(debate).truth
    if rating.belief and truth is not None:
        scores = score(tuple(rating.belief), truth)
        for name in SCORES:
            setattr(rating, name, getattr(scores, name))
    # A reading that failed and was taken up again replaces the missing rating that it had made.
    Rating.objects.bulk_create(
        [rating],
        update_conflicts=True,
        unique_fields=["place", "round"],
        update_fields=["belief", "missing", "at", *SCORES],
    )


def mean(beliefs: Sequence[Sequence[int]]) -> list[int]:
    """The mean of several beliefs; what rounding leaves over goes to the options that lost most by it."""
    sums = [sum(parts) for parts in zip(*beliefs, strict=True)]
    whole = [total // len(beliefs) for total in sums]
    most_lost = sorted(range(len(sums)), key=lambda n: -(sums[n] % len(beliefs)))
    for n in most_lost[: WHOLE - sum(whole)]:
        whole[n] += 1
    return whole


def record_verdict(debate: Debate, belief: tuple[int, ...], transcript: Transcript) -> None:
    """The rating of a debate whose stage decides; where it ends in no belief, the last unreadable reply is why."""
    place = debate.places.get(endpoint=None, pool=None)
    unread = [turn.status for step in transcript for turn in step if turn.status != "ok"]
    missing = "" if belief else (unread[-1] if unread else "unparsed")
    if place.finished_at is None:
        _store(Rating(place=place, round=0, belief=list(belief), missing=missing), debate)


def finish_places(debate: Debate, asks: int) -> bool:
    """Once nobody speaks any more: judges who have answered everything are done, their last rating is final.

    Returns whether there was one.
    """
    over = [p for p in debate.places.filter(finished_at=None) if p.is_on_stage or _all_answered(p, asks)]
    for place in over:
        _finish(place)
    return bool(over)


def _all_answered(place: Place, asks: int) -> bool:
    sittings = place.sittings.annotate(
        answered=Count("seat__turns", filter=~Q(seat__turns__status=Turn.Status.OPEN))
    ).values_list("answered", flat=True)
    return bool(sittings) and all(answered >= asks for answered in sittings)


def _finish(place: Place) -> None:
    now = timezone.now()
    Place.objects.filter(pk=place.pk).update(finished_at=now)
    place.sittings.update(finished_at=now)
    if last := place.ratings.order_by("-round").first():
        last.final = True
        last.save(update_fields=["final"])


def judgements_of(debate: Debate) -> tuple[Judgement, ...]:
    """The finished judgements of a debate, with every answer that they are made of."""
    places = debate.places.filter(finished_at__isnull=False).prefetch_related("ratings", "sittings")
    seats = {seat.pk: seat for seat in debate.seats.filter(role="judge").prefetch_related("turns")}
    return tuple(_judgement(place, seats) for place in places)


def _judgement(place: Place, seats: Mapping[int, Seat]) -> Judgement:
    """A chair sits on the stage, everybody else in the seats of their sittings."""
    sat = {sitting.seat_id for sitting in place.sittings.all()}
    own = [seat for seat in seats.values() if (seat.reader == 0 if place.chair else seat.pk in sat)]
    return Judgement(
        beliefs=tuple(tuple(rating.belief) for rating in place.ratings.all()),
        sittings=tuple(
            Sat(
                turns=tuple(turn_of(turn) for turn in seat.turns.all() if turn.status != Turn.Status.OPEN),
                display=tuple(seat.display),
            )
            for seat in own
        ),
        person=place.pool_id is not None,
    )


def reopen_errors(experiment: Experiment) -> int:
    """Open again the readings that ended in an error, and forget the missing ratings they made; returns how many."""
    failed = Turn.objects.filter(debate__experiment=experiment, status=Turn.Status.ERROR, seat__reader__gt=0)
    places = list(Place.objects.filter(sittings__seat__turns__in=failed).values_list("pk", flat=True).distinct())
    Rating.objects.filter(place__in=places, missing=Turn.Status.ERROR).delete()
    Rating.objects.filter(place__in=places).update(final=False)
    Place.objects.filter(pk__in=places).update(finished_at=None)
    Sitting.objects.filter(place__in=places).update(finished_at=None)
    return failed.update(status=Turn.Status.OPEN, answered_at=None, due_at=None)


def open_places(experiment_id: int) -> QuerySet[Place]:
    """Judgements that are still to come, of debates that can still be judged."""
    judged = Debate.Status.RUNNING, Debate.Status.FINISHED
    return Place.objects.filter(debate__experiment=experiment_id, finished_at=None, debate__status__in=judged)
