"""The slow figures, made on demand by a worker: asked for twice, they are made once."""

from __future__ import annotations

import json
import logging
import os
from collections.abc import Mapping, Sequence
from concurrent.futures import ProcessPoolExecutor
from datetime import timedelta
from functools import partial
from hashlib import sha256
from multiprocessing import get_context
from typing import Any

from django.db import transaction
from django.utils import timezone

from debate.celery import app
from debate.models import Experiment
from judges.models import Analysis
from judges.queries import Scope
from judges.queries.judging import reference, singles
from judges.queries.version import version_of
from judges.stats.judging import Slow, noted, slow, to_json
from judges.stats.rated import Rated

log = logging.getLogger(__name__)

# A message that nobody has taken after so long is lost; a process that works for longer is gone.
LOST, GONE = timedelta(minutes=1), timedelta(minutes=15)


def analysis_of(scope: Scope) -> Analysis | None:
    """What there is of the slow figures of a scope; `out_of_date` = ratings have changed since `result` was made."""
    found = Analysis.objects.filter(key=_key(scope)).first()
    if found and found.result is not None:
        found.out_of_date = found.version != version_of(scope)
    return found


def ask_for_analysis(scope: Scope) -> Analysis:
    """Have the slow figures made, unless they are there and up to date, or being made."""
    now, asked = timezone.now(), _to_json(scope)
    with transaction.atomic():
        values = {"experiment": scope.experiments[0], "scope": asked, "asked_at": now}
        _, new = Analysis.objects.get_or_create(key=_key(scope), defaults=values)
        found = Analysis.objects.select_for_update().get(key=_key(scope))
        if new or _is_wanted_again(found, scope):
            found.status, found.reason, found.asked_at = Analysis.Status.WAITING, "", now
            found.save(update_fields=["status", "reason", "asked_at"])
            transaction.on_commit(partial(app.send_task, "debate.analyse", args=[found.pk]), robust=True)
    return found


def _is_wanted_again(found: Analysis, scope: Scope) -> bool:
    now = timezone.now()
    match found.status:
        case Analysis.Status.WAITING:
            return now - found.asked_at > LOST
        case Analysis.Status.RUNNING:
            return now - (found.begun_at or found.asked_at) > GONE
        case Analysis.Status.DONE:
            return found.version != version_of(scope)
    return True


def make_analysis(pk: int) -> None:
    """Make an analysis that waits; a message that comes twice, or late, finds nothing to do."""
    begun = timezone.now()
    waiting = Analysis.objects.filter(pk=pk, status=Analysis.Status.WAITING)
    if not waiting.update(status=Analysis.Status.RUNNING, begun_at=begun):
        return
    try:
        values = _made(_from_json(Analysis.objects.get(pk=pk).scope))
    except Exception as error:
        log.exception("Analysis %s failed", pk)
        values = {"status": Analysis.Status.FAILED, "reason": f"{type(error).__name__}: {error}"}
    # Not what another has begun anew since.
    mine = Analysis.objects.filter(pk=pk, status=Analysis.Status.RUNNING, begun_at=begun)
    mine.update(done_at=timezone.now(), **values)


def _made(scope: Scope) -> dict[str, Any]:
    # Taken first: what comes in between makes the result out of date, never one that seems newer than it is.
    version = version_of(scope)
    rated, note = singles(scope)
    result = to_json(noted(_apart(rated, reference(scope)), note))
    return {"status": Analysis.Status.DONE, "version": version, "result": result, "reason": ""}


def _apart(rated: Sequence[Rated], held_against: str) -> Slow:
    """In a process of its own, which gives way to others: a minute of computing would hold up a worker's threads."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=os.nice, initargs=(10,)) as process:
        return process.submit(slow, rated, held_against).result()


def _key(scope: Scope) -> str:
    """What arms are split by makes no difference to these figures."""
    return sha256(json.dumps(_to_json(scope), sort_keys=True).encode()).hexdigest()


def _to_json(scope: Scope) -> dict[str, Any]:
    experiments = sorted(experiment.pk for experiment in scope.experiments)
    return {"experiments": experiments, "where": _filters(scope.where), "without": _filters(scope.without)}


def _filters(filters: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    return {name: sorted(values) for name, values in filters.items()}


def _from_json(values: dict[str, Any]) -> Scope:
    """Raises Experiment.DoesNotExist where one of several has been deleted."""
    where, without = ({name: tuple(found) for name, found in values[by].items()} for by in ("where", "without"))
    experiments = tuple(Experiment.objects.get(pk=pk) for pk in values["experiments"])
    return Scope(experiments, where=where, without=without)
