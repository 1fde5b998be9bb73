"""Rival protocols: set up from one form as one experiment, run on the offline model, and read in one table."""

from __future__ import annotations

import re
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
import uvicorn
from django.conf import settings
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from debate import services
from debate.analysis_plans import plan_of
from debate.core.types import Case, Question
from debate.demo import OFFLINE, SAMPLE, SAMPLES, VOLUNTEERS, provide
from debate.llm.offline.server import app
from debate.models import Endpoint, Experiment, Member, Player, Pool, QuestionSet, Study
from debate.protocols import PROTOCOLS, create
from debate.services.compare import Comparable
from debate.services.estimate import estimate
from judges.queries import report_on
from tests.debate.stage import experiment, person, question_set, work_off
from tests.judges.stored import Stored

ADDRESS = "/compare/"
BEGUN, ENDED = "2026-01-01T10:00Z", "2026-01-01T10:02Z"
OTHERS = [slug for slug in PROTOCOLS if slug not in ("blind", "expert")]
FILLED: dict[str, Any] = {
    "question_set": SAMPLE,
    "questions": "4",
    "repeats": "1",
    "protocols": ["debate", "critique"],
    "judges": ["offline/bag-of-words"],
    "pool": "",
    "strong": "offline/extractive",
    "helper": "offline/checker",
    "budget_usd": "5",
    "hourly_usd": "20",
    "primary": "",
    "name": "rivals",
    "study": "",
}


@pytest.fixture
def bundled(db: None) -> None:
    provide([*SAMPLES, VOLUNTEERS, *OFFLINE])


@pytest.fixture
def offline(db: None) -> Iterator[None]:
    """The offline model itself, at the socket where Moot looks for it."""
    settings.OFFLINE_SOCKET.unlink(missing_ok=True)
    server = uvicorn.Server(uvicorn.Config(app, uds=str(settings.OFFLINE_SOCKET), log_level="warning", lifespan="off"))
    thread = threading.Thread(target=server.run)
    thread.start()
    deadline = time.monotonic() + 20
    while not server.started:
        assert time.monotonic() < deadline, "the offline model does not start"
        time.sleep(0.01)
    yield
    server.should_exit = True
    thread.join()


def filled(**values: Any) -> dict[str, Any]:
    return {**FILLED, **values}


def made(client: Client, **values: Any) -> Experiment:
    response = client.post(ADDRESS, filled(**values))
    assert response.status_code == 302, errors(response)
    assert response["Location"] == reverse("experiment", args=[values.get("name", "rivals")])
    return Experiment.objects.get(name=values.get("name", "rivals"))


def errors(response: Any) -> dict[str, list[str]]:
    return {name: list(words) for name, words in response.context["form"].errors.items()}


def seats(of: Experiment, name: str) -> dict[str, str]:
    return {seat.role or seat.kind: seat.who for seat in of.arms.get(name=name).seats.all()}


def test_what_is_chosen_becomes_one_draft_with_a_floor_and_a_ceiling(bundled: None, researcher: Client) -> None:
    found = made(researcher)
    assert (found.status, found.most_questions, found.repeats) == ("draft", 4, 1)
    assert found.budget_usd == 5
    names = ["blind-candidate", "blind", "expert-candidate", "expert", "critique", "debate"]
    assert [arm.name for arm in found.arms.all()] == names
    assert seats(found, "debate") == {
        "debater_a": "offline/extractive",
        "debater_b": "offline/extractive",
        "judge": "offline/bag-of-words",
    }
    assert seats(found, "critique") == {
        "critic": "offline/extractive",
        "selector": "offline/checker",
        "judge": "offline/bag-of-words",
    }


def test_the_plan_holds_each_protocol_against_blind_judgement_of_questions_in_its_form(
    bundled: None, researcher: Client
) -> None:
    plan = plan_of(made(researcher))
    assert plan.primary == ("critique", "blind-candidate")
    assert plan.secondary == (("debate", "blind"),)
    assert plan.hourly_rate_usd == 20
    assert "cost_right" in plan.figures
    other = plan_of(made(researcher, name="again", primary="debate"))
    assert other.primary == ("debate", "blind")


def test_what_learns_gets_the_arms_that_it_learns_from(bundled: None, researcher: Client) -> None:
    found = made(researcher, protocols=["control", "weak-to-strong"])
    after = {arm.name: [other.name for other in arm.after.all()] for arm in found.arms.all()}
    assert after == {
        "blind": [],
        "expert": [],
        "control-honest": [],
        "control": ["control-honest"],
        "weak-to-strong": ["blind"],
        "weak-to-strong-ceiling": ["blind"],
    }
    assert seats(found, "control") == {
        "untrusted": "offline/extractive",
        "trusted": "offline/checker",
        "auditor": "offline/checker",
    }
    assert plan_of(found).comparisons == (("control", "blind"), ("weak-to-strong", "blind"))


def test_a_ladder_has_the_helper_at_its_foot_and_the_strong_model_above(bundled: None, researcher: Client) -> None:
    found = seats(made(researcher, protocols=["tiered"]), "tiered")
    assert found.pop("tier_1") == "offline/checker"
    assert set(found.values()) == {"offline/extractive"}


def test_without_a_helper_the_first_judge_helps_and_people_can_judge_too(bundled: None, researcher: Client) -> None:
    found = made(researcher, helper="", pool=VOLUNTEERS)
    assert seats(found, "critique")["selector"] == "offline/bag-of-words"
    for name in ("blind", "expert", "debate"):
        judges = found.arms.get(name=name).seats.filter(kind="judge")
        assert [seat.who for seat in judges] == ["offline/bag-of-words", VOLUNTEERS]


@pytest.mark.parametrize("question_set", SAMPLES)
def test_whatever_a_card_offers_can_be_launched(bundled: None, researcher: Client, question_set: str) -> None:
    cards = Comparable(QuestionSet.objects.get(name=question_set)).cards()
    able = [card.slug for card in cards if not card.refused]
    found = made(researcher, question_set=question_set, protocols=able)
    assert (
        estimate(found).debates
        == 4 * found.arms.count() + 4 * found.arms.filter(name__in=("consultancy", "propaganda")).count()
    )


def test_what_cannot_be_run_on_a_set_is_shown_with_the_reason(bundled: None, researcher: Client) -> None:
    page = researcher.get(f"{ADDRESS}?question_set=sample-texts").content.decode()
    box = re.search(r'<input[^>]*id="protocol-critique"[^>]*>', page)
    assert box is not None
    assert "disabled" in box[0]
    assert "put up alone, neither is right or wrong" in page
    assert "these questions have no passage that an expert could read" in " ".join(page.split())
    response = researcher.post(ADDRESS, filled(question_set="sample-texts"))
    assert "critique" in errors(response)["protocols"][0]
    assert not Experiment.objects.exists()


@pytest.mark.django_db
def test_a_single_candidate_cannot_be_debated() -> None:
    alone = QuestionSet.objects.create(name="alone")
    alone.questions.create(external_id="q", kind="candidate", text="2 + 2?", candidate="4", correct=True)
    refused = {card.slug: card.refused for card in Comparable(alone).cards()}
    assert "“q” has one candidate and no other answer beside it" in refused["debate"]
    assert refused["critique"] == ""


def test_another_question_set_is_shown_with_everything_else_kept(bundled: None, researcher: Client) -> None:
    page = researcher.post(ADDRESS, filled(question_set="sample-code", name="", look="1", protocols=[]))
    form = page.context["form"]
    assert not form.is_bound
    assert (form.shown_set, form.ticked, form["strong"].value()) == ("sample-code", [], "offline/extractive")
    assert not Experiment.objects.exists()


REFUSED: list[tuple[dict[str, Any], str, str]] = [
    ({"judges": []}, "judges", "Choose at least one judge"),
    ({"protocols": []}, "protocols", "Choose at least one protocol."),
    ({"strong": ""}, "strong", "somebody has to speak in Critique, Debate"),
    ({"helper": "", "judges": [], "pool": VOLUNTEERS}, "helper", "Critique needs one beside the judges"),
    ({"questions": "37"}, "questions", "“sample” has 36 questions."),
    ({"questions": "0"}, "questions", "greater than or equal to 1"),
    ({"budget_usd": "-1"}, "budget_usd", "greater than or equal to 0"),
    ({"hourly_usd": "nan"}, "hourly_usd", "Enter a number."),
    ({"name": "two words"}, "name", "Enter a valid “slug”"),
    ({"name": "taken"}, "name", "There is an experiment “taken” already"),
    ({"primary": "propaganda"}, "primary", "not among the protocols that are ticked"),
    ({"question_set": "doors"}, "question_set", "Select a valid choice"),
    ({"strong": "openai/none"}, "strong", "Select a valid choice"),
]


@pytest.mark.parametrize(("values", "field", "words"), REFUSED)
def test_what_is_refused_is_said_where_it_stands_and_nothing_is_lost(
    bundled: None, researcher: Client, values: dict[str, Any], field: str, words: str
) -> None:
    experiment(question_set(), name="taken")
    response = researcher.post(ADDRESS, filled(**values))
    assert response.status_code == 200
    assert words in errors(response)[field][0]
    assert Experiment.objects.get().name == "taken"
    form = response.context["form"]
    for name, value in filled(**values).items():
        assert form[name].value() == value
    page = response.content.decode()
    for name in ("strong", "helper"):
        if filled(**values)[name] in OFFLINE:
            assert f'value="{filled(**values)[name]}" selected' in page
    if field != "question_set":
        ticked = re.findall(r'value="([a-z-]+)" checked', page)
        assert [name for name in ticked if name in PROTOCOLS] == sorted(filled(**values)["protocols"])


def test_nobody_is_offered_another_studys_things_or_can_name_them(bundled: None, client: Client) -> None:
    keys, locks = Study.objects.create(name="Keys"), Study.objects.create(name="Locks")
    QuestionSet.objects.filter(name=SAMPLE).update(study=keys)
    Endpoint.objects.exclude(name="offline/recorded").update(study=keys)
    Endpoint.objects.filter(name="offline/recorded").update(study=locks)
    Pool.objects.update(study=keys)
    QuestionSet.objects.filter(name="sample-code").update(study=locks)
    Member.objects.create(study=locks, user=User.objects.create_user("lou"), role=Member.Role.OWNER)
    client.force_login(User.objects.get(username="lou"))
    page = client.get(ADDRESS).content.decode()
    assert "sample-code" in page
    for name in ("Keys", "offline/checker", VOLUNTEERS, "sample-texts", f'"{SAMPLE}"'):
        assert name not in page
    assert {"question_set", "judges"} <= errors(client.post(ADDRESS, filled(study="Locks"))).keys()
    assert not Experiment.objects.exists()


def test_what_belongs_to_a_study_is_compared_within_it(bundled: None, researcher: Client) -> None:
    keys = Study.objects.create(name="Keys")
    Endpoint.objects.filter(name="offline/extractive").update(study=keys)
    response = researcher.post(ADDRESS, filled())
    assert "“offline/extractive” belongs to the study “Keys”: choose that study" in errors(response)["study"][0]
    found = made(researcher, study="Keys")
    assert found.study == keys
    assert {arm.config.study for arm in found.arms.select_related("config__study")} == {keys}


def test_what_reads_other_arms_is_no_way_to_answer(bundled: None) -> None:
    for card in Comparable(QuestionSet.objects.get(name=SAMPLE)).cards():
        protocol = create(card.slug, {})
        refused = "what was said in other arms" in card.refused
        assert refused == (protocol.learns and not protocol.decides)


def test_a_protocol_of_ones_own_is_offered_like_the_others(bundled: None) -> None:
    """Nothing here needs to know of a new file: what a card says comes from the protocol."""
    cards = {card.slug: card for card in Comparable(QuestionSet.objects.get(name=SAMPLE)).cards()}
    assert list(cards) == OTHERS
    for slug, card in cards.items():
        protocol = create(slug, {})
        assert card.words[-1] in ".?"
        assert card.title == protocol.title
        roles = protocol.roles(Case(question=Question(text="", options=("", ""), answer=0)))
        assert bool(card.needs) == any(not role.chair for role in roles)


@pytest.mark.django_db(transaction=True)
def test_it_runs_for_real_from_the_form_to_one_table(bundled: None, offline: None, researcher: Client) -> None:
    """Of the pairs of solutions that come with Moot, with the offline model in every seat."""
    protocols = ["control", "critique", "debate", "weak-to-strong"]
    found = made(researcher, question_set="sample-solutions", questions="6", protocols=protocols, primary="debate")
    services.launch(found)
    work_off()
    work_off()  # What waited has learnt by now.
    found.refresh_from_db()
    assert found.status == Experiment.Status.FINISHED
    report = report_on(found)
    assert [row.overall.n for row in report.arms] == [6] * len(report.arms)
    page = researcher.get(reverse("comparison", args=[found.name]))
    compared = page.context["compared"]
    assert [one.row.arm.name for one in compared.arms] == [
        "debate",
        "control-honest",
        "control",
        "critique",
        "weak-to-strong",
    ]
    assert [one.row.arm.name for one in compared.bounds] == ["blind-options", "blind", "weak-to-strong-ceiling"]
    planned = {one.first: one for one in report.comparisons if one.planned}
    assert set(planned) == set(protocols)
    for one in compared.arms:
        if one.row.arm.name in protocols:
            assert one.gain == planned[one.row.arm.name].accuracy.paired
            assert one.gain.n == 6
    assert compared.arms[0].primary
    assert 0 < float(found.spent_usd) <= 5
    words = " ".join(page.content.decode().split())
    assert all(f">{one.row.arm.name}</a>" in words for one in (*compared.arms, *compared.bounds))
    assert "frontier.svg" in words


@pytest.mark.django_db
def test_what_bots_judged_is_said_and_what_it_takes_is_in_the_report(researcher: Client) -> None:
    stored, pool = Stored(), Pool.objects.create(name=VOLUNTEERS)
    bot = person(pool)
    Player.objects.update(bot=True)
    for name in ("blind", "debate"):
        arm = stored.arm(name)
        for number in range(2):
            debate = stored.debate(arm, stored.question(number))
            stored.judged(debate, (8000, 2000), judge=pool, player=bot, taken_at=BEGUN, finished_at=ENDED)
    page = researcher.get(reverse("comparison", args=["trial"]) + "?rate=60")
    assert "made 4 of these judgements" in page.content.decode()
    (judge,) = page.context["generating"].judges
    # Two minutes at a dollar a minute, each time; one of two answers is right.
    assert [(one.way.doing, one.usd_right.value) for one in judge.ways] == [("unaided", 4.0), ("judging", 4.0)]
    told = researcher.get(reverse("report", args=["trial"])).json()["generating"]
    assert told["hourly_usd"] == 15
    assert [one["usd_right"]["value"] for one in told["judges"][0]["ways"]] == [1.0, 1.0]
