"""The page of what people are owed: who may see it, what it keeps to itself until the close, and its files."""

from __future__ import annotations

import csv
import io
import re
from decimal import Decimal

import pytest
from django.contrib.admin.models import LogEntry
from django.contrib.auth.models import User
from django.db.models import F
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from debate.desk.hourly import hourly_of
from debate.models import Member, Question, Study
from judges.models import Attendance, Contact, Payment, Place, Rating, Rules
from judges.services.paying import settle
from tests.judges.paid import Paid

pytestmark = pytest.mark.django_db

D = Decimal
PID = "5f4f1b2c3d4e5f6a7b8c9d0e"


@pytest.fixture
def study() -> Paid:
    """Ann, of a panel, has earned 0.74 beyond what Ben, of none, has."""
    made = Paid()
    owner = Study.objects.create(name="Keys")
    made.experiment.study = owner
    made.experiment.save()
    for role in Member.Role.values:
        Member.objects.create(study=owner, user=User.objects.create_user(role), role=role)
    ann, ben = made.attends("ann", PID, study="S1"), made.attends("ben")
    made.judged(ann, 0, 10_000)
    made.judged(ann, 1, 8000)
    made.judged(ben, 0, 5000)
    return made


def browser(name: str = "researcher") -> Client:
    client = Client()
    client.force_login(User.objects.get(username=name))
    return client


def page(study: Paid, who: str = "researcher") -> str:
    response = browser(who).get(reverse("pay", args=[study.experiment.name]))
    assert response.status_code == 200
    # Less the mark against forged requests, which differs by design.
    return re.sub(r'(csrfmiddlewaretoken" value)="[^"]+"', r"\1", response.content.decode())


def file(study: Paid, format: str = "everyone", who: str = "researcher", query: str = "") -> str:
    response = browser(who).get(reverse("pay_file", args=[study.experiment.name, format]) + query)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment")
    return response.content.decode()


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_before_the_close_it_shows_what_is_owed_without_bonuses(study: Paid) -> None:
    shown = page(study)
    assert "Without bonuses until the close." in shown
    assert 'primary">Settle' not in shown
    assert "5.50" in shown  # 2 x 2.00 and 3 x 0.50
    assert {row["bonus"] for row in rows(file(study))} == {""}


def test_before_the_close_no_byte_depends_on_the_truth(study: Paid) -> None:
    before = page(study, "assistant"), file(study, who="assistant")
    Question.objects.update(answer=1 - F("answer"))
    Rating.objects.update(right=None, brier=0.5)
    assert (page(study, "assistant"), file(study, who="assistant")) == before


def test_settling_before_the_close_is_refused_in_words(study: Paid) -> None:
    response = browser().post(reverse("pay", args=[study.experiment.name]), follow=True)
    assert "close the experiment first" in response.content.decode()
    assert not Payment.objects.exists()


def test_after_the_close_a_button_settles_once(study: Paid) -> None:
    study.close()
    assert ">Settle 2 people<" in page(study)
    client, address = browser(), reverse("pay", args=[study.experiment.name])
    assert "Settled: 2 people." in client.post(address, follow=True).content.decode()
    assert "Settled: 0 people." in client.post(address, follow=True).content.decode()
    assert Payment.objects.count() == 2
    shown = page(study)
    assert 'primary">Settle' not in shown
    assert "6.24" in shown  # with 0.40 and 0.336 of bonus


def test_who_settled_and_who_took_a_file_is_kept(study: Paid) -> None:
    study.close()
    browser("owner").post(reverse("pay", args=[study.experiment.name]))
    file(study, "prolific", query="?study=S1")
    words = LogEntry.objects.order_by("pk").values_list("user__username", "change_message")
    assert list(words) == [("owner", "Settled: 2 people."), ("researcher", "Downloaded trial-prolific.csv.")]


@pytest.mark.parametrize(("who", "status"), [("owner", 200), ("researcher", 200), ("assistant", 200)])
def test_whoever_runs_the_experiment_sees_what_is_owed(study: Paid, who: str, status: int) -> None:
    assert browser(who).get(reverse("pay", args=[study.experiment.name])).status_code == status


def test_assistants_see_no_panel_ids_and_settle_nothing(study: Paid) -> None:
    client, name = browser("assistant"), study.close().name
    assert 'primary">Settle' not in page(study, "assistant")
    assert client.post(reverse("pay", args=[name])).status_code == 403
    assert client.get(reverse("pay_file", args=[name, "prolific"])).status_code == 403
    assert PID not in file(study, who="assistant")
    assert "external_id" not in file(study, who="assistant")


def test_for_people_and_for_strangers_it_does_not_exist(study: Paid) -> None:
    User.objects.create_user("stranger")
    for who in ("ann", "stranger"):
        for address in (
            reverse("pay", args=[study.experiment.name]),
            reverse("pay_file", args=[study.experiment.name, "everyone"]),
        ):
            assert browser(who).get(address).status_code == 404
    assert Client().get(reverse("pay", args=[study.experiment.name])).status_code == 302


def test_the_page_itself_shows_pseudonyms_and_never_an_id_or_a_name(study: Paid) -> None:
    settle(study.close())
    shown = page(study)
    assert Attendance.objects.all()[0].player.pseudonym in shown
    for hidden in (PID, ">ann<", ">ben<"):
        assert hidden not in shown


def test_prolifics_file_has_its_form_and_what_is_beyond_the_base(study: Paid) -> None:
    settle(study.close())
    # Two judgements at 0.50, and 0.40 + 0.336 of bonus; without the base, without Ben, who came from no panel.
    assert file(study, "prolific", query="?study=S1") == f"{PID},1.74\n"
    assert "study S1" in page(study)


def test_each_study_of_a_panel_has_a_file_of_its_own(study: Paid) -> None:
    study.judged(study.attends("cia", "abc123", study="S2"), 0, 10_000)
    settle(study.close())
    assert file(study, "prolific", query="?study=S1") == f"{PID},1.74\n"
    assert file(study, "prolific", query="?study=S2") == "abc123,0.90\n"


def test_nobody_is_in_prolifics_file_before_they_are_settled_or_with_nothing(study: Paid) -> None:
    Rules.objects.update(pay_each=0)
    study.judged(study.attends("cia", "abc123", study="S1"), 0, 0)
    study.close()
    assert file(study, "prolific", query="?study=S1") == ""
    settle(study.experiment)
    assert file(study, "prolific", query="?study=S1") == f"{PID},0.74\n"


@pytest.mark.parametrize("forged", ["x,9999\nvictim", "=1+1", "a b", "ä", "", "x" * 65])
def test_an_id_that_no_panel_gives_adds_no_line_of_its_own(study: Paid, forged: str) -> None:
    Contact.objects.update(external_id=forged)
    settle(study.close())
    assert file(study, "prolific", query="?study=S1") == ""
    assert "1 person is left out" in page(study)


def test_a_deleted_contact_is_left_out_and_said(study: Paid) -> None:
    settle(study.close())
    Contact.objects.all().delete()
    assert "1 person is left out" in page(study)


def test_the_table_of_everything_has_ids_money_and_time(study: Paid) -> None:
    settle(study.close())
    ann = next(row for row in rows(file(study)) if row["external_id"])
    assert (ann["external_id"], ann["external_study"], ann["judged"], ann["currency"]) == (PID, "S1", "2", "USD")
    money = [float(ann[name]) for name in ("base", "for_judgements", "bonus", "total", "minutes", "hourly")]
    assert money == [2.0, 1.0, 0.74, 3.74, 60.0, 3.74]


def test_no_cell_of_the_table_is_a_formula(study: Paid) -> None:
    Contact.objects.update(external_id="=HYPERLINK(1)", external_study="@SUM(1)")
    settle(study.close())
    ann = next(row for row in rows(file(study)) if row["external_id"])
    assert ann["external_id"].startswith("'=")
    assert ann["external_study"].startswith("'@")


def test_a_median_under_the_minimum_is_warned_of(study: Paid) -> None:
    assert "Under the minimum." not in page(study)
    Rules.objects.update(least_hourly=8)
    shown = page(study)
    assert "Under the minimum." in shown
    # 3.00 and 2.50 in an hour each.
    assert "The median is 2.75 USD an hour; the least that you have set is 8.00." in shown
    Rules.objects.update(least_hourly=2)
    assert "Under the minimum." not in page(study)


def test_who_was_never_heard_of_is_not_in_the_median(study: Paid) -> None:
    Attendance.objects.filter(player__contact=None).update(active_seconds=0)
    Place.objects.filter(player__contact=None).update(active_seconds=0)
    assert "n = 1 of 2" in page(study)


def test_the_median_comes_with_an_interval_where_there_are_six() -> None:
    assert hourly_of([D(n) for n in range(1, 6)]).low is None
    found = hourly_of([D(n) for n in range(1, 7)], least=D(4))
    # The least and the most of six hold the median with 1 - 2 / 2^6 = 97 %.
    assert (found.median, found.low, found.high, found.n, found.is_under) == (D("3.50"), D(1), D(6), 6, True)
    # Of a hundred, the 40th and the 61st: with 96.5 %; the 41st and the 60th would hold it with 94.3 %.
    many = hourly_of([D(n) for n in range(100, 0, -1)])
    assert (many.low, many.high) == (D(40), D(61))


def test_without_rules_nobody_is_paid_and_the_page_says_so(study: Paid) -> None:
    Rules.objects.all().delete()
    assert "has no rules" in page(study)


def test_who_judged_before_there_were_rules_can_be_settled(study: Paid) -> None:
    Attendance.objects.all().delete()
    study.close()
    assert "Settling adds 2 people" in page(study)
    browser().post(reverse("pay", args=[study.experiment.name]))
    assert Payment.objects.count() == 2


def test_the_experiments_page_leads_to_it(study: Paid) -> None:
    shown = browser().get(reverse("experiment", args=[study.experiment.name])).content.decode()
    assert reverse("pay", args=[study.experiment.name]) in shown


def test_somebody_who_withdrew_after_settling_is_still_listed(study: Paid) -> None:
    settle(study.close())
    Attendance.objects.update(outcome=Attendance.Outcome.WITHDRAWN, ended_at=timezone.now())
    Payment.objects.update(detail={})
    assert "withdrawn" in page(study)
    assert "6.24" in page(study)
