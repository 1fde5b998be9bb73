"""Judgements with the experience that their judges had: what drift is told from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import asdict
from typing import Any

from django.db.models import F, OuterRef, Subquery, Sum

from debate.models import Arm, ArmSeat, ModelCall
from debate.transcripts import protocol_of
from judges.queries.dimensions import BOTS, MODELS, PEOPLE, dimension
from judges.queries.drawn import MOST_SINGLES, Drawn, drawn
from judges.queries.report import one_moment
from judges.queries.scope import Scope
from judges.stats.drift import Drift, Experienced, drift
from judges.stats.judging import noted
from judges.stats.rated import WHOLE

AT_ONCE = 5_000


def drift_of(scope: Scope, most: int = MOST_SINGLES) -> Drift:
    """How figures change with experience, as they stand now; of more than `most` judgements, over a sample of them."""
    with one_moment():
        these = drawn(scope, most)
        found = drift(experienced(these), list(pairs(scope)))
    return noted(found, these.note)


def experienced(these: Drawn) -> list[Experienced]:
    """Each judge's last word on each debate, where the experience is known."""
    own_calls = ModelCall.objects.filter(turn__seat__sitting__place=OuterRef("place")).order_by()
    columns = {
        "in_set": F("place__debate__question__question_set__name"),
        "item": F("place__debate__question__external_id"),
        "by": dimension("judge", "place__"),
        "by_kind": dimension("kind", "place__"),
        "stage": dimension("experience", "place__"),
        "called": Subquery(own_calls.values("turn__seat__sitting__place").annotate(s=Sum("seconds")).values("s")),
    }
    rows = these.ratings().filter(place__experience__isnull=False).annotate(**columns).order_by("place")
    rows = rows.exclude(place__debate__arm__in=_about_other_things(these.scope))
    place = ("debate__arm", "player__public_id", "experience", "taken_at", "finished_at")
    about = (*(f"place__{name}" for name in place), "belief", "right", "brier", "log2", *columns)
    return [_judgement(these.scope.arms, row) for row in rows.values(*about).iterator(AT_ONCE) if _is_counted(row)]


def _about_other_things(scope: Scope) -> list[Arm]:
    """The arms whose judges aren't asked what is true."""
    rows = Arm.objects.filter(experiment__in=scope.experiments).select_related("config")
    return [arm for arm in rows if not protocol_of(arm).about_truth]


def _is_counted(row: Mapping[str, Any]) -> bool:
    """A stage that ends in its own verdict has no judge who learns."""
    return row["by_kind"] in (MODELS, PEOPLE, BOTS)


def _judgement(arms: Mapping[int, str], row: Mapping[str, Any]) -> Experienced:
    person = row["by_kind"] != MODELS
    began, ended = row["place__taken_at"], row["place__finished_at"]
    took = (ended - began).total_seconds() if began and ended else None
    seconds = took if person else row["called"]
    return Experienced(
        arm=arms[row["place__debate__arm"]],
        question=f"{row['in_set']}/{row['item']}",
        rater=(row["place__player__public_id"] if person else "") or row["by"],
        person=person,
        experience=row["place__experience"],
        stage=row["stage"],
        right=row["right"],
        brier=row["brier"],
        log_score=row["log2"],
        sure=max(row["belief"]) / WHOLE,
        minutes=None if seconds is None else seconds / 60,
        bot=row["by_kind"] == BOTS,
    )


def pairs(scope: Scope) -> Iterator[tuple[str, str, int]]:
    """Each arm whose models read earlier transcripts first, with the same arm without, and how many they read."""
    for experiment in scope.experiments:
        rows = list(experiment.arms.select_related("config").prefetch_related("seats__endpoint"))
        for arm in rows:
            same = (other for other in rows if _experience(other) == 0 and _condition(other) == _condition(arm))
            if _experience(arm) and (without := next(same, None)):
                yield scope.arms[arm.pk], scope.arms[without.pk], _experience(arm)


def _experience(arm: Arm) -> int:
    return protocol_of(arm).earlier


def _condition(arm: Arm) -> object:
    """Equal for arms that differ in nothing but what their judges read first."""
    protocol = protocol_of(arm)
    seats = [(seat.kind, seat.role, seat.who) for seat in arm.seats.all() if _counts(seat)]
    return protocol.slug, {**asdict(protocol), "earlier": 0}, sorted(seats)


def _counts(seat: ArmSeat) -> bool:
    """People aren't shown earlier transcripts: who else judges makes no other condition for a model."""
    return seat.kind != ArmSeat.Kind.JUDGE or seat.endpoint_id is not None
