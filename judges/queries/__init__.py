"""From ratings to the grouped counts that statistics are made from: plain SQL aggregation, no rating in memory."""

from judges.queries.dimensions import (
    DIMENSIONS,
    STAGE,
    Filters,
    UnknownDimension,
    dimension,
    filters_from,
    narrowed,
    texts_of,
)
from judges.queries.drift import drift_of
from judges.queries.generating import generating_of, hourly_of
from judges.queries.judging import judging_of, slow_of
from judges.queries.missing import WAITING, without_rating
from judges.queries.report import planned_scope, report_of, report_on
from judges.queries.scope import Scope
from judges.queries.told import looks_of, told

__all__ = [
    "DIMENSIONS",
    "STAGE",
    "WAITING",
    "Filters",
    "Scope",
    "UnknownDimension",
    "dimension",
    "drift_of",
    "filters_from",
    "generating_of",
    "hourly_of",
    "judging_of",
    "looks_of",
    "narrowed",
    "planned_scope",
    "report_of",
    "report_on",
    "slow_of",
    "texts_of",
    "told",
    "without_rating",
]
