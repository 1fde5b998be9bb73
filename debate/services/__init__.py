"""The only writers of debates and turns. Whoever wants something to happen calls one of these."""

from debate.services.advance import advance
from debate.services.analyses import analysis_of, ask_for_analysis, make_analysis
from debate.services.answer import Answer, answer, answer_by_person, give_back
from debate.services.claim import claim
from debate.services.exercises import practise, practised
from debate.services.experiments import BadState, cancel, close, pause, resume, retry_failed, set_analysis, set_budget
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
    "analysis_of",
    "answer",
    "answer_by_person",
    "ask_for_analysis",
    "cancel",
    "claim",
    "close",
    "give_back",
    "keep_working",
    "launch",
    "make_analysis",
    "note_here",
    "note_seen",
    "note_shown",
    "pause",
    "practise",
    "practised",
    "release",
    "resume",
    "retry_failed",
    "set_analysis",
    "set_budget",
    "sit_down",
    "sweep",
    "wake_idle",
    "work",
]
