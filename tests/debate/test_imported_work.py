"""An imported experiment spends nothing by itself, and can be gone on with."""

from __future__ import annotations

from pathlib import Path

import pytest

from debate.exporters import export
from debate.importers import import_experiment
from debate.models import ModelCall, Turn
from debate.services import launch, retry_failed
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off


@pytest.mark.django_db(transaction=True)
def test_it_calls_no_model_until_somebody_asks_for_it(provider: str, tmp_path: Path) -> None:
    plain = endpoint(provider)
    made = experiment(question_set())
    arm(made, "debate", judge=plain, speaker=plain)
    launch(made)
    (tmp_path / "trial.jsonl").write_text(b"".join(export(made, "jsonl")).decode())
    made.delete()

    again = import_experiment(tmp_path / "trial.jsonl")
    work_off()
    assert not ModelCall.objects.exists()
    assert Turn.objects.filter(status="open", due_at=None).count() == 2 * (2 + 2)

    retry_failed(again)
    work_off()
    again.refresh_from_db()
    assert again.status == "finished"
