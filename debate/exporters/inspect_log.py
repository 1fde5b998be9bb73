"""The logs of inspect_ai, which its viewer and data frames read: one for each arm and judge, whole or in parts.

A sample is a debate, its epochs the judgements that one judge (an endpoint, or a pool's people) gave of it, its target
the letter of what is true. Written as inspect_ai 0.3.285 reads them (`inspect_ai.log.EvalLog`, version 2).
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from statistics import fmean, stdev
from typing import Any

from debate.exporters.format import Format
from debate.exporters.inspect_sample import SCORER, sample
from debate.exporters.judged import Judged, judged
from debate.exporters.outlet import Files, zipped
from debate.models import Arm, Experiment

# inspect_ai takes a time that grows with the square of a file's samples to read them one by one (measured).
MOST = 2_000
STATUS = {"finished": "success", "cancelled": "cancelled"}
STAGE = "its own seats"


@dataclass(frozen=True)
class Log:
    """One file: some of the judgements of one judge in one arm."""

    experiment: Experiment
    arm: Arm
    judge: str
    part: int
    samples: list[Judged]

    @property
    def key(self) -> str:
        """The same for the same experiment, arm, judge and part."""
        named = f"{self.experiment.name}/{self.experiment.created_at}/{self.arm.name}/{self.judge}/{self.part}"
        return sha256(named.encode()).hexdigest()[:22]

    @property
    def created(self) -> datetime:
        return self.experiment.launched_at or self.experiment.created_at

    @property
    def name(self) -> str:
        """Begins with a time, which is how inspect_ai tells its logs from other JSON."""
        return f"{self.created:%Y-%m-%dT%H-%M-%S+00-00}_{self.arm.name}_{self.key}.json"


def _logs(experiment: Experiment) -> Iterator[Log]:
    """All judges' logs of some debates, then of the next: so each debate is read once."""
    for arm in experiment.arms.all():
        for part, batch in enumerate(judged(experiment, MOST, "a.name = %(arm)s", arm=arm.name)):
            by_judge: dict[str, list[Judged]] = {}
            for one in batch:
                by_judge.setdefault(one.last.judge or STAGE, []).append(one)
            for judge, samples in by_judge.items():
                yield Log(experiment, arm, judge, part, samples)


def _pieces_of(log: Log) -> Iterator[bytes]:
    """The header, then the samples, which have to come last for those who read a log as a stream."""
    header = json.dumps(_header(log), ensure_ascii=False)
    yield f'{header[:-1]}, "samples": ['.encode()
    comma = ""
    for epoch, one in _epochs(log.samples):
        yield (comma + json.dumps(sample(one, epoch), ensure_ascii=False)).encode()
        comma = ",\n"
    yield b"]}"


def _epochs(samples: list[Judged]) -> Iterator[tuple[int, Judged]]:
    """Each judgement with which of the judge's judgements of its debate it is, from 1."""
    debate, epoch = "", 0
    for one in samples:
        epoch = epoch + 1 if one.last.debate == debate else 1
        debate = one.last.debate
        yield epoch, one


def _header(log: Log) -> dict[str, Any]:
    times = [one.last.rated_at for one in log.samples if one.last.rated_at]
    return {
        "version": 2,
        "status": STATUS.get(log.experiment.status, "started"),
        "eval": _spec(log),
        "plan": {"name": (log.arm.frozen or {}).get("protocol", ""), "steps": []},
        "results": _results(log.samples),
        "stats": {
            "started_at": log.created.isoformat(),
            "completed_at": max(times, default=log.created).isoformat(),
        },
    }


def _spec(log: Log) -> dict[str, Any]:
    frozen = log.arm.frozen or {}
    debates = list(dict.fromkeys(one.last.debate for one in log.samples))
    epochs = max((epoch for epoch, _ in _epochs(log.samples)), default=1)
    return {
        "eval_id": log.key,
        "run_id": log.experiment.name,
        "task_id": log.key,
        "created": log.created.isoformat(),
        "task": log.arm.name,
        "task_version": frozen.get("version", "1"),
        "task_args": frozen.get("params", {}),
        "model": log.judge,
        "dataset": {
            "name": log.experiment.question_set.name,
            "samples": len(debates),
            "sample_ids": debates,
            "shuffled": True,
        },
        "config": {"epochs": epochs, "epochs_reducer": ["mean"]},
        "scorers": [{"name": SCORER, "metrics": [{"name": "inspect_ai/accuracy"}, {"name": "inspect_ai/stderr"}]}],
        "tags": ["moot"],
        "metadata": {"experiment": log.experiment.name, "seed": log.experiment.seed, "part": log.part},
    }


def _results(samples: list[Judged]) -> dict[str, Any]:
    """Accuracy as inspect_ai reckons it: the mean over debates of the mean over epochs, ties and errors wrong."""
    by_debate: dict[str, list[bool]] = {}
    for one in samples:
        if one.believed and one.truth is not None:
            by_debate.setdefault(one.last.debate, []).append(bool(one.last.right))
    means = [fmean(found) for found in by_debate.values()]
    scored = sum(map(len, by_debate.values()))
    metrics = {"accuracy": fmean(means)} if means else {}
    metrics |= {"stderr": stdev(means) / len(means) ** 0.5} if len(means) > 1 else {}
    score = {
        "name": SCORER,
        "scorer": SCORER,
        "reducer": "mean",
        "scored_samples": scored,
        "unscored_samples": len(samples) - scored,
        "metrics": {name: {"name": name, "value": value} for name, value in metrics.items()},
    }
    return {"total_samples": len(samples), "completed_samples": scored, "scores": [score]}


def _files(experiment: Experiment) -> Files:
    for log in _logs(experiment):
        yield log.name, _pieces_of(log)


def _pieces(experiment: Experiment) -> Iterator[bytes]:
    return zipped(_files(experiment))


FORMAT = Format(
    name="inspect.zip",
    help="Logs for inspect_ai, one for each arm and judge: unpack them, then “inspect view --log-dir FOLDER”.",
    content_type="application/zip",
    pieces=_pieces,
)
