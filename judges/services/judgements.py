"""Judgements as wholes: when they are finished, what they came to, which are still to come."""

from __future__ import annotations

from collections import defaultdict

from django.db.models import QuerySet
from django.utils import timezone

from debate.core.types import Judgement, Sat
from debate.models import Debate, Experiment, Turn
from debate.models.statements import columns, instance, rows, together
from debate.transcripts import turn_of
from judges.models import Place, Rating, Sitting
from judges.services.ratings import mean

# The judges of a debate whom nobody asks anything more: those on its stage, and those who have answered every ask. They
# are done, and their last rating is final. Seats of the stage that nobody took are offered no longer.
_FINISH = """
WITH done AS (
    SELECT p.id FROM judges_place p
    WHERE p.debate_id = %(debate)s AND p.finished_at IS NULL AND p.left_at IS NULL AND (
        p.chair OR (p.role <> '' AND p.player_id IS NOT NULL) OR (p.endpoint_id IS NULL AND p.pool_id IS NULL)
        OR (SELECT min(told.closed) FROM judges_sitting s CROSS JOIN LATERAL (
                SELECT count(*) AS closed FROM debate_turn t WHERE t.seat_id = s.seat_id AND t.status <> 'open'
            ) told WHERE s.place_id = p.id) >= %(asks)s
    )
), placed AS (
    UPDATE judges_place SET finished_at = %(now)s WHERE id IN (SELECT id FROM done)
), sat AS (
    UPDATE judges_sitting SET finished_at = %(now)s WHERE place_id IN (SELECT id FROM done)
), withdrawn AS (
    UPDATE judges_place SET experiment_id = NULL WHERE debate_id = %(debate)s AND role <> '' AND player_id IS NULL
), final AS (
    UPDATE judges_rating SET final = true, at = %(now)s WHERE id IN (
        SELECT DISTINCT ON (place_id) id FROM judges_rating WHERE place_id IN (SELECT id FROM done)
        ORDER BY place_id, round DESC
    )
)
SELECT id FROM done
"""


def finish_places(debate: Debate, asks: int) -> bool:
    """Once nobody speaks any more: judges who have answered everything are done, their last rating is final.

    Returns whether there was one.
    """
    return bool(rows(_FINISH, {"debate": debate.pk, "asks": asks, "now": timezone.now()}))


_FINISHED = "p.debate_id = %(debate)s AND p.role = '' AND p.finished_at IS NOT NULL AND p.left_at IS NULL"
_PLACES = f"""
SELECT p.id, p.chair, p.pool_id IS NOT NULL, coalesce(pl.bot, false) FROM judges_place p
LEFT JOIN debate_player pl ON pl.id = p.player_id WHERE {_FINISHED} ORDER BY p.id
"""  # noqa: S608
_BELIEFS = f"""
SELECT p.id, r.belief FROM judges_rating r JOIN judges_place p ON p.id = r.place_id WHERE {_FINISHED} ORDER BY r.round
"""  # noqa: S608
_SEATS = """
SELECT s.id, s.reader, s.display, sat.place_id FROM debate_seat s LEFT JOIN judges_sitting sat ON sat.seat_id = s.id
WHERE s.debate_id = %(debate)s AND s.role = 'judge' ORDER BY s.id
"""
_TURNS = f"""
SELECT {columns(Turn, "t")} FROM debate_turn t JOIN debate_seat s ON s.id = t.seat_id
WHERE t.debate_id = %(debate)s AND s.role = 'judge' AND t.status <> 'open' ORDER BY t.step, t.id
"""  # noqa: S608 - names of columns


def judgements_of(debate: Debate) -> tuple[Judgement, ...]:
    """The finished judgements of a debate, with every answer that they are made of."""
    key = {"debate": debate.pk}
    places, ratings, seats, turns = together((_PLACES, key), (_BELIEFS, key), (_SEATS, key), (_TURNS, key))
    said = defaultdict(list)
    for turn in (instance(Turn, row) for row in turns):
        said[turn.seat_id].append(turn_of(turn))
    return tuple(
        Judgement(
            beliefs=tuple(tuple(belief) for of, belief in ratings if of == place),
            # A chair sits on the stage, everybody else in the seats of their sittings.
            sittings=tuple(
                Sat(turns=tuple(said[seat]), display=tuple(display))
                for seat, reader, display, of in seats
                if (reader == 0 if chair else of == place)
            ),
            person=person,
            bot=bot,
        )
        for place, chair, person, bot in places
    )


def believed_by(debate: Debate) -> dict[str, tuple[int, ...]]:
    """The last beliefs of a debate: of each model by its endpoint's name, and under "" the mean of all; {} = none."""
    final = Rating.objects.filter(place__debate=debate, place__left_at=None, final=True, belief__len__gt=0)
    found = defaultdict(list)
    for judge, belief in final.order_by("place").values_list("place__endpoint__name", "belief"):
        found[""].append(belief)
        if judge:
            found[judge].append(belief)
    return {judge: tuple(mean(beliefs)) for judge, beliefs in found.items()}


def reopen_errors(experiment: Experiment, reason: str | None = None) -> int:
    """Open again the readings that ended in an error, and forget the missing ratings they made; returns how many.

    With a reason, those alone that it ended.
    """
    failed = Turn.objects.filter(debate__experiment=experiment, status=Turn.Status.ERROR, seat__reader__gt=0)
    failed = failed.exclude(debate__status=Debate.Status.WITHDRAWN)
    if reason is not None:
        failed = failed.filter(reason=reason)
    places = list(Place.objects.filter(sittings__seat__turns__in=failed).values_list("pk", flat=True).distinct())
    Rating.objects.filter(place__in=places, missing=Turn.Status.ERROR).delete()
    Rating.objects.filter(place__in=places).update(final=False)
    Place.objects.filter(pk__in=places).update(finished_at=None)
    Sitting.objects.filter(place__in=places).update(finished_at=None)
    return failed.update(status=Turn.Status.OPEN, answered_at=None, due_at=None)


def open_places(experiment_id: int) -> QuerySet[Place]:
    """Judgements that are still to come, of debates that can still be judged."""
    judged = Debate.Status.RUNNING, Debate.Status.FINISHED
    wanted = Place.judgements.filter(debate__experiment=experiment_id, finished_at=None, left_at=None)
    return wanted.filter(debate__status__in=judged)
