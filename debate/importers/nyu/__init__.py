"""The release of Michael et al. 2023, "Debate Helps Supervise Unreliable Experts" (arXiv 2311.08702), as an experiment.

What becomes of a room is in `debates` (the record), `stage` (its rounds), `judging` (live and offline judgements);
the format itself is in `forms`. Everything then goes the way of any exported debate: debate.services.restore.
"""

from __future__ import annotations

from pathlib import Path

from django.db import transaction

from debate.importers.nyu.arms import arms_of, header
from debate.importers.nyu.debates import records
from debate.importers.nyu.plan import plan_of_paper
from debate.importers.nyu.release import LINES, ROOMS, read
from debate.importers.nyu.summary import Summary
from debate.importers.problems import BadFile, Problem
from debate.importers.transcripts import check_name
from debate.models import Experiment
from debate.services.preregister import freeze
from debate.services.restore import NameTaken, restore

__all__ = ["NAME", "Summary", "import_nyu"]

NAME = "nyu-2023"


def import_nyu(folder: str | Path, name: str = NAME) -> Summary:
    """The experiment of a folder of the release. What can't be taken is left out and named in the summary.

    Raises BadFile, with nothing stored, where no room can be taken or there is an experiment of that name.
    """
    folder = Path(folder)
    check_name(str(folder), name)
    if Experiment.objects.filter(name=name).exists():
        raise _taken(folder, name)
    release = read(folder)
    if not release.rooms:
        words = f"holds no room that can be taken; a release has {LINES} and {ROOMS}/*.json."
        raise BadFile([Problem(str(folder), words), *(fault.problem for fault in release.faults)])
    arms = arms_of(release.rooms)
    head = header(name, release.rooms, list(arms))
    held = list(records(release.rooms, head, arms))
    try:
        with transaction.atomic():
            experiment = restore(name, head, list(arms.values()), held)
            freeze(experiment, plan_of_paper(arms))
    except NameTaken:
        raise _taken(folder, name) from None
    return Summary.of(experiment.name, held, release)


def _taken(folder: Path, name: str) -> BadFile:
    words = f"there is an experiment “{name}” already. Import it under another name: --set NAME."
    return BadFile([Problem(str(folder), words)])
