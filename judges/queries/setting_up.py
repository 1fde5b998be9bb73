"""A pool as it stands, for the list of what is set up and what is missing."""

from __future__ import annotations

from collections import Counter
from statistics import median
from typing import Any

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from debate.analysis_plans import BadPlan, plan_of
from debate.models import Debate, Experiment, Pool
from judges.models import Door, FormItem, Place, Rules
from judges.readiness import Panel, Setup
from judges.services import texts

Status = Experiment.Status
# So many judgements say how long one takes; and the latest of them are looked at.
ENOUGH, LOOKED_AT = 3, 500


def setup_of(pool: Pool) -> Setup:
    pages = texts.in_force(pool)
    rules = Rules.objects.filter(pool=pool).first()
    seconds = _seconds(pool)
    judged_in = _experiments(pool)
    return Setup(
        consent="consent" in pages,
        instructions="instructions" in pages,
        questions=Counter(FormItem.objects.filter(pool=pool, retired=False).values_list("part", flat=True)),
        rules=rules is not None,
        minutes=median(seconds) / 60 if len(seconds) >= ENOUGH else None,
        timed=len(seconds),
        mail=settings.EMAIL_SET_UP,
        experiments=tuple(one.name for one in judged_in if one.status != Status.DRAFT),
        least_failed=min(filter(None, map(_least_failed, judged_in)), default=None),
        drafts=tuple(one.name for one in judged_in if one.status == Status.DRAFT),
        **_of_rules(rules or Rules(pool=pool)),
        **_ways_in(pool),
    )


def _of_rules(rules: Rules) -> dict[str, Any]:
    same = (
        "pass_mark tries practice_debates attention_rate preview bonus_rule bonus_each currency base_pay pay_each "
        "least_each most_each least_hourly"
    )
    return {
        **{name: getattr(rules, name) for name in same.split()},
        "practice": _finished(rules.practice_id),
        "attention": _finished(rules.attention_id),
    }


def _finished(experiment: int | None) -> int | None:
    """How many debates of it can be given to people."""
    if experiment is None:
        return None
    return Debate.objects.filter(experiment=experiment, status=Debate.Status.FINISHED).count()


def _ways_in(pool: Pool) -> dict[str, Any]:
    now = timezone.now()
    open_doors = Door.objects.filter(pool=pool, stopped=False).exclude(closes_at__lt=now)
    invitations = pool.invitations.filter(player=None, revoked=False).exclude(expires_at__lt=now)
    return {
        "rooms": sum(door.kind == Door.Kind.ROOM for door in open_doors),
        "panels": tuple(_panel(door) for door in open_doors if door.kind == Door.Kind.PANEL),
        "invitations": invitations.count(),
        "unsent": invitations.filter(sent_at=None).exclude(email="").count(),
    }


def _panel(door: Door) -> Panel:
    return Panel(
        name=door.name,
        code_complete=door.code_complete,
        code_screened_out=door.code_screened_out,
        code_no_consent=door.code_no_consent,
        code_quota_full=door.code_quota_full,
        return_url=door.return_url,
        quota=door.quota,
    )


def _experiments(pool: Pool) -> list[Experiment]:
    """Drafts, and those that run, whose judges or speakers come from this pool."""
    open_ones = Experiment.objects.filter(status__in=(Status.DRAFT, Status.RUNNING, Status.PAUSED), closed=False)
    sits = Q(arms__seats__pool=pool)
    return list(open_ones.filter(sits, purpose=Experiment.Purpose.STUDY).distinct().order_by("name"))


def _least_failed(experiment: Experiment) -> int | None:
    """The attention checks after which its plan leaves somebody out."""
    try:
        return plan_of(experiment).exclude.failed_checks
    except BadPlan:
        return None


def _seconds(pool: Pool) -> list[float]:
    """Of the latest judgements of its people, as long as each took; those of programs are of no use here."""
    judged = Place.judgements.filter(pool=pool, finished_at__isnull=False, left_at=None, player__bot=False)
    judged = judged.filter(active_seconds__gt=0).order_by("-finished_at")
    return list(judged.values_list("active_seconds", flat=True)[:LOOKED_AT])
