"""The figures of an experiment, from grouped counts: pure, one path for page, command line, charts and files."""

from judges.stats.analysis_plan import AnalysisPlan
from judges.stats.calibration import Calibration, Confident, Level
from judges.stats.cells import Arm, Cell, Figure, Half, LeftOut, Measured, Missing
from judges.stats.comparisons import WANTED, Comparison
from judges.stats.costs import Spent
from judges.stats.figures import FIGURES, SECTIONS, Statistic
from judges.stats.output import to_json
from judges.stats.report import ArmReport, Asked, Report, Summary, report
from judges.stats.rounds import Gain
from judges.stats.sample import Counts, Sample

__all__ = [
    "FIGURES",
    "SECTIONS",
    "WANTED",
    "AnalysisPlan",
    "Arm",
    "ArmReport",
    "Asked",
    "Calibration",
    "Cell",
    "Comparison",
    "Confident",
    "Counts",
    "Figure",
    "Gain",
    "Half",
    "LeftOut",
    "Level",
    "Measured",
    "Missing",
    "Report",
    "Sample",
    "Spent",
    "Statistic",
    "Summary",
    "report",
    "to_json",
]
