"""What this viewer may see: the one place where redaction meets people.

Truth (the answer, who is honest, which model speaks) stays here until an experiment is closed; researchers excepted.
What a judge's page is made from (`SeatPage`, `Queue`) is plain values and no rows, so a template can't reach further.
"""

from debate.access.queue import Begun, Judged, Progress, Queue, progress, queue
from debate.access.seat_page import cursor, form_page, open_turn, seat_page, whole
from debate.access.shown import SeatPage, ShownAnswer, ShownOption, ShownQuote, ShownRound, ShownSpeech
from debate.access.viewer import (
    May,
    Viewer,
    debate_of_seat,
    debates,
    experiment,
    experiments,
    owned,
    places,
    seat,
    seat_of,
    set_up,
    studies,
    viewer_of,
)

__all__ = [
    "Begun",
    "Judged",
    "May",
    "Progress",
    "Queue",
    "SeatPage",
    "ShownAnswer",
    "ShownOption",
    "ShownQuote",
    "ShownRound",
    "ShownSpeech",
    "Viewer",
    "cursor",
    "debate_of_seat",
    "debates",
    "experiment",
    "experiments",
    "form_page",
    "open_turn",
    "owned",
    "places",
    "progress",
    "queue",
    "seat",
    "seat_of",
    "seat_page",
    "set_up",
    "studies",
    "viewer_of",
    "whole",
]
