"""Debates that are in no study's figures: for practice, and to see whether somebody reads.

Both are ordinary debates of ordinary experiments that are finished. A place in one is made for a person when they come
to it; no square, no claim and no lease knows of it.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Exists, Max, OuterRef, QuerySet
from django.utils import timezone

from debate.models import Debate, Experiment, Player
from debate.services.advance import begin_reading, locked
from judges import services as judging
from judges.assignment import draw
from judges.models import Place, Rules


@transaction.atomic
def practise(player: Player, rules: Rules) -> Place | None:
    """Sit a person down to the next practice debate of their pool; None when they have done all that its rules ask.

    Whoever is in the midst of one gets that again.
    """
    # Without this lock a doubled click would take two places.
    Player.objects.select_for_update().values_list("pk").get(pk=player.pk)
    if rules.practice is None:
        return None
    if begun := _places(player, rules.practice).filter(finished_at=None).first():
        return begun
    if practised(player, rules) >= rules.practice_debates:
        return None
    debate = _unmet(player, rules.practice).first()
    return _sit(player, rules, debate) if debate else None


def practised(player: Player, rules: Rules) -> int:
    """How many of their pool's practice debates a person has judged."""
    done = _places(player, rules.practice).filter(finished_at__isnull=False) if rules.practice else None
    return done.count() if done is not None else 0


def check_due(player: Player) -> Place | None:
    """Sit a person down to an attention check, if one is due now; the caller's transaction holds their row.

    Given that there is a debate that counts for them, also after it: a check is never what ends their work.
    """
    for due in judging.checks_due(player):
        left, check = judging.free_for(player), _next_check(player, due.rules)
        if check and left.debates and (left.room is None or left.room > 1):
            return _sit(player, due.rules, check, experience=due.judged)
    return None


def _next_check(player: Player, rules: Rules) -> Debate | None:
    """One that looks like what they judge, where there is any; by a draw, so that neighbours don't meet the same."""
    judged = player.places.filter(pool=rules.pool_id, experiment__purpose=Experiment.Purpose.STUDY)
    usual = set(judged.values_list("debate__arm__config__protocol", flat=True))
    free = _unmet(player, rules.attention).select_related("arm__config")
    drawn = sorted(free, key=lambda debate: draw(0, player.public_id, debate.public_id))
    return min(drawn, key=lambda debate: debate.arm.config.protocol not in usual, default=None)


def _places(player: Player, experiment: Experiment) -> QuerySet[Place]:
    return Place.objects.filter(player=player, debate__experiment=experiment, pool__isnull=False, left_at=None)


def _unmet(player: Player, experiment: Experiment | None) -> QuerySet[Debate]:
    """The experiment's debates, in its order, in which the person has never sat."""
    sat = player.seats.filter(debate=OuterRef("pk"))
    able = Debate.objects.filter(experiment=experiment, experiment__status=Experiment.Status.FINISHED)
    return able.filter(~Exists(sat), experiment__closed=False, status=Debate.Status.FINISHED)


def _sit(player: Player, rules: Rules, debate: Debate, experience: int | None = None) -> Place:
    debate = locked(debate.pk)
    last: int | None = debate.places.aggregate(last=Max("number"))["last"]
    place = Place.objects.create(
        debate=debate,
        number=0 if last is None else last + 1,
        player=player,
        pool_id=rules.pool_id,
        experiment_id=debate.experiment_id,
        item=debate.question.passage_id or -debate.question_id,
        experience=experience,
        taken_at=timezone.now(),
    )
    if seat := judging.seat_person(place, debate):
        begin_reading(debate, seat)
    return place
