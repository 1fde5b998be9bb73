"""The periodic repair: whatever a crash, a lost message or a missed deadline left behind."""

from __future__ import annotations

from datetime import timedelta

from django.db.models import Exists, OuterRef, Q
from django.utils import timezone

from debate.core.types import Turn as Reply
from debate.models import Debate, Experiment, ModelCall, Turn
from debate.services.advance import advance
from debate.services.answer import Answer, answer_by_person
from debate.services.experiments import finish_if_done
from debate.services.late_chairs import close_late_chairs
from debate.services.learning import begin_waiting_arms
from debate.services.leaving import release_left
from debate.services.money import settle
from debate.services.wake import wake_idle
from debate.services.withdrawing import finish_withdrawals
from debate.transcripts import ask_from_json


def sweep() -> None:
    """Repair what is broken, then wake whoever has work. Running it twice at once does no harm."""
    settle_lost_calls()
    free_lost_turns()
    close_timed_out_turns()
    close_late_chairs()
    release_left()
    finish_withdrawals()
    begin_waiting_arms()
    advance_stuck_debates()
    finish_experiments()
    wake_idle()


def settle_lost_calls() -> None:
    """Calls whose worker is gone. What they did cost can't be known: counting the most keeps spending under the cap."""
    gone = Q(turn__lease_until=None) | Q(turn__lease_until__lt=timezone.now())
    old = timezone.now() - timedelta(seconds=5)
    lost = ModelCall.objects.filter(gone, status=ModelCall.Status.IN_FLIGHT, started_at__lt=old)
    for call in lost.select_related("turn"):
        settle(call, ModelCall.Status.LOST, call.reserved_usd)


def free_lost_turns() -> None:
    """Turns whose lease has run out stand in their queue again; who still works on one finds its answer refused.

    Not while a call of theirs is in flight: it is settled as lost first, so that it can't end well beside the next one.
    """
    held = Turn.objects.filter(status=Turn.Status.OPEN, lease__isnull=False, lease_until__lt=timezone.now())
    calling = ModelCall.objects.filter(turn=OuterRef("pk"), status=ModelCall.Status.IN_FLIGHT)
    held.filter(~Exists(calling)).update(lease=None, lease_until=None)


def close_timed_out_turns() -> None:
    """A person's turn past its deadline closes without a reply; what follows doesn't wait for it."""
    late = Turn.objects.filter(status=Turn.Status.OPEN, endpoint=None, deadline__lt=timezone.now())
    for turn in late.select_related("debate"):
        reply = Reply(ask=ask_from_json(turn.ask), status="timed_out")
        answer_by_person(turn, Answer(reply=reply, reason="no answer before the deadline"))


def advance_stuck_debates() -> None:
    """Debates that run and wait for nobody: their last answer came, and what should have followed didn't."""
    waiting = Turn.objects.filter(debate=OuterRef("pk"), seat__reader=0, status=Turn.Status.OPEN)
    stuck = Debate.objects.filter(~Exists(waiting), status=Debate.Status.RUNNING, experiment__status="running")
    for debate in stuck.values_list("pk", flat=True):
        advance(debate)


def finish_experiments() -> None:
    for experiment in Experiment.objects.filter(status=Experiment.Status.RUNNING).values_list("pk", flat=True):
        finish_if_done(experiment)
