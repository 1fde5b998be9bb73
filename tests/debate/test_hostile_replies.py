"""Replies that a database can't hold, or that claim to be more than a reply, are read like any other."""

from __future__ import annotations

import pytest

from debate.models import Debate, ModelCall, Turn
from tests.debate.stage import endpoint, launched, work_off

pytestmark = pytest.mark.django_db(transaction=True)


def test_what_a_database_cannot_hold_is_left_out_and_the_rest_is_kept(provider: str) -> None:
    launched(endpoint(provider, "unstorable"), budget_usd=50)
    work_off()
    assert set(Debate.objects.values_list("status", flat=True)) == {"finished"}
    assert set(Turn.objects.values_list("status", flat=True)) == {"ok"}
    for call in ModelCall.objects.all():
        assert call.text.startswith("Half  a pair,  nothing, \\u0000 and \\ud800 in letters.")
        assert call.reply is not None
        assert call.reply["choices"][0]["message"]["content"] == call.text
