"""What the paper compared, and in which rooms, as the plan of the experiment that its release becomes."""

from __future__ import annotations

from collections.abc import Collection

from debate.importers.nyu.arms import ARMS
from debate.importers.nyu.debates import IN_PAPER
from debate.importers.nyu.room import LIVE
from judges.stats.analysis_plan import AnalysisPlan

NOTES = (
    "As reported by Michael et al. 2023 (arXiv 2311.08702): human debate against human consultancy, by the live judges "
    "of the rooms that the release marks as included in the paper. It is written down from the paper, with the data "
    "at hand, and frozen as it was imported: nobody registered it with Moot before they were collected."
)


def plan_of_paper(arms: Collection[str]) -> AnalysisPlan:
    """The paper's analysis. Where a release has not both of the arms that it compares, nothing was planned."""
    debate, consultancy = ARMS[:2]
    return AnalysisPlan(
        primary=(debate, consultancy) if {debate, consultancy} <= set(arms) else None,
        test="logit, clustered by judge",
        where={f"debate.{IN_PAPER}": ("true",), "judge": (LIVE,)},
        without={},
        rule="nyu",
        notes=NOTES,
    )
