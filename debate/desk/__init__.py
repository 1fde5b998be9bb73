"""What the researchers' pages show, read from the database and put in the shape of those pages."""

from debate.desk.figures import report_of
from debate.desk.listing import Filter, Listed, lines, listing
from debate.desk.progress import Progress, progress_of
from debate.desk.record import Record, record_of

__all__ = [
    "Filter",
    "Listed",
    "Progress",
    "Record",
    "lines",
    "listing",
    "progress_of",
    "record_of",
    "report_of",
]
