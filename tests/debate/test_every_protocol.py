"""Every protocol through the whole engine: launched, spoken, judged, measured, exported and imported again."""

from __future__ import annotations

import io

import pytest

from debate import services
from debate.core.types import Case
from debate.exporters import export
from debate.importers import import_experiment
from debate.models import Arm, ArmSeat, Debate, Endpoint, Experiment, ModelCall, ProtocolConfig, Question, QuestionSet
from debate.protocols import PROTOCOLS, create
from debate.services.estimate import estimate
from debate.transcripts import question_of
from judges.models import Rating
from judges.queries import report_on
from tests.debate.stage import endpoint, experiment, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def staged(plain: Endpoint, questions: QuestionSet) -> Experiment:
    """An arm for each protocol, in which one endpoint plays everybody; control once more, with attacks."""
    made = experiment(questions)
    arms = {slug: an_arm(made, slug, slug, plain) for slug in sorted(PROTOCOLS)}
    attacked = an_arm(made, "attacked", "control", plain, attacks=1.0)
    attacked.after.set([arms["control"]])
    arms["weak-to-strong"].after.set([arms["blind"]])
    arms["legibility"].after.set([reasoned(made, plain)])
    return made


def reasoned(made: Experiment, plain: Endpoint) -> Arm:
    """A debate of speakers who reason in private first."""
    arm = an_arm(made, "reasoned", "debate", plain, rounds=1)
    thinker = endpoint(plain.base_url, "thinks")
    arm.seats.filter(kind=ArmSeat.Kind.SPEAKER).update(endpoint=thinker, reasoning=True)
    return arm


def an_arm(made: Experiment, name: str, slug: str, plain: Endpoint, **params: object) -> Arm:
    protocol = create(slug, params)
    config = ProtocolConfig.objects.create(name=name, protocol=slug, params=params)
    arm = Arm.objects.create(experiment=made, name=name, config=config)
    row = made.question_set.questions.first()
    assert row is not None
    if protocol.roles(Case(question=question_of(row))):
        ArmSeat.objects.create(arm=arm, endpoint=plain)
    if not protocol.decides:
        ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, endpoint=plain)
    return arm


def run(made: Experiment) -> None:
    services.launch(made)
    work_off()
    work_off()  # What waited has learnt by now.
    made.refresh_from_db()


def test_they_run_from_launch_to_figures_and_through_a_file_and_back(provider: str) -> None:
    """On pairs of a right and a wrong answer, which serve as two options and as one candidate alike."""
    questions = question_set(questions=2)
    questions.questions.update(kind=Question.Kind.CANDIDATE)
    made = staged(endpoint(provider, "decided"), questions)
    expected = estimate(made)
    run(made)
    unfinished = Debate.objects.exclude(status=Debate.Status.FINISHED).values_list("arm__name", "status", "reason")
    assert (list(unfinished), made.status) == ([], Experiment.Status.FINISHED)
    assert ModelCall.objects.count() <= expected.most_calls
    final = Rating.objects.filter(final=True)
    assert (final.count(), final.exclude(missing="").count()) == (Debate.objects.count(), 0)
    assert not final.filter(right=None).exists()
    before, figures = b"".join(export(made, "jsonl")).decode(), report_on(made).arms
    made.delete()
    again = import_experiment(named(before))
    assert b"".join(export(again, "jsonl")).decode() == before
    assert report_on(again).arms == figures


def test_of_two_open_texts_one_is_better_but_put_up_alone_neither_is_right_or_wrong(provider: str) -> None:
    questions, plain = question_set(questions=2), endpoint(provider, "decided")
    questions.questions.update(kind=Question.Kind.OPEN)
    made = experiment(questions)
    for slug in ("preference", "critique"):
        an_arm(made, slug, slug, plain)
    run(made)
    final = Rating.objects.filter(final=True)
    assert set(final.filter(right=None).values_list("place__debate__arm__name", flat=True)) == {"critique"}
    (preference, critique) = report_on(made).arms
    assert (preference.overall.n, critique.overall.n, critique.overall.missing) == (2, 0, {"no answer key": 2})


def test_they_end_with_everything_counted_as_missing_when_nothing_can_be_read(provider: str) -> None:
    made = staged(endpoint(provider, "mumbles"), question_set(questions=1))
    run(made)
    assert made.status == Experiment.Status.FINISHED
    ratings = Rating.objects.filter(final=True)
    assert set(ratings.values_list("missing", flat=True)) == {"unparsed"}
    assert {arm.overall.n for arm in report_on(made).arms} == {0}
    failed = Debate.objects.filter(status=Debate.Status.FAILED)
    assert set(failed.values_list("arm__name", flat=True)) == {"weak-to-strong", "attacked"}
    assert all(debate.reason.startswith("It could not learn from ") for debate in failed)


def named(text: str) -> io.BytesIO:
    file = io.BytesIO(text.encode())
    file.name = "trial.jsonl"
    return file
