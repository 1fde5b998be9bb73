"""What judgements took, in money and time.

A judgement costs its own calls and an even share of what was spent on its debate's stage, so that an arm's judgements
together cost what the arm did. A model's time is that of its calls, a person's from taking the place to ending it.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.db import connection
from django.db.models import BooleanField, ExpressionWrapper, Q, QuerySet

from debate.llm.spending import free_endpoints
from debate.models import ModelCall
from judges.models import Place
from judges.queries.scope import Scope
from judges.stats import Spent

_SPENT = """
WITH place AS MATERIALIZED ({places}),
called AS (
    SELECT t.debate_id, sat.place_id, sum(c.cost_usd) AS usd, sum(c.seconds) AS seconds,
        bool_or(c.status = 'ok' AND NOT c.cached AND c.cost_usd = 0 AND c.endpoint_id <> ALL(%s)) AS unpriced
    FROM debate_modelcall c JOIN debate_turn t ON t.id = c.turn_id
    LEFT JOIN judges_sitting sat ON sat.seat_id = t.seat_id
    WHERE t.debate_id IN (SELECT debate_id FROM place)
    GROUP BY 1, 2
),
wanted AS (
    SELECT debate_id, count(*) AS places FROM judges_place
    WHERE role = '' AND left_at IS NULL AND debate_id IN (SELECT debate_id FROM place) GROUP BY 1
),
taken AS (
    SELECT place.*, r."right", {rater} AS of_rater,
        CASE WHEN coalesce(own.unpriced, false) OR coalesce(stage.unpriced, false) THEN NULL
            ELSE coalesce(own.usd, 0) + coalesce(stage.usd, 0) / wanted.places END AS usd,
        CASE WHEN place.by_people THEN extract(epoch FROM place.finished_at - place.taken_at)
            ELSE own.seconds END AS seconds
    FROM place
    JOIN wanted ON wanted.debate_id = place.debate_id
    LEFT JOIN called own ON own.place_id = place.id
    LEFT JOIN called stage ON stage.debate_id = place.debate_id AND stage.place_id IS NULL
    LEFT JOIN judges_rating r ON r.place_id = place.id AND r.final AND r."right" IS NOT NULL
)
SELECT {keys}, count("right"), count(*) FILTER (WHERE "right"), sum(usd)::float, sum(seconds)::float
FROM taken GROUP BY {keys}, usd IS NULL, seconds IS NULL
"""


def spent(scope: Scope, by_person: bool = False) -> Iterator[Spent]:
    """By arm x what it is split into x question x half, what is known and what isn't apart.

    `by_person` = and by who judged, where people did; else they count together.
    """
    experiments = scope.experiments
    called = ModelCall.objects.filter(turn__debate__experiment__in=experiments)
    if not (called.exists() or scope.places().filter(taken_at__isnull=False).exists()):
        return
    places = _places(scope)
    sql, params = places.query.sql_with_params()
    rater = "CASE WHEN by_people THEN player_id END" if by_person else "NULL::bigint"
    names = ", ".join([*scope.labels(""), "of_arm", "of_judge", "of_question", "of_half", "of_rater"])
    with connection.cursor() as cursor:
        cursor.execute(_SPENT.format(places=sql, keys=names, rater=rater), [*params, sorted(free_endpoints())])
        for *part, arm, judge, question, half, person, n, right, usd, seconds in cursor:
            whose = scope.whose(part, arm, judge, question, half)
            who = None if person is None else str(person)
            yield Spent(**whose, n=n, right=right, cost_usd=usd, seconds=seconds, rater=who)


def _places(scope: Scope) -> QuerySet[Place, tuple[Any, ...]]:
    """The judgements with what they are counted by, whatever became of them."""
    by_people = ExpressionWrapper(Q(pool__isnull=False), output_field=BooleanField())
    keys = {**scope.keys(""), "by_people": by_people}
    labels = scope.labels("")
    rows = scope.places().annotate(**labels, **keys).order_by()
    return rows.values_list("id", "debate_id", "player_id", "taken_at", "finished_at", *labels, *keys)
