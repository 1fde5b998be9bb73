"""By what the judgements of experiments can be told apart, and the values that there are."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.db import connection

from debate.models import Experiment
from judges.queries.dimensions import DIMENSIONS, dimension
from judges.queries.scope import Scope
from judges.stats.natural import natural

# A tag with more values than this is a name rather than a kind; nobody splits an arm by it.
MOST_VALUES = 20

_TAGS = """
SELECT kind, key, array_agg(DISTINCT value ORDER BY value) FROM (
    SELECT 'question' AS kind, t.key, t.value FROM debate_question q, jsonb_each_text(q.tags) t
    WHERE q.tags <> '{}' AND q.question_set_id = ANY(%(sets)s)
    UNION ALL
    SELECT 'debate', t.key, t.value FROM debate_debate d, jsonb_each_text(d.tags) t
    WHERE d.tags <> '{}' AND d.experiment_id = ANY(%(experiments)s) AND d.status <> 'withdrawn'
) tags
WHERE value IS NOT NULL GROUP BY kind, key HAVING count(DISTINCT value) <= %(most)s ORDER BY kind DESC, key
"""


def choices(experiments: Sequence[Experiment]) -> Mapping[str, list[str]]:
    """The values of each dimension, those of tags last."""
    places = Scope(tuple(experiments)).places().order_by()
    arms = Scope(tuple(experiments)).arms.values() if len(experiments) == 1 else ()
    found = {"arm": list(dict.fromkeys(arms))}
    for name in DIMENSIONS:
        if name != "arm":
            rows = places.annotate(value=dimension(name)).values_list("value", flat=True).distinct()
            found[name] = sorted((value for value in rows if value), key=natural)
    with connection.cursor() as cursor:
        sets = [one.question_set_id for one in experiments]
        ids = [one.pk for one in experiments]
        cursor.execute(_TAGS, {"sets": sets, "experiments": ids, "most": MOST_VALUES})
        found |= {f"{kind}.{key}": values for kind, key, values in cursor.fetchall()}
    return {name: values for name, values in found.items() if values}
