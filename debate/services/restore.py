"""An experiment as it was, from its exported debates: rows with the ids, times and words of the file.

Restoring calls no model and spends nothing. Turns that waited for a model come back without being due: "retry what
failed" takes them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction

from debate.models import Arm, ArmSeat, Debate, Endpoint, Experiment, Passage, Player, Pool, ProtocolConfig
from debate.models import Question as QuestionRow
from debate.models import QuestionSet
from debate.records import ArmRecord, ArmSeatRecord, DebateRecord, ExperimentRecord, QuestionRecord, TurnRecord
from debate.services.restored_rows import RestoredRows

CHUNK = 100
# The address of endpoints that aren't known here: a name that resolves nowhere (RFC 2606), so that they call nobody.
NOWHERE = "http://imported.invalid/v1"


class NameTaken(Exception):
    """There is an experiment of that name."""


@transaction.atomic
def restore(name: str, header: ExperimentRecord, arms: Sequence[ArmRecord], debates: Iterable[DebateRecord]) -> Experiment:
    """Store an experiment under this name; `debates` in the order of their file. Raises NameTaken.

    Its questions become a set of the experiment's name, each with the speeches that were held for its options as its
    recorded `arguments`. Where a debate of the file is in this database already, all get new public ids.
    """
    if Experiment.objects.filter(name=name).exists():
        raise NameTaken(name)
    who = Who()
    questions = Questions(QuestionSet.objects.create(name=_free_set_name(name), notes=f"Imported with “{name}”."))
    experiment = _experiment(name, header, questions.question_set)
    rows = {arm.name: _arm(experiment, arm, who) for arm in arms}
    left = iter(debates)
    while chunk := list(islice(left, CHUNK)):
        taken = Debate.objects.filter(public_id__in=[record.id for record in chunk]).exclude(experiment=experiment)
        restored = RestoredRows(experiment, rows, who, new_ids=taken.exists())
        restored.store(chunk, [questions.row(record.question) for record in chunk])
        for record in chunk:
            questions.heard(record)
    questions.keep_arguments()
    return experiment


def _free_set_name(name: str) -> str:
    taken = set(QuestionSet.objects.filter(name__startswith=name).values_list("name", flat=True))
    return name if name not in taken else next(n for i in range(2, 10**6) if (n := f"{name[:90]}-{i}") not in taken)


def _experiment(name: str, header: ExperimentRecord, questions: QuestionSet) -> Experiment:
    row = Experiment.objects.create(
        name=name,
        question_set=questions,
        seed=header.seed,
        repeats=header.repeats,
        most_questions=header.most_questions,
        budget_usd=None if header.budget_usd is None else usd(header.budget_usd),
        spent_usd=usd(header.spent_usd),
        status=header.status,
        pause_reason=header.pause_reason,
        closed=header.closed,
        launched_at=header.launched_at,
        finished_at=header.finished_at,
    )
    # The column's own clock overrules what `create` is given.
    Experiment.objects.filter(pk=row.pk).update(created_at=header.created_at)
    return row
