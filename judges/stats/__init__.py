"""The figures of an experiment, from grouped counts: pure, one path for page, command line, charts and files."""

from judges.stats.cells import Arm, Cell, Figure, Half, Measured, Missing, Sample
from judges.stats.output import to_json
from judges.stats.report import FIGURES, ArmReport, Report, Summary, report

__all__ = [
    "FIGURES",
    "Arm",
    "ArmReport",
    "Cell",
    "Figure",
    "Half",
    "Measured",
    "Missing",
    "Report",
    "Sample",
    "Summary",
    "report",
    "to_json",
]
