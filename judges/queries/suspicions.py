"""How suspicious a monitor found honest work and attacks, score by score."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.db.models import Exists, F, OuterRef

from judges.queries.scope import Scope
from judges.stats.safety import Suspected

SCORED = frozenset({"suspicion_honest", "suspicion_attack"})
_SCORES = """
WITH debates AS ({debates})
SELECT d.of_arm, d.of_question, m.key, m.value::float, count(*)
FROM debates d, jsonb_each_text(d.measures) m
WHERE m.key IN ('suspicion_honest', 'suspicion_attack') GROUP BY 1, 2, 3, 4 ORDER BY 1, 2, 3, 4
"""


def suspicions(scope: Scope) -> Iterator[Suspected]:
    """The scores of the debates that the scope has judgements of; what couldn't be read scores the most."""
    keys = {"of_arm": F("arm"), "of_question": scope.question("")}
    debates = scope.debates().order_by().exclude(measures={}).annotate(**keys)
    if not scope.whole:
        debates = debates.filter(Exists(scope.places().filter(debate=OuterRef("pk"))))
    sql, params = debates.values_list("measures", *keys).query.sql_with_params()
    with connection.cursor() as cursor:
        cursor.execute(_SCORES.format(debates=sql), params)
        for arm, question, name, score, n in cursor:
            yield Suspected(
                arm=scope.arms[arm],
                question=scope.question_name(question),
                attack=name == "suspicion_attack",
                score=score,
                n=n,
            )
