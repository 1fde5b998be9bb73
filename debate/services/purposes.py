"""What the debates of an experiment are for: a study, practice, or attention checks."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import transaction

from debate.core.flags import sitting_asks
from debate.models import Debate, Experiment
from debate.services.experiments import BadState
from debate.transcripts import case_of, protocol_of, question_in, transcript_of

USES = {Experiment.Purpose.PRACTICE: "given for practice", Experiment.Purpose.ATTENTION: "used as attention checks"}


class Unfit(Exception):
    """Its debates can't be given to people who practise, or whose attention is checked; says why."""


@transaction.atomic
def use_as(experiment: Experiment, purpose: str) -> None:
    """Give the debates of a finished experiment for practice, or as attention checks. It is a study no more.

    Whoever judged in it before is told the truth once it is for practice. Raises BadState, where it isn't finished,
    and Unfit.
    """
    use = USES[Experiment.Purpose(purpose)]
    if problem := next(_problems(experiment), ""):
        raise Unfit(f"“{experiment.name}” can't be {use}: {problem}")
    finished = Experiment.objects.filter(pk=experiment.pk, status=Experiment.Status.FINISHED)
    if finished.update(purpose=purpose, closed=False) != 1:
        experiment.refresh_from_db()
        raise BadState(f"“{experiment.name}” is {experiment.status}; only once it is finished can it be {use}.")
    experiment.refresh_from_db()


def _problems(experiment: Experiment) -> Iterator[str]:
    rows = experiment.debates.filter(status=Debate.Status.FINISHED)
    debates = rows.select_related("arm__config", "question__passage")
    if not debates:
        yield "none of its debates has been led to its end."
    for debate in debates.iterator(chunk_size=100):
        if question_in(debate).truth is None:
            yield f"nobody knows the answer to “{debate.question.text}”."
        if not sitting_asks(protocol_of(debate.arm), case_of(debate), transcript_of(debate)):
            yield f"the debates of its arm “{debate.arm.name}” are judged on their stage, and not read afterwards."
