"""One piece of a worker's work: claim a turn, make its calls, answer it. No call is made inside a transaction."""

from __future__ import annotations

import logging
import random
import time
from collections.abc import Callable
from dataclasses import replace
from typing import Protocol

from debate import logs
from debate.core.craft import Call, Craft, words_for
from debate.core.earlier import read_first
from debate.core.private import private_of
from debate.core.prompts import BadPrompt, Scene, render, scene
from debate.core.types import Transcript
from debate.llm import pace
from debate.llm.client import CallFailed
from debate.models import Endpoint, ModelCall, Turn
from debate.services import experiments, in_hand
from debate.services.answer import Answer, answer, give_back, give_up
from debate.services.calls import LeaseLost, NotNow, StoredCall, make_call, stored_calls
from debate.services.claim import claim, lease_time
from debate.services.money import CapBusy, CapReached, UnknownPrice
from debate.services.replying import answer_from, is_speech
from debate.services.wake import wake_soon
from debate.transcripts import ask_from_json, case_of, plant_in, prompts_of, protocol_of, transcript_of, whole_steps

log = logging.getLogger(__name__)

LONGEST_WAIT = 60.0
# So long, in seconds, a thread goes on with an endpoint's settings as it read them.
SETTINGS_HOLD = 5.0


def keep_working(endpoint_id: int, called_off: Callable[[], bool]) -> bool:
    """Answer the endpoint's due turns, one after the other, until called off; whether there may be more.

    A message may come so late that the endpoint is gone by then.
    """
    endpoint = Endpoint.objects.filter(pk=endpoint_id).first()
    if endpoint is None:
        return False
    post, read_at = Post(endpoint), time.monotonic()
    try:
        while post.work():
            if called_off():
                return True
            if time.monotonic() - read_at > SETTINGS_HOLD:
                post.endpoint, read_at = Endpoint.objects.get(pk=endpoint_id), time.monotonic()
        return False
    finally:
        post.leave()


def work(endpoint_id: int) -> bool:
    """Answer the next due turn of an endpoint; False when there is none, or when it takes no call now."""
    post = Post(Endpoint.objects.get(pk=endpoint_id))
    try:
        return post.work()
    finally:
        post.leave()


class Post:
    """One thread's place among an endpoint's calls in flight, kept from one turn to the next."""

    def __init__(self, endpoint: Endpoint) -> None:
        self.endpoint, self.works = endpoint, False
        self.place: pace.Pass | None = None

    def work(self) -> bool:
        if not self._enter() or (turn := claim(self.endpoint)) is None:
            return False
        assert self.place is not None, "who may work has a place"
        with in_hand.holding(turn, self.place), logs.about(debate=turn.debate.public_id, turn=turn.public_id):
            _answer(turn)
        self.works = turn.works
        return True

    def _enter(self) -> bool:
        held, works = self.place, self.works
        self.place, self.works = None, False
        try:
            self.place = pace.enter(self.endpoint, lease_time(self.endpoint).total_seconds(), held, works)
        except pace.Resting as resting:
            wake_soon(self.endpoint, resting.wait)
        return self.place is not None

    def leave(self) -> None:
        if self.works:
            pace.succeeded(self.endpoint)
        if self.place:
            pace.leave(self.endpoint, self.place)


def _answer(turn: Turn) -> None:
    """Perform the turn; what stands in the way decides whether it is tried again, and when."""
    try:
        perform(turn)
    except CallFailed as failure:
        _after_failure(turn, failure)
    except BadPrompt as problem:
        give_up(turn, str(problem))
    except CapBusy:
        give_back(turn, 1 + random.random(), tried=False)
    except NotNow as wait:
        give_back(turn, wait.seconds, tried=False)
    except CapReached as reached:
        give_back(turn, 0, tried=False)
        experiments.pause_at_cap(turn.debate.experiment_id, reached.amount)
    except UnknownPrice as unknown:
        give_back(turn, 0, tried=False)
        experiments.pause_unpriced(turn.debate.experiment_id, unknown)
    except LeaseLost:
        log.info("Turn %s went to another worker", turn.public_id)


def perform(turn: Turn) -> None:
    """Make the turn's calls, those that are stored already excepted, and answer it."""
    stage = whole_steps(turn.stage) if turn.stage is not None else transcript_of(turn.debate)
    answer(turn, performed(turn, stage, stored_calls(turn) if turn.begun else [], make_call))


# Makes one call of a turn: what is shown, the call, its words, and the calls before it.
Maker = Callable[[Turn, Scene, Call, str, list[Call]], StoredCall]


def performed(turn: Turn, stage: Transcript, done: list[StoredCall], make: Maker) -> Answer:
    """What the turn's calls come to, those that are `done` and those that `make` makes."""
    shown = scene_of(turn, stage)
    passage = turn.debate.question.passage.text if turn.debate.question.passage else ""
    prompt = render(shown, passage, letter=bool(turn.endpoint and turn.endpoint.logprobs))
    craft = craft_of(turn.seat, shown)
    while wanted := craft.next_calls(tuple(c.call for c in done)):
        for call in wanted:
            words = words_for(call.kind, prompt, tuple(c.call for c in done), shown.question.labels)
            done.append(make(turn, shown, call, words, [c.call for c in done]))
    spoken = craft.spoken(tuple(c.call for c in done))
    given = answer_from(shown, _row_of(spoken, done))
    thoughts = private_of({c.call.kind: c.call.text for c in done}, shown.question.labels)
    return replace(given, reply=replace(given.reply, private=thoughts))


def craft_of(seat: Crafted, shown: Scene) -> Craft:
    """How the reply is made: a speech that breaks a limit is asked for again, a form that can't be read is missing."""
    return seat.craft if is_speech(shown) else seat.craft.of_forms


class Crafted(Protocol):
    """A seat, of a debate or of an arm's plan."""

    @property
    def craft(self) -> Craft: ...


def scene_of(turn: Turn, stage: Transcript) -> Scene:
    """What the turn's seat is shown, after all that was said on the stage."""
    debate = turn.debate
    protocol, case, ask = protocol_of(debate.arm), case_of(debate), ask_from_json(turn.ask)
    return scene(
        protocol,
        case,
        ask,
        stage,
        turn.seat.display,
        prompts_of(debate.arm),
        plant_in(turn.seat, debate.arm),
        read_first(protocol, case, ask, turn.endpoint.name) if turn.endpoint else "",
    )


def _row_of(spoken: Call, done: list[StoredCall]) -> ModelCall:
    return next(c.row for c in done if c.call is spoken)


def _after_failure(turn: Turn, failure: CallFailed) -> None:
    """Permanent errors end the turn; passing ones come again after a growing, jittered wait, so often and no more."""
    endpoint = turn.endpoint
    if failure.permanent or endpoint is None or turn.attempts >= endpoint.attempts:
        tries = f" (tried {turn.attempts} times)" if turn.attempts > 1 else ""
        give_up(turn, failure.reason + tries)
        return
    wait = min(2.0**turn.attempts, LONGEST_WAIT) * (0.5 + random.random())
    give_back(turn, max(failure.wait or 0.0, wait))
