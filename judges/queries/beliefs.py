"""What a stored rating's belief comes to, as columns: the belief in the right option, and in the one held most likely.

Which option is right isn't stored beside a rating, and needn't be: with q_i the beliefs, the Brier score b is
((1 - p)^2 + the other q_i^2) / 2, so that p = (1 + sum of q_i^2) / 2 - b, and of two options 1 - sqrt(b).
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.db.models import Case, F, Field, FloatField, IntegerField, Q, Value, When
from django.db.models.expressions import Combinable, Func
from django.db.models.functions import Cast, Greatest, Least, Ln, Sqrt
from django.db.models.lookups import GreaterThan

from debate.core.types import WHOLE
from judges.scoring import LEAST, MOST

LN_2 = 0.6931471805599453
BRIER = F("brier")


@dataclass(frozen=True, kw_only=True)
class Beliefs:
    """Columns of a rating: `p` in the right option, `spherical` its score, `highest` of any option in hundredths of a
    percent, `shared` = 1/k if the right option is one of k that share the highest belief, `log_other` = of two options,
    the log score of whoever bet on the other one.
    """

    p: Combinable
    spherical: Combinable
    highest: Combinable
    shared: Combinable
    log_other: Combinable


def _over(expression: str, output_field: Field[object, object]) -> Func:
    """Something of all parts x of a belief."""
    return Func(
        F("belief"),
        template="(SELECT %(what)s FROM unnest(%(expressions)s) x)",
        what=expression,
        output_field=output_field,
    )


def _float(value: Combinable) -> Combinable:
    """A number that is written out is a decimal one to PostgreSQL, and slow to add up."""
    return Cast(value, FloatField())


def _log(p: Combinable) -> Combinable:
    clipped = Greatest(Value(LEAST), Least(Value(MOST), p), output_field=FloatField())
    return Ln(clipped) / Value(LN_2)


# Where all ratings are of two options. Reading beliefs part by part takes five times as long.
OF_PAIRS = Beliefs(
    p=1 - Sqrt(BRIER),
    spherical=(1 - Sqrt(BRIER)) / Sqrt(1 - 2 * Sqrt(BRIER) + 2 * BRIER),
    highest=Greatest("belief__0", "belief__1"),
    shared=_float(Case(When(tie=True, then=Value(0.5)), default=Value(0.0), output_field=FloatField())),
    log_other=_log(Sqrt(BRIER)),
)

_SQUARES = _over("sum((x / 10000.0::float) ^ 2)", FloatField())
_HIGHEST = _over("max(x)", IntegerField())
_LEADING = _over("count(*) FILTER (WHERE x = (SELECT max(y) FROM unnest(belief) y))", FloatField())
_P = (1 + _SQUARES) / 2 - BRIER
OF_ANY = Beliefs(
    p=_P,
    spherical=_P / Sqrt(_SQUARES),
    highest=_HIGHEST,
    shared=_float(
        Case(
            When(Q(GreaterThan(_P * Value(WHOLE) + Value(0.5), _HIGHEST)), tie=True, then=Value(1.0) / _LEADING),
            default=Value(0.0),
            output_field=FloatField(),
        )
    ),
    log_other=Case(When(belief__len=2, then=_log(Sqrt(BRIER))), output_field=FloatField()),
)


def percent(belief: Combinable) -> Combinable:
    """Hundredths of a percent as whole percent, a half up."""
    return (belief + Value(50)) / Value(100)


class LevelOf(Func):
    """The number of the last of `edges`, in percent and rising from 0, that a whole percent reaches."""

    output_field = IntegerField()

    def __init__(self, belief: Combinable, edges: Sequence[int]) -> None:
        array = ", ".join(str(edge) for edge in edges[1:])
        super().__init__(belief, template=f"width_bucket(%(expressions)s, ARRAY[{array}])")
