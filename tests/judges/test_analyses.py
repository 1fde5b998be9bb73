"""Slow figures on demand: made once for all who ask, and told to be old once ratings have changed."""

from __future__ import annotations

import time
from datetime import timedelta

import pytest
from django.utils import timezone
from pytest_django import DjangoCaptureOnCommitCallbacks

from debate import tasks
from debate.models import Experiment
from debate.services import analysis_of, ask_for_analysis, make_analysis
from debate.services.analyses import GONE, LOST
from judges.models import Analysis, Rating
from judges.queries import Scope
from judges.queries.judging import slow_of
from judges.stats.judging import to_json
from tests.conftest import Live
from tests.debate import stage
from tests.judges.argued import argued, blind

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope() -> Scope:
    return Scope((argued(),))


def made(scope: Scope) -> Analysis:
    make_analysis(ask_for_analysis(scope).pk)
    return again(scope)


def again(scope: Scope) -> Analysis:
    found = analysis_of(scope)
    assert found is not None
    return found


def change_a_rating() -> None:
    rating = Rating.objects.filter(final=True).first()
    assert rating is not None
    rating.save()


def test_a_worker_makes_what_was_asked_for(scope: Scope) -> None:
    assert analysis_of(scope) is None
    asked = ask_for_analysis(scope)
    assert (asked.status, asked.result) == ("waiting", None)
    tasks.analyse(asked.pk)
    done = again(scope)
    assert (done.status, done.reason, done.out_of_date) == ("done", "", False)
    assert done.result == to_json(slow_of(scope))
    assert done.done_at is not None


def test_asking_twice_sends_one_message(
    scope: Scope, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    with django_capture_on_commit_callbacks() as first:
        one = ask_for_analysis(scope)
    with django_capture_on_commit_callbacks() as second:
        other = ask_for_analysis(Scope(scope.experiments, by=("model",)))
    assert (len(first), len(second)) == (1, 0)
    assert one.pk == other.pk


def test_a_lost_message_is_sent_again_when_somebody_asks_later(
    scope: Scope, django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks
) -> None:
    asked = ask_for_analysis(scope)
    Analysis.objects.update(asked_at=timezone.now() - LOST)
    with django_capture_on_commit_callbacks() as sent:
        assert ask_for_analysis(scope).pk == asked.pk
    assert len(sent) == 1


def test_what_a_dead_worker_began_is_begun_anew_but_what_runs_is_not(scope: Scope) -> None:
    ask_for_analysis(scope)
    Analysis.objects.update(status="running", begun_at=timezone.now())
    assert ask_for_analysis(scope).status == "running"
    Analysis.objects.update(begun_at=timezone.now() - GONE)
    assert ask_for_analysis(scope).status == "waiting"


def test_a_message_that_comes_late_finds_nothing_to_do(scope: Scope) -> None:
    asked = ask_for_analysis(scope)
    begun = timezone.now() - timedelta(seconds=1)
    Analysis.objects.update(status="running", begun_at=begun)
    make_analysis(asked.pk)
    assert (again(scope).status, again(scope).begun_at) == ("running", begun)


def test_figures_are_out_of_date_once_a_rating_has_changed_and_stay_until_there_are_new_ones(scope: Scope) -> None:
    done = made(scope)
    assert ask_for_analysis(scope).status == "done"
    change_a_rating()
    assert again(scope).out_of_date
    assert ask_for_analysis(scope).status == "waiting"
    assert again(scope).result == done.result
    make_analysis(done.pk)
    assert (again(scope).status, again(scope).out_of_date) == ("done", False)


def test_other_judgements_are_another_analysis(scope: Scope) -> None:
    narrowed = Scope(scope.experiments, where={"arm": ("debate",)})
    assert ask_for_analysis(scope).pk != ask_for_analysis(narrowed).pk
    same = Scope(scope.experiments, where={"arm": ("debate",)}, by=())
    assert ask_for_analysis(same).pk == ask_for_analysis(narrowed).pk
    make_analysis(ask_for_analysis(narrowed).pk)
    assert "needs ratings of two arms" in str(again(narrowed).result)


def test_what_fails_says_why_and_may_be_asked_for_again(scope: Scope) -> None:
    other = stage.experiment(scope.experiments[0].question_set, name="another")
    both = Scope((scope.experiments[0], other))
    asked = ask_for_analysis(both)
    Experiment.objects.filter(pk=other.pk).delete()
    make_analysis(asked.pk)
    failed = Analysis.objects.get(pk=asked.pk)
    assert failed.status == "failed"
    assert "DoesNotExist" in failed.reason
    assert ask_for_analysis(both).status == "waiting"


def test_a_running_worker_takes_the_message(live: Live) -> None:
    scope = Scope((blind(12),))
    ask_for_analysis(scope)
    deadline = time.monotonic() + 60
    while (found := again(scope)).status != "done":
        assert time.monotonic() < deadline, live.supervisor.log_of("worker")
        time.sleep(0.2)
    assert found.result is not None
    assert found.result["mixed"]["n"] == 12
