"""The debates for practice and the attention checks that ship with Moot."""

from __future__ import annotations

from pathlib import Path

from debate.importers.transcripts import import_experiment
from debate.models import Experiment

FOLDER = Path(__file__).parent.parent / "examples"
# The experiment's name, and its file.
SHIPPED = {"practice": "practice.jsonl", "attention-checks": "attention.jsonl"}


def load_exercises() -> tuple[Experiment, ...]:
    """Those that are here already stay as they are. Raises BadFile, where another experiment has the name."""
    return tuple(_loaded(name, FOLDER / file) for name, file in SHIPPED.items())


def _loaded(name: str, file: Path) -> Experiment:
    here = Experiment.objects.filter(name=name).exclude(purpose=Experiment.Purpose.STUDY).first()
    return here or import_experiment(file)
