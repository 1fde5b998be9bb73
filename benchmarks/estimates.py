"""How near an estimate comes to what a run then takes, arm by arm; one JSON line a figure.

    python benchmarks/estimates.py [--set sample] [--questions 36] [--seed 11] [--arms debate tiered]

Every arm of `debate/examples/comparison.toml`, and the main variants of what an arm can be, once through the whole
engine with the offline model, whose pretended price counts the money. Before it, as on a fresh installation, and after
it, when its calls were measured, the same plan is estimated. A figure is estimated / actual, and `of_ideal` what is
left of the tenth by which it may be off: 0 or more is kept; of the bound, and of the 2 seconds, likewise. No reply is
taken from the cache, so that each arm's money is its own.

Everything runs on a scratch data folder, with its own PostgreSQL, Redis, workers and offline model.
"""

# Models can't be imported before Django is set up.
# ruff: noqa: E402

from __future__ import annotations

import argparse
import json
import os
import tempfile
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

SCRATCH = tempfile.TemporaryDirectory(prefix="moot-estimates-")
os.environ.setdefault("MOOT_DATA", SCRATCH.name)
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

import django

django.setup()

from django.db import connection
from django.db.models import Count, Sum

from debate import demo, embedded, processes, services
from debate.commandline import migrate
from debate.importers import read_experiment
from debate.models import Endpoint, Experiment, ModelCall
from debate.services.duplicate import duplicate
from debate.services.estimate import Estimate, estimate
from debate.services.experiments import finish_if_done
from debate.services.setup import NewArm, NewExperiment, NewSeat, names_in, set_up

COMPARISON = Path(__file__).resolve().parent.parent / "debate" / "examples" / "comparison.toml"
SPEAKER, WEAK, CHECKER = "offline/extractive", "offline/bag-of-words", "offline/checker"
QUANTITIES = ("calls", "tokens_in", "tokens_out", "usd")
MAY_BE_OFF = 0.1


def arm(name: str, protocol: str, params: Mapping[str, object], **more: object) -> NewArm:
    """One in which the extractive model speaks and the bag of words judges, unless said otherwise."""
    seats = {"speakers": (NewSeat(player=SPEAKER),), "judges": (NewSeat(player=WEAK),)}
    return NewArm(name=name, protocol=protocol, params=params, **{**seats, **more})  # type: ignore[arg-type]


# What the file's arms don't show of what an arm can be.
VARIANTS = (
    arm("judge-ends", "debate", {"rounds": 3, "least_rounds": 1, "interactive": True}),
    arm("in-turn", "debate", {"rounds": 2, "simultaneous": False}),
    arm("asked-consultancy", "consultancy", {"rounds": 2, "interactive": True}),
    arm("best-of", "debate", {"rounds": 1}, speakers=(NewSeat(player=SPEAKER, best_of=3, selector=WEAK),)),
    arm("refined", "debate", {"rounds": 1}, speakers=(NewSeat(player=SPEAKER, refine=2),)),
    arm("reasoning-judge", "debate", {"rounds": 1}, judges=(NewSeat(player=CHECKER, reasoning=True),)),
    arm(
        "several-judges",
        "debate",
        {"rounds": 1, "flags": True},
        judges=(NewSeat(player=WEAK), NewSeat(player=CHECKER)),
        judgements_per_debate=2,
    ),
    arm("deep", "recursive", {"depth": 2, "branching": 2}),
    arm("long-market", "market-making", {"arguments": 8, "settled": 5.0}),
    arm("many-tiers", "tiered", {"tiers": 4, "sure": 65.0, "spot_checks": 0.5, "readers": 4}, judges=()),
    arm("deferring", "control", {"defer": "defer", "audit_budget": 0.4}, judges=(), after=("control-honest",)),
    arm("many-proofs", "prover-verifier", {"attempts": 3, "exchanges": 4}),
    arm("principled", "preference", {"principles": ("It answers the question.", "It is true.")}),
)


def plan(name: str, said: argparse.Namespace) -> NewExperiment:
    """The arms that are wanted, with those that they wait for; the other samples have no passages for an expert."""
    read = read_experiment(COMPARISON)
    every = [one for one in (*read.arms, *VARIANTS) if said.set == demo.SAMPLE or one.protocol != "expert"]
    arms = [one for one in every if not said.arms or one.name in said.arms]
    awaited = {other for one in arms for other in one.after} - {one.name for one in arms}
    arms = [one for one in read.arms if one.name in awaited] + arms
    wanted = {"question_set": said.set, "max_questions": said.questions, "seed": said.seed, "budget_usd": None}
    return replace(read, name=name, arms=tuple(arms), **wanted)


@dataclass(frozen=True)
class Taken:
    """What an arm took."""

    calls: int
    tokens_in: int
    tokens_out: int
    usd: float


def ran(experiment: Experiment) -> dict[str, Taken]:
    """Once it is finished, what each of its arms took."""
    services.launch(experiment)
    while experiment.status != Experiment.Status.FINISHED:
        time.sleep(0.5)
        finish_if_done(experiment.pk)
        experiment.refresh_from_db()
    failed = experiment.debates.filter(status="failed").values_list("arm__name", "reason")
    assert not failed, f"these failed: {[*failed]}"
    made = ModelCall.objects.filter(turn__debate__experiment=experiment)
    by_arm = made.values_list("turn__debate__arm__name").order_by()
    sums = (Count("pk"), Sum("tokens_in"), Sum("tokens_out"), Sum("cost_usd"))
    return {name: Taken(c, i, o, float(usd)) for name, c, i, o, usd in by_arm.annotate(*sums)}


def figures(when: str, expected: Estimate, actual: Mapping[str, Taken], seconds: float) -> Iterator[dict[str, object]]:
    """Each quantity of each arm, the worst of them, the bound, and how long the estimate took."""
    off = {}
    for name, taken in actual.items():
        for quantity in QUANTITIES:
            found = float(getattr(expected.arms[name], quantity) or 0) / float(getattr(taken, quantity))
            off[name, quantity] = abs(found - 1)
            yield _figure(f"{quantity} of {name}, {when}", found, "estimated / actual", 1 - abs(found - 1) / MAY_BE_OFF)
    (name, quantity), worst = max(off.items(), key=lambda item: item[1])
    yield _figure(f"worst: {quantity} of {name}, {when}", worst, "off", 1 - worst / MAY_BE_OFF)
    most = sum(taken.calls for taken in actual.values()) / expected.most_calls
    yield _figure(f"calls of the bound, {when}", most, "actual / bound", 1 - most)
    yield _figure(f"estimating {len(actual)} arms, {when}", seconds, "s", 1 - seconds / 2)


def _figure(name: str, value: float, unit: str, of_ideal: float) -> dict[str, object]:
    return {
        "benchmark": "estimates",
        "name": name,
        "value": round(value, 3),
        "unit": unit,
        "of_ideal": round(of_ideal, 2),
    }


def estimated(experiment: Experiment) -> tuple[Estimate, float]:
    began = time.perf_counter()
    return estimate(experiment), time.perf_counter() - began


def measure(said: argparse.Namespace) -> Iterator[dict[str, object]]:
    wanted = plan("estimated", said)
    demo.provide(names_in(wanted))
    Endpoint.objects.update(cache=False)
    experiment = set_up(wanted)
    fresh = estimated(experiment)
    with processes.Supervisor([*processes.workers(), processes.sweep(), processes.offline()]):
        actual = ran(experiment)
    yield from figures("fresh", fresh[0], actual, fresh[1])
    again, seconds = estimated(duplicate(experiment, "measured"))
    yield from figures("measured", again, actual, seconds)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.partition("\n")[0])
    parser.add_argument("--set", default=demo.SAMPLE, choices=sorted(demo.SAMPLES))
    parser.add_argument("--questions", type=int, default=36)
    parser.add_argument("--seed", type=int, default=11)
    parser.add_argument("--arms", nargs="*", default=[])
    said = parser.parse_args()
    embedded.ensure()
    try:
        migrate()
        for figure in measure(said):
            print(json.dumps(figure), flush=True)
    finally:
        connection.close()
        embedded.release()


if __name__ == "__main__":
    main()
