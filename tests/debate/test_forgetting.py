"""Who a person is stands apart: no file tells it, and to delete it changes no figure."""

from __future__ import annotations

import io
import json
import zipfile

import pytest

from debate import people
from debate.exporters import FORMATS, export
from debate.models import Experiment, Invitation, Player
from debate.publishing.report import planned_report_html
from judges import queries
from judges.models import Attendance, Contact
from judges.queries import Scope
from tests.debate import stage
from tests.debate.searching import holding
from tests.judges import scene
from tests.judges.offered import blind, judged_by

pytestmark = pytest.mark.django_db

NAME, EMAIL, PANEL, STUDY, VISIT = "Zdenka Quill", "zq@example.org", "5f3c0aPID", "STUDY77", "SESSION88"
NOTE = "the tall one of course A"
WHO = (NAME, EMAIL, PANEL, STUDY, VISIT, NOTE)


@pytest.fixture
def judged() -> tuple[Experiment, Player]:
    """An experiment that somebody judged of whom everything is known."""
    made = blind(scene.volunteers(), stage.question_set(questions=2))
    player = stage.person(scene.volunteers(), "ann")
    assert player.user is not None
    player.user.first_name, player.user.last_name, player.user.email = "Zdenka", "Quill", EMAIL
    player.user.save()
    Invitation.objects.create(pool=scene.volunteers(), player=player, note=NOTE, email=EMAIL)
    Attendance.objects.create(player=player, pool=scene.volunteers(), known_by="hashed")
    Contact.objects.create(
        player=player,
        name=NAME,
        email=EMAIL,
        external_id=PANEL,
        external_study=STUDY,
        external_session=VISIT,
        query=f"PROLIFIC_PID={PANEL}",
    )
    assert len(list(judged_by(player))) == 2
    return made, player


def figures(experiment: Experiment) -> str:
    scope = Scope((experiment,))
    report, single = queries.report_on(experiment), queries.judging_of(scope)
    return json.dumps(queries.told(report, single, None, None, queries.generating_of(scope), queries.drift_of(scope)))


def files(experiment: Experiment) -> dict[str, bytes]:
    found = {}
    for name in FORMATS:
        data = b"".join(export(experiment, name))
        found[name] = data
        if data.startswith(b"PK"):
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                found |= {f"{name}/{one}": archive.read(one) for one in archive.namelist()}
    return found


def test_no_file_and_no_report_tells_who_anybody_is(judged: tuple[Experiment, Player]) -> None:
    made, player = judged
    told = files(made)
    assert any(player.public_id.encode() in data for data in told.values()), "their pseudonym is told"
    told["report.html"] = planned_report_html(Scope((made,))).encode()
    for text in WHO:
        assert [name for name, data in told.items() if text.encode() in data] == []


def test_who_somebody_is_can_be_deleted_without_touching_a_figure(judged: tuple[Experiment, Player]) -> None:
    made, player = judged
    before, written = figures(made), files(made)["ratings.csv"]
    assert all(holding(text) for text in WHO)
    people.forget_contact(player)
    assert {text: holding(text) for text in (*WHO, "Zdenka")} == {text: set() for text in (*WHO, "Zdenka")}
    assert (figures(made), files(made)["ratings.csv"]) == (before, written)
    assert Attendance.objects.get(player=player).known_by == "hashed", "a second visit is still known"
    people.forget_contact(player)


def test_a_researchers_own_account_stays_theirs(judged: tuple[Experiment, Player]) -> None:
    _, player = judged
    assert player.user is not None
    player.user.is_staff = True
    player.user.save()
    people.forget_contact(player)
    player.user.refresh_from_db()
    assert player.user.email == EMAIL
