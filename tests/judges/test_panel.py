"""A panel's link: it says who somebody is, and nobody else's browser or session can say otherwise."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from debate import access, arrivals
from debate.arrivals import Named
from debate.models import Player
from debate.people import forget_contact
from judges.models import Attendance, Contact
from tests.judges import arriving

pytestmark = pytest.mark.django_db


def nothing_is_stored() -> bool:
    return not any(model.objects.exists() for model in (Player, Attendance, Contact))


def test_opening_the_link_stores_nothing(client: Client) -> None:
    assert client.get(arriving.link(arriving.panel())).status_code == 200
    assert nothing_is_stored()
    assert "sessionid" not in client.cookies


def test_its_three_ids_and_its_whole_query_go_to_the_contact_and_only_hashes_to_the_attendance(client: Client) -> None:
    door = arriving.panel()
    player = arriving.begun(client, arriving.link(door, extra="1"))
    contact = player.contact
    query = arriving.QUERY
    assert (contact.external_id, contact.external_study, contact.external_session) == tuple(query.values())
    assert contact.query == urlencode({**query, "extra": "1"})
    attended = arriving.attendance(client)
    assert len(attended.known_by) == len(attended.session_known_by) == 64
    assert not {attended.known_by, attended.session_known_by} & set(query.values())


def test_a_second_visit_in_any_browser_goes_on_where_they_stopped(client: Client) -> None:
    arriving.text("instructions", "Read.")
    arriving.text("consent", "Do you?")
    door = arriving.panel()
    mine = arriving.begun(client, arriving.link(door))
    arriving.do(client, "consent", do="accept", version=1)
    elsewhere = Client()
    assert "Welcome back" in elsewhere.get(arriving.link(door)).content.decode()
    assert "sessionid" not in elsewhere.cookies
    assert arriving.begun(elsewhere, arriving.link(door)) == mine
    assert "Read." in arriving.shown(elsewhere)
    assert client.get(arriving.link(door)).headers["Location"] == reverse("course")


def test_who_was_sent_anew_is_the_same_person_with_the_session_that_is_to_be_paid(client: Client) -> None:
    door = arriving.panel()
    mine = arriving.begun(client, arriving.link(door))
    assert client.get(arriving.link(door, SESSION_ID="second")).status_code == 200
    assert arriving.begun(client, arriving.link(door, SESSION_ID="second")) == mine
    assert Contact.objects.get().external_session == "second"
    assert Client().get(arriving.link(door, PROLIFIC_PID="other", SESSION_ID="second")).status_code == 400


def test_a_link_with_another_id_in_a_browser_that_is_somebody_leads_to_that_other_one(client: Client) -> None:
    door = arriving.panel()
    first = arriving.begun(client, arriving.link(door))
    other = {"PROLIFIC_PID": "other", "SESSION_ID": "session-2"}
    assert "Begin" in client.get(arriving.link(door, **other)).content.decode()
    second = arriving.begun(client, arriving.link(door, **other))
    assert second != first
    assert arriving.begun(client, arriving.link(door)) == first
    assert arriving.begun(client, arriving.link(door, **other)) == second
    assert Player.objects.count() == 2


def test_a_session_that_is_somebody_elses_is_refused(client: Client) -> None:
    door = arriving.panel()
    arriving.begun(Client(), arriving.link(door))
    copied = arriving.link(door, PROLIFIC_PID="other")
    for response in (client.get(copied), client.post(copied)):
        assert response.status_code == 400
        assert "made for somebody else" in response.content.decode()
    assert Player.objects.count() == 1


def test_one_panels_ids_are_nobodys_at_another(client: Client) -> None:
    first, second = arriving.panel(), arriving.panel(name="another")
    arriving.begun(client, arriving.link(first))
    arriving.begun(Client(), arriving.link(second))
    hashes = Attendance.objects.values_list("known_by", "session_known_by")
    assert len(set(sum(hashes, ()))) == 4


def test_they_are_known_after_their_contact_was_deleted_and_it_does_not_come_back(client: Client) -> None:
    door = arriving.panel()
    mine = arriving.begun(client, arriving.link(door))
    forget_contact(mine)
    assert arriving.begun(Client(), arriving.link(door)) == mine
    assert not Contact.objects.exists()


@pytest.mark.parametrize(
    ("query", "why"),
    [
        ({}, "PROLIFIC_PID is missing"),
        ({"STUDY_ID": "s"}, "PROLIFIC_PID is missing"),
        ({"PROLIFIC_PID": ""}, "PROLIFIC_PID is missing"),
        ({"PROLIFIC_PID": "{{%PROLIFIC_PID%}}"}, "placeholder"),
        ({"PROLIFIC_PID": "${pid}"}, "placeholder"),
        ({"PROLIFIC_PID": "p", "SESSION_ID": "{{%SESSION_ID%}}"}, "placeholder where its SESSION_ID"),
        ({"PROLIFIC_PID": "p" * 201}, "can’t be read"),
        ({"PROLIFIC_PID": "p" * 5_000}, "far longer"),
        ({"PROLIFIC_PID": "a\0b"}, "can’t be read"),
        ({"PROLIFIC_PID": "a b"}, "can’t be read"),
        ({"PROLIFIC_PID": "п"}, "can’t be read"),
        ({"PROLIFIC_PID": "a\nb"}, "can’t be read"),
        ({"PROLIFIC_PID": "<script>"}, "placeholder"),
        ([("PROLIFIC_PID", "a"), ("PROLIFIC_PID", "b")], "more than one"),
    ],
)
def test_a_link_that_does_not_say_who_somebody_is_is_refused_and_nothing_is_stored(
    client: Client, query: dict[str, str], why: str
) -> None:
    where = f"{arriving.address(arriving.panel())}?{urlencode(query)}"
    for response in (client.get(where), client.post(where)):
        assert response.status_code == 400
        assert why in response.content.decode().replace("&#x27;", "’")
        assert "Nothing was stored" in response.content.decode()
    assert nothing_is_stored()


def test_another_panel_names_its_parameters_as_it_likes(client: Client) -> None:
    door = arriving.panel(id_parameter="worker", study_parameter="", session_parameter="")
    arriving.begun(client, f"{arriving.address(door)}?worker=w-7")
    contact = Contact.objects.get()
    assert (contact.external_id, contact.external_study, contact.external_session) == ("w-7", "", "")


def test_a_full_panel_sends_away_with_its_code_and_lets_come_back_who_is_in(client: Client) -> None:
    door = arriving.panel(quota=1)
    arriving.begun(client, arriving.link(door))
    late = arriving.link(door, PROLIFIC_PID="late", SESSION_ID="late")
    for response in (Client().get(late), Client().post(late)):
        assert response.status_code == 410
        assert "FULL-3" in response.content.decode()
        assert "https://app.prolific.com/submissions/complete?cc=FULL-3" in response.content.decode()
    assert client.post(arriving.link(door)).status_code == 302


@pytest.mark.parametrize(
    ("return_url", "leads_to"),
    [
        ("https://panel.example/done?c={code}&who={id}", "https://panel.example/done?c=A%26B&who=a%2Bb%3D"),
        ("http://panel.example/{code}", ""),
        ("javascript:alert(1)//{code}", ""),
        ("https://[broken", ""),
        ("", ""),
    ],
)
def test_a_code_is_handed_in_at_an_address_that_is_safe(return_url: str, leads_to: str) -> None:
    door = arriving.panel(return_url=return_url)
    assert access.handover(door, "A&B", "a+b=").url == leads_to


@pytest.mark.django_db(transaction=True)
def test_twenty_clicks_at_once_make_one_person() -> None:
    door = arriving.panel()

    def click(_: int) -> int:
        try:
            return arrivals.come_by_panel(door, Named("pid", "study", "session", "query")).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(20) as threads:
        assert len(set(threads.map(click, range(20)))) == 1
    assert Player.objects.count() == Contact.objects.count() == 1
