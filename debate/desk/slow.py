"""The figures that are made on demand, read back from what a worker stored."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from judges.charts import ensembles_from
from judges.stats import Figure
from judges.stats.ensembles import Ensemble
from judges.stats.output import figure_from
from judges.stats.skill import Skill


@dataclass(frozen=True)
class Effect:
    """An arm in the mixed model."""

    arm: str
    figure: Figure
    p: float | None


@dataclass(frozen=True)
class Slow:
    """`method` says why there are no effects, where there are none."""

    reference: str
    method: str
    effects: tuple[Effect, ...]
    spreads: Mapping[str, float]
    skills: tuple[Skill, ...]
    ensembles: tuple[Ensemble, ...]


def slow_from(result: Mapping[str, Any]) -> Slow:
    """From the JSON of judges.stats.judging.Slow."""
    mixed = result["mixed"]
    return Slow(
        reference=mixed["reference"],
        method=mixed["method"],
        effects=tuple(Effect(arm, figure_from(told), mixed["p"].get(arm)) for arm, told in mixed["effects"].items()),
        spreads=mixed["spreads"],
        skills=tuple(
            Skill(one["judge"], one["rater"], figure_from(one["accuracy"]), figure_from(one["dawid_skene"]))
            for one in result["skills"]
        ),
        ensembles=ensembles_from(result),
    )
