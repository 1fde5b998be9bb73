"""What stays as it is while a debate runs, kept in a worker's memory by the versions of its rows.

A version is PostgreSQL's `xmin`, so that an arm which has learnt since, or a question that was corrected, is read
anew. Whoever gets one of these shares it with other threads: read, don't write. An experiment's status and money are
as old as the copy.
"""

from __future__ import annotations

from functools import lru_cache

from debate.models import Arm, Question


@lru_cache(maxsize=256)
def arm(pk: int, version: str) -> Arm:
    return Arm.objects.select_related("config", "experiment").get(pk=pk)


@lru_cache(maxsize=512)
def question(pk: int, version: str) -> Question:
    """With its passage; some 40 kB for a long one."""
    return Question.objects.select_related("passage").get(pk=pk)
