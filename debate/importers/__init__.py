"""Files in: question files, experiment files, transcripts. Each is read whole or not at all."""

from debate.importers.exercises import load_exercises
from debate.importers.experiments import read_experiment
from debate.importers.preview import Preview, preview_questions
from debate.importers.problems import BadFile, Problem
from debate.importers.questions import import_questions
from debate.importers.transcripts import import_experiment

__all__ = [
    "BadFile",
    "Preview",
    "Problem",
    "import_experiment",
    "import_questions",
    "load_exercises",
    "preview_questions",
    "read_experiment",
]
