"""A person sits down to judge."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import transaction
from django.utils import timezone

from debate.models import Experiment, Player, Seat, Turn
from debate.models.statements import FORGETFUL, together
from debate.services.advance import begin_reading, locked
from debate.services.exercises import check_due
from debate.services.leaving import come_back, take_back
from judges import services as judging
from judges.models import Place
from judges.services import log

# Nobody's words: the page doesn't wait for the disk, and is shown again after a crash of the database.
_SHOWN = f"""
WITH shown AS (
    UPDATE debate_turn SET seen_at = %(now)s, deadline = %(now)s + make_interval(secs => coalesce(%(seconds)s::float8, (
        SELECT r.seconds FROM debate_seat s
        JOIN judges_place p ON p.debate_id = s.debate_id AND p.player_id = s.player_id AND p.pool_id IS NOT NULL
        JOIN judges_rules r ON r.pool_id = p.pool_id
        WHERE s.id = debate_turn.seat_id AND s.role = 'judge'
    )))
    WHERE id = %(turn)s AND seen_at IS NULL RETURNING seat_id, public_id, deadline
), noted AS ({log.LINE.format(turns="shown")})
SELECT deadline FROM shown
"""  # noqa: S608 - SQL of this project's own


@transaction.atomic
def sit_down(player: Player) -> Place | None:
    """Give a person the next debate to judge, its first ask open; None when there is none for them now.

    Whoever still owes an answer gets that debate again, so that nobody holds more than they judge; and so does whoever
    left one that is still free.
    """
    # Without this lock a doubled click would take two places.
    Player.objects.select_for_update().values_list("pk").get(pk=player.pk)
    begun = list(Place.objects.filter(player=player, finished_at=None, withdrawn_at=None).order_by("taken_at"))
    return _in_hand(player, begun) or _left(player, begun) or _new(player)


def _in_hand(player: Player, begun: Sequence[Place]) -> Place | None:
    """The judgement that waits for this person's answer."""
    if not begun:
        return None
    owed = Turn.objects.filter(seat__player=player, status=Turn.Status.OPEN)
    going_on = owed.filter(debate__experiment__closed=False).exclude(
        debate__experiment__status=Experiment.Status.CANCELLED
    )
    debates = set(going_on.values_list("debate", flat=True))
    return next((place for place in begun if place.left_at is None and place.debate_id in debates), None)


def _left(player: Player, begun: Sequence[Place]) -> Place | None:
    """What this person left last and nobody else has taken, theirs again, if they may be given anything."""
    left = [place for place in reversed(begun) if place.left_at]
    given = {(offer.experiment, offer.pool) for offer in judging.offers(player)} if left else set()
    return next((one for one in left if (one.experiment_id, one.pool_id) in given and take_back(one)), None)


def _new(player: Player) -> Place | None:
    if check := check_due(player):
        return check
    place = judging.take_place(player)
    if place is not None:
        debate = locked(place.debate_id)
        if seat := judging.seat_person(place, debate):
            begin_reading(debate, seat)
    return place


def note_seen(seat: Seat) -> bool:
    """A person opens a judgement, or sends something of it: their place stays theirs, or becomes it again.

    Returns whether it became it again: then what was read of it is out of date.
    """
    back = not judging.renew(seat) and come_back(seat)
    note_shown(seat)
    return back


def note_here(seat: Seat) -> None:
    """A person moves about on an open page: their place stays theirs; one that was given on is not taken back so."""
    judging.renew(seat)


def note_shown(seat: Seat) -> None:
    """Keep when a person was first shown what is asked of them, by the server's clock; from then on its time runs.

    Where the ask itself has none, a judge has the time that the rules of their pool give for an answer.

    A page that shows news by itself holds no place: nobody may sit before it.
    """
    now = timezone.now()
    for turn in seat.turns.all():
        if turn.status != Turn.Status.OPEN or turn.seen_at:
            continue
        shown = {"turn": turn.pk, "now": now, "seconds": turn.ask.get("seconds"), "kind": "shown", "data": "{}"}
        _, found = together(FORGETFUL, (_SHOWN, shown))
        turn.seen_at, turn.deadline = now, next((deadline for (deadline,) in found), None)
