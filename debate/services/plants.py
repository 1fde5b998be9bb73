"""The kinds of plants that an experiment can use: the library, and researchers' own."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Q

from debate.core.plants import PLANTS, Plant
from debate.models import Arm, PlantKind


def kinds_for(study: int | None) -> dict[str, Plant]:
    """By slug: the library, and those of nobody or of this study (by its key). Another study's don't exist."""
    own = PlantKind.objects.filter(Q(study=None) | Q(study=study))
    return PLANTS | {kind.slug: plant_of(kind) for kind in own}


def plant_of(kind: PlantKind) -> Plant:
    signs = tuple(line.strip() for line in kind.signs.splitlines() if line.strip())
    return Plant(slug=kind.slug, title=kind.title, told=kind.told, signs=signs)


def no_such_plant(slug: object, kinds: Iterable[str]) -> str:
    return f"there is no plant “{slug}”; there are: {', '.join(kinds)}."


def frozen_plants(arm: Arm) -> dict[str, Any]:
    """The words of the kinds that an arm plants, as its launch freezes them: slug -> {title, told, signs}."""
    kinds = kinds_for(arm.experiment.study_id)
    slugs = sorted({str(wanted["plant"]) for wanted in arm.plants.values()})
    return {slug: kinds[slug].to_json() for slug in slugs}
