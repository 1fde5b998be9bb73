"""The only writers of debates and turns. Whoever wants something to happen calls one of these."""

from debate.services.advance import advance
from debate.services.answer import Answer, answer, answer_by_person, give_back
from debate.services.claim import claim
from debate.services.experiments import BadState, cancel, close, pause, resume, retry_failed, set_budget
from debate.services.launch import CannotLaunch, launch
from debate.services.leaving import release
from debate.services.perform import keep_working, work
from debate.services.seating import note_here, note_seen, note_shown, sit_down
from debate.services.sweep import sweep
from debate.services.wake import wake_idle

__all__ = [
    "Answer",
    "BadState",
    "CannotLaunch",
    "advance",
    "answer",
    "answer_by_person",
    "cancel",
    "claim",
    "close",
    "give_back",
    "keep_working",
    "launch",
    "note_here",
    "note_seen",
    "note_shown",
    "pause",
    "release",
    "resume",
    "retry_failed",
    "set_budget",
    "sit_down",
    "sweep",
    "wake_idle",
    "work",
]
