"""`moot run` as a researcher runs it: a process of its own, a real worker, the offline model."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from debate.exporters import export
from debate.importers import import_experiment
from debate.models import Endpoint, Experiment, Turn
from tests.conftest import Live

pytestmark = pytest.mark.faults

FILE = """\
name = "look"
question_set = "sample"
seed = 7
max_questions = 2
budget_usd = 5.0
[[arms]]
name = "debate"
protocol = "debate"
params = { rounds = 2 }
debaters = ["offline/extractive"]
judges = ["offline/bag-of-words"]
[[arms]]
name = "blind"
protocol = "blind"
judges = ["offline/bag-of-words"]
"""


def run(live: Live, file: Path, *options: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "debate.commandline", "run", str(file), *options]
    env = {**os.environ, **live.env}
    return subprocess.run(command, env=env, capture_output=True, text=True, timeout=120)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    made = tmp_path / "look.toml"
    made.write_text(FILE)
    return made


def test_it_estimates_launches_waits_and_prints_the_figures(live: Live, file: Path) -> None:
    first = run(live, file, "--wait", "--json")
    assert first.returncode == 0, first.stderr
    report = json.loads(first.stdout)
    assert (report["experiment"], [arm["name"] for arm in report["arms"]]) == ("look", ["debate", "blind"])
    assert [arm["n"] for arm in report["arms"]] == [2, 2]
    assert all(arm["missing"] == {} for arm in report["arms"])
    assert "Estimate: 4 debates; about 24 model calls" in first.stderr
    assert "“look” is launched with 4 debates." in first.stderr

    # Again: the same experiment is watched, not launched; as a table.
    again = run(live, file, "--wait")
    assert again.returncode == 0, again.stderr
    assert "Estimate" not in again.stderr
    assert "offline/bag-of-words" in again.stdout
    assert Experiment.objects.count() == 1

    file.write_text(FILE.replace("seed = 7", "seed = 8"))
    other = run(live, file, "--wait")
    assert other.returncode == 1
    assert "seed: 7 in the experiment, 8 in the file" in other.stderr


def test_it_ends_when_people_alone_are_waited_for_and_says_so(live: Live, file: Path) -> None:
    file.write_text(FILE.replace('judges = ["offline/bag-of-words"]', 'judges = ["people/volunteers"]', 1))
    ended = run(live, file, "--wait", "--json")
    assert ended.returncode == 0, ended.stderr
    assert "2 judgements wait for people; all that models can do is done." in ended.stderr
    assert [arm["n"] for arm in json.loads(ended.stdout)["arms"]] == [0, 2]
    assert Experiment.objects.get().status == Experiment.Status.RUNNING


def test_a_dead_endpoint_is_named_with_its_reason_and_the_others_go_on(live: Live, file: Path) -> None:
    run(live, file, "--wait")  # brings the bundled endpoints
    Experiment.objects.all().delete()
    price = {"price_in": 1, "price_out": 1}
    Endpoint.objects.create(name="dead", base_url="http://127.0.0.1:9/v1", model="m", attempts=1, **price)
    file.write_text(FILE.replace("offline/extractive", "dead"))
    ended = run(live, file, "--wait", "--json")
    assert "2 debates failed: dead can't be reached at http://127.0.0.1:9/v1" in ended.stderr
    assert [arm["n"] for arm in json.loads(ended.stdout)["arms"]] == [0, 2]


def test_an_imported_transcript_is_spoken_again_for_new_judges(live: Live, file: Path, tmp_path: Path) -> None:
    assert run(live, file, "--wait").returncode == 0
    (tmp_path / "look.jsonl").write_text(b"".join(export(Experiment.objects.get(), "jsonl")).decode())
    import_experiment(tmp_path / "look.jsonl", "copy")
    replay = FILE.replace('"look"', '"replay"').replace('"sample"', '"copy"').replace("extractive", "recorded")
    file.write_text(replay)
    ended = run(live, file, "--wait")
    assert ended.returncode == 0, ended.stderr
    assert spoken("replay") == spoken("look")


def spoken(name: str) -> set[tuple[str, int, str]]:
    turns = Turn.objects.filter(debate__experiment__name=name, seat__reader=0)
    assert turns.count() == 8
    return set(turns.values_list("debate__question__external_id", "step", "text"))
