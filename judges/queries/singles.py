"""Judgements one by one, and the readings that they are made of, as plain values."""

from __future__ import annotations

from typing import Any

from django.db.models import F, OuterRef, Subquery

from debate.models import Turn
from judges.queries.dimensions import BOTS, MODELS, PEOPLE, STAGE, dimension
from judges.queries.drawn import Drawn
from judges.stats.rated import Kind, Rated
from judges.stats.readings import Reading

# Bots stand in for people, and the report says so.
KINDS: dict[str, Kind] = {MODELS: "model", PEOPLE: "person", BOTS: "person", STAGE: "stage"}
# What the truth of a debate's question follows from.
TRUTH = ("form", "pair", "candidate", "question__answer", "question__correct")
AT_ONCE = 5_000


def rated(these: Drawn) -> list[Rated]:
    """Each judge's last word on each debate, in the order of the places."""
    columns = {
        "in_set": F("place__debate__question__question_set__name"),
        "item": F("place__debate__question__external_id"),
        "by": dimension("judge", "place__"),
        "by_kind": dimension("kind", "place__"),
        "by_model": dimension("model", "place__"),
        "by_person": F("place__player__public_id"),
    }
    truth = [f"place__debate__{name}" for name in TRUTH]
    rows = these.ratings().annotate(**columns).order_by("place")
    about = ("place__debate__arm", "place__debate__public_id", "place__debate__half", "belief")
    arms = these.scope.arms
    return [
        Rated(
            arm=arms[arm],
            debate=debate,
            half=half,
            belief=tuple(belief),
            question=f"{in_set}/{item}",
            question_set=in_set,
            judge=judge,
            rater=person if KINDS[kind] == "person" and person else judge,
            kind=KINDS[kind],
            model=model,
            answer=_answer(*asked),
        )
        for arm, debate, half, belief, in_set, item, judge, kind, model, person, *asked in rows.values_list(
            *about, *columns, *truth
        ).iterator(AT_ONCE)
    ]


def readings(these: Drawn) -> list[Reading]:
    """Each finished reading with the last belief that it came to; who judges from the stage has none."""
    told = Turn.objects.filter(seat=OuterRef("seat"), belief__len__gt=0).order_by("-step", "-pk")
    columns = {
        "in_set": F("place__debate__question__question_set__name"),
        "item": F("place__debate__question__external_id"),
        "by": dimension("judge", "place__"),
        "last": Subquery(told.values("belief")[:1]),
    }
    rows: Any = these.sittings().annotate(**columns)
    rows = rows.filter(last__isnull=False).order_by("pk")
    about = ("place__debate__arm", "place__debate__public_id", "place__number", "seat__display")
    return [
        Reading(
            arm=these.scope.arms[arm],
            debate=debate,
            question=f"{in_set}/{item}",
            judge=judge,
            place=str(place),
            display=tuple(display),
            belief=tuple(belief),
        )
        for arm, debate, place, display, in_set, item, judge, belief in rows.values_list(*about, *columns).iterator(
            AT_ONCE
        )
    ]


def _answer(form: str, pair: list[int] | None, candidate: int | None, answer: int, correct: bool | None) -> int:
    """The index of what is true among that which beliefs are over: the options, the pair's two, or right and wrong."""
    if form == "candidate":
        right = correct if candidate is None else candidate == answer
        return int(not right)
    return pair.index(answer) if pair else answer
