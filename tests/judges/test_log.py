"""The log of what people did: lines come, none is changed."""

from __future__ import annotations

import pytest
from django.db import ProgrammingError, transaction

from debate.models import Player
from judges.models import Event
from judges.services import log

pytestmark = pytest.mark.django_db


def test_a_line_has_the_servers_time_and_what_was_done() -> None:
    player = Player.objects.create()
    log.note("focus lost", player, data={"seconds": 3})
    line = Event.objects.get()
    assert (line.kind, line.player, line.data) == ("focus lost", player, {"seconds": 3})
    assert line.at is not None


@pytest.mark.parametrize("change", ["update", "delete"])
def test_the_database_refuses_to_change_a_line(change: str) -> None:
    log.note("shown", Player.objects.create())
    lines = Event.objects.all()
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        lines.update(kind="other") if change == "update" else lines.delete()
    assert Event.objects.get().kind == "shown"


def test_the_lines_of_somebody_who_withdraws_go_and_others_stay() -> None:
    gone, here = Player.objects.create(), Player.objects.create()
    for player in (gone, here):
        log.note("shown", player)
    assert log.forget(gone) == 1
    assert Event.objects.get().player == here
    with pytest.raises(ProgrammingError, match="append-only"), transaction.atomic():
        Event.objects.all().delete()
