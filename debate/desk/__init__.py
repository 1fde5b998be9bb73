"""What the researchers' pages show, read from the database and put in the shape of those pages."""

from debate.desk.asked import Asked, asked_of, words
from debate.desk.audits import Audits, audits_of
from debate.desk.calls import Calls, calls_of
from debate.desk.checks import attention_of
from debate.desk.compared import Compared, compared, generating_of
from debate.desk.figures import known_report, report_of
from debate.desk.findings import FEW, groups, sentences
from debate.desk.listing import Filter, Listed, lines, listing
from debate.desk.messages import comments_in
from debate.desk.outlook import time_left
from debate.desk.overview import SHOWN, overview
from debate.desk.people import Board, board_of, pools_of
from debate.desk.places import places_of
from debate.desk.progress import Progress, progress_of
from debate.desk.reasoning import reasoning_of
from debate.desk.record import Record, record_of
from debate.desk.resting import Resting, Rests, rests_of
from debate.desk.slow import Slow, slow_from
from debate.desk.sources import analysis_of, drawn, drift_of, judging_of, source_of

__all__ = [
    "FEW",
    "SHOWN",
    "Asked",
    "Audits",
    "Board",
    "Calls",
    "Compared",
    "Filter",
    "Listed",
    "Progress",
    "Record",
    "Resting",
    "Rests",
    "Slow",
    "analysis_of",
    "asked_of",
    "attention_of",
    "audits_of",
    "board_of",
    "calls_of",
    "comments_in",
    "compared",
    "drawn",
    "drift_of",
    "generating_of",
    "groups",
    "judging_of",
    "known_report",
    "lines",
    "listing",
    "overview",
    "places_of",
    "pools_of",
    "progress_of",
    "reasoning_of",
    "record_of",
    "report_of",
    "rests_of",
    "sentences",
    "slow_from",
    "source_of",
    "time_left",
    "words",
]
