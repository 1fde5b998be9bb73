"""Files to publish beside a paper: a report on one page, and the transcripts to browse."""

from debate.publishing.browser import NotClosed, publish
from debate.publishing.report import NotAReport, planned_report_html, report_html, write_report

__all__ = ["NotAReport", "NotClosed", "planned_report_html", "publish", "report_html", "write_report"]
