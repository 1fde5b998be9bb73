"""Judgements that were wanted and can't be had, each with its reason; and those that a scope leaves out."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db.models import Case, CharField, Count, Exists, F, OuterRef, QuerySet, Subquery, Value, When

from debate.models import Debate
from judges.models import Place, Rating
from judges.queries.dimensions import Filters, dimension, narrowed
from judges.queries.excluded import among
from judges.queries.scope import Scope
from judges.stats import LeftOut, Missing
from judges.stats.exclusions import Excluded, in_words

WAITING = "waiting"


def missing(scope: Scope, rated: int) -> Iterator[Missing]:
    """By arm, what it is split into, and reason; those still to come are none of them. `rated` = how many are there."""
    wanted = scope.places()
    # Counting is quick; looking for what each one lacks is not, and mostly nothing is missing.
    if wanted.count() == rated:
        return
    unrated: Any = without_rating(wanted)
    lost = unrated.exclude(reason=WAITING).order_by()
    labels = scope.labels("")
    keys: dict[str, Any] = {"of_arm": F("debate__arm"), "of_judge": dimension("judge")}
    counted = lost.annotate(**keys, **labels).values_list(*labels, *keys, "reason").annotate(n=Count("pk"))
    for *split, arm, judge, reason, n in counted.order_by("of_arm", *labels, "reason"):
        yield Missing(arm=scope.arms[arm], judge=judge, group=scope.part(split), reason=reason, n=n)


def left_out(scope: Scope) -> Iterator[LeftOut]:
    """How many ratings each rule and filter leaves out of its arm, one after the other."""
    kept = scope.scored().filter(final=True)
    for rule in scope.excluding:
        out = rule.of("place__")
        yield from _by_arm(scope, in_words(rule.rule, rule.value), kept.filter(out))
        kept = kept.exclude(out)
    for name, values in scope.where.items():
        these: Filters = {name: values}
        yield from _by_arm(scope, f"{name} isn't {' or '.join(values)}", narrowed(kept, {}, these, "place__"))
        kept = narrowed(kept, these, {}, "place__")
    for name, values in scope.without.items():
        these = {name: values}
        yield from _by_arm(scope, f"{name} = {' or '.join(values)}", narrowed(kept, these, {}, "place__"))
        kept = narrowed(kept, {}, these, "place__")


def excluded(scope: Scope) -> Iterator[Excluded]:
    """How many ratings each rule of the plans leaves out, of how many people; one rule after the other."""
    kept = scope.scored().filter(final=True)
    for rule in scope.excluding:
        out = rule.of("place__")
        found = kept.filter(out).aggregate(judgements=Count("pk"), people=Count("place__player", distinct=True))
        judged = kept.filter(among("place__player", rule.known)).aggregate(n=Count("place__player", distinct=True))
        yield Excluded(rule=rule.rule, value=rule.value, known=judged["n"], **found)
        kept = kept.exclude(out)


def _by_arm(scope: Scope, reason: str, ratings: QuerySet[Rating]) -> Iterator[LeftOut]:
    counted = ratings.order_by().values_list("place__debate__arm").annotate(n=Count("pk"))
    for arm, n in counted.order_by("place__debate__arm"):
        yield LeftOut(arm=scope.arms[arm], reason=reason, n=n)


def without_rating(places: QuerySet[Place]) -> QuerySet[Place]:
    """Those of the places that have no scored rating, each with its `reason`."""
    scored = Rating.objects.filter(place=OuterRef("pk"), final=True, right__isnull=False)
    return places.filter(~Exists(scored)).annotate(reason=_reason())


def _reason() -> Case:
    """Why a place has no scored rating, in one word or two."""
    final = Rating.objects.filter(place=OuterRef("pk"), final=True)
    return Case(
        When(Exists(final.exclude(missing="")), then=Subquery(final.values("missing")[:1])),
        When(Exists(final), then=Value("no answer key")),
        When(debate__status=Debate.Status.FAILED, then=Value("debate failed")),
        When(debate__status=Debate.Status.CANCELLED, then=Value("cancelled")),
        When(finished_at__isnull=False, then=Value("no belief")),
        When(debate__experiment__closed=True, then=Value("closed before")),
        default=Value(WAITING),
        output_field=CharField(),
    )
