"""The notebook that loads an export into pandas: its cells run, and give the report's own figures."""

from __future__ import annotations

import json
from contextlib import chdir
from pathlib import Path
from typing import Any

import pytest

from debate.exporters import export
from debate.models import Experiment
from judges.models import Rating
from judges.queries import report_on

NOTEBOOK = Path(__file__).resolve().parent.parent.parent / "docs" / "analysis.ipynb"
FILE = "first-look.ratings.parquet"


def cells() -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = json.loads(NOTEBOOK.read_text())["cells"]
    return [cell for cell in found if cell["cell_type"] == "code"]


@pytest.mark.django_db
def test_its_cells_give_the_figures_of_the_report(played: Experiment, tmp_path: Path) -> None:
    # Of two judgements one is right, so that there is something to see.
    scored = Rating.objects.filter(final=True, right__isnull=False).order_by("place__debate__place_in_order")
    Rating.objects.filter(pk__in=list(scored.values_list("pk", flat=True))[::2]).update(right=True, tie=False)
    (tmp_path / FILE).write_bytes(b"".join(export(played, "ratings.parquet")))
    scope: dict[str, Any] = {}
    with chdir(tmp_path):
        for cell in cells():
            exec("".join(cell["source"]), scope)
    wanted = {arm.arm.name: arm.overall.accuracy for arm in report_on(played).arms if arm.overall.n}
    assert {arm: (f.value, f.low, f.high) for arm, f in scope["figures"].items()} == {
        arm: (f.value, f.low, f.high) for arm, f in wanted.items()
    }
    assert any(figure.value not in (0, 1) for figure in wanted.values())
    drawn = scope["draw"](scope["figures"])
    assert drawn.startswith("<svg")
    assert all(arm in drawn for arm in wanted)


def test_it_holds_what_its_cells_gave_and_is_small() -> None:
    assert NOTEBOOK.stat().st_size < 60_000
    shown = [output["data"] for cell in cells() for output in cell["outputs"]]
    assert sum("text/html" in data for data in shown) == 3
    assert "<svg" in "".join(shown[-1]["image/svg+xml"])
