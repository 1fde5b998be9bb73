"""What judgements are told apart by: each dimension's name, and where its value stands.

A value is a word: that of a tag is its JSON, so that true is "true"; "" = there is none.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TypeVar

from django.db.models import Case, CharField, F, Model, Q, QuerySet, TextField, Value, When
from django.db.models.expressions import Combinable
from django.db.models.fields.json import KeyTextTransform
from django.db.models.functions import Cast, Coalesce, Concat

from debate.models import Player

Filters = Mapping[str, tuple[str, ...]]
M = TypeVar("M", bound=Model)

# What figures call the judge of a debate whose stage itself ends in a verdict.
STAGE = "its own seats"
MODELS, PEOPLE, BOTS = "models", "people", "bots"
BY_BOTS = " (bots)"
# Up to so many judgements before, in words; and what lies around.
STAGES = ((5, "1 to 5"), (10, "6 to 10"), (20, "11 to 20"))
NOVICE, VETERAN, UNKNOWN = "none before", "21 and more", "not known"


class UnknownDimension(ValueError):
    """Judgements can't be told apart by this; says by what they can."""


def _judge(place: str) -> Combinable:
    """An endpoint's name or a pool's; programs that judge in a pool's name are told apart from its people."""
    named = Coalesce(f"{place}endpoint__name", f"{place}pool__name", Value(STAGE), output_field=CharField())
    bots = When(_is_bot(place), then=Concat(F(f"{place}pool__name"), Value(BY_BOTS)))
    return Case(bots, default=named, output_field=CharField())


def _is_bot(place: str) -> Q:
    """Not a join: the few bots are looked up in a table of their own, for a million ratings (measured)."""
    return Q(**{f"{place}player__in": Player.objects.filter(bot=True).values("pk")})


def _kind(place: str) -> Combinable:
    return Case(
        When(**{f"{place}endpoint__isnull": False}, then=Value(MODELS)),
        When(_is_bot(place), then=Value(BOTS)),
        When(**{f"{place}pool__isnull": False}, then=Value(PEOPLE)),
        default=Value(STAGE),
        output_field=CharField(),
    )


def _experience(place: str) -> Combinable:
    """In words: of people how many judgements came before, of models how many transcripts they read first."""
    n, before = f"{place}experience", Concat(Cast(F(f"{place}experience"), CharField()), Value(" transcripts before"))
    people = [When(**{f"{n}__lte": most, f"{place}pool__isnull": False}, then=Value(words)) for most, words in STAGES]
    return Case(
        When(**{f"{n}__isnull": True}, then=Value(UNKNOWN)),
        When(**{n: 0}, then=Value(NOVICE)),
        *people,
        When(**{f"{place}pool__isnull": False}, then=Value(VETERAN)),
        default=before,
        output_field=CharField(),
    )


def _model(place: str) -> Combinable:
    return Coalesce(f"{place}endpoint__model", Value(""), output_field=CharField())


# From the way to a place ("place__" from a rating) to the value: a new dimension is a line here.
DIMENSIONS: Mapping[str, Callable[[str], Combinable]] = {
    "arm": lambda place: F(f"{place}debate__arm__name"),
    "judge": _judge,
    "kind": _kind,
    "model": _model,
    "set": lambda place: F(f"{place}debate__question__question_set__name"),
    "half": lambda place: F(f"{place}debate__half"),
    "experience": _experience,
}
# Dimensions with a name of one's own: question.KEY and debate.KEY.
TAGS = {"question": "debate__question__tags", "debate": "debate__tags"}


def dimension(name: str, place: str = "") -> Combinable:
    """The value of a dimension, as an expression; `place` = the way from the rows to a place.

    Raises UnknownDimension.
    """
    if name in DIMENSIONS:
        return DIMENSIONS[name](place)
    kind, _, key = name.partition(".")
    if kind not in TAGS or not key:
        there = ", ".join([*DIMENSIONS, "question.KEY and debate.KEY, for the value of a tag"])
        raise UnknownDimension(f"Judgements can't be told apart by “{name}”, but by: {there}.")
    return Coalesce(KeyTextTransform(key, f"{place}{TAGS[kind]}"), Value(""), output_field=TextField())


def narrowed(rows: QuerySet[M], where: Filters, without: Filters, place: str = "") -> QuerySet[M]:
    """The rows whose place has one of the values of each dimension in `where`, and none of those in `without`."""
    for number, (name, values) in enumerate(where.items()):
        rows = rows.alias(**{f"within_{number}": dimension(name, place)}).filter(**{f"within_{number}__in": values})
    for number, (name, values) in enumerate(without.items()):
        rows = rows.alias(**{f"outside_{number}": dimension(name, place)}).exclude(**{f"outside_{number}__in": values})
    return rows


def filters_from(texts: Iterable[str]) -> Filters:
    """Filters as people write them: “judge = a” twice with other names lets either pass. Raises UnknownDimension."""
    found: dict[str, tuple[str, ...]] = {}
    for text in texts:
        name, equals, value = (part.strip() for part in text.partition("="))
        if not equals:
            raise UnknownDimension(f"“{text}” is no filter: write DIMENSION=VALUE, as kind=people.")
        dimension(name)
        found[name] = (*found.get(name, ()), value)
    return found


def texts_of(filters: Filters) -> list[str]:
    """The same, to be read back by filters_from."""
    return [f"{name}={value}" for name, values in filters.items() for value in values]


def check(names: Iterable[str]) -> None:
    """Raises UnknownDimension for the first that is none."""
    for name in names:
        dimension(name)
