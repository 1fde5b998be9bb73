"""Prompts of one's own: their variables explained, checked before they are saved, and shown filled in."""

from __future__ import annotations

from string import Template
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from debate import services
from debate.admin.prompt_variables import EVERYWHERE, IN_SOME, own_of
from debate.core.design import BadDesign
from debate.models import Member, ModelCall, ProtocolConfig, Question, QuestionSet, Study
from debate.protocols import PROTOCOLS
from debate.services.sample_prompts import sample_prompts
from tests.debate.filled_in import ADMIN, said
from tests.debate.stage import PASSAGE, arm, endpoint, experiment, question_set, work_off
from tests.debate.test_admin_experiments import defaults

pytestmark = pytest.mark.django_db

CONFIGS = f"{ADMIN}/protocolconfig"
OWN = "Speak for $mine against $theirs.\n$passage\nIn $words words."
# Asked of nobody as its protocol comes: they want a parameter that is off.
SWITCHED = {
    "consultancy": {"chair", "chair_asks", "pick"},
    "debate": {"chair", "chair_asks", "pick"},
    "control": {"audit", "defer", "honeypot", "sabotage"},
    # Its arm has learnt no reasoning yet.
    "legibility": {"half", "whole"},
    "preference": {"rate", "compare_principle"},
    "tiered": {"audit"},
}


def saved(client: Client, slug: str = "debate", **changed: Any) -> tuple[ProtocolConfig, str]:
    """The configuration, and where its form leads."""
    response = client.post(f"{CONFIGS}/add/?protocol={slug}", {**defaults(slug, **changed), "_save": "Save"})
    assert response.status_code == 302, said(response)
    return ProtocolConfig.objects.get(), str(response["Location"])


@pytest.mark.parametrize("slug", sorted(PROTOCOLS))
def test_every_variable_that_a_protocols_own_prompts_name_is_explained(researcher: Client, slug: str) -> None:
    page = said(researcher.get(f"{CONFIGS}/add/?protocol={slug}"))
    for name, text in PROTOCOLS[slug].prompts.items():
        named = set(Template(text).get_identifiers())
        assert named <= EVERYWHERE.keys() | IN_SOME.keys(), name
        for variable, words in own_of(PROTOCOLS[slug], name).items():
            assert f"<dt>${variable}</dt><dd>{words}" in page
    for variable in EVERYWHERE if PROTOCOLS[slug].prompts else ():
        assert f"<dt>${variable}</dt>" in page


def test_no_explanation_is_left_over() -> None:
    named = {v for cls in PROTOCOLS.values() for text in cls.prompts.values() for v in Template(text).get_identifiers()}
    assert IN_SOME.keys() <= named


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("For $mein.", "There is no variable $mein. There are: $candidate, "),
        ("For $round and $mein and $deins.", "There is no variable $round, $mein, $deins."),
        ("5 $ a word.", "For the sign itself write $$"),
    ],
)
def test_an_unknown_variable_is_named_and_nothing_is_saved(researcher: Client, text: str, problem: str) -> None:
    form = defaults("debate", prompt_pick=text)
    assert problem in said(researcher.post(f"{CONFIGS}/add/?protocol=debate", form))
    assert not ProtocolConfig.objects.exists()


def test_saving_own_prompts_leads_to_them_filled_in_on_a_real_question(researcher: Client) -> None:
    questions = question_set()
    made, address = saved(researcher, prompt_opening=OWN)
    assert address == f"{CONFIGS}/{made.pk}/prompts/"
    page = said(researcher.get(address))
    assert "Who had key 0?" in page
    first = questions.questions.all()[0]
    shown = page.split('<span class="own">your text</span>')[1].split("</pre>")[0]
    assert PASSAGE in shown
    assert any(f"Speak for {a} against {b}." in shown for a, b in (first.options, first.options[::-1]))
    assert "In 150 words." in shown
    assert "$" not in shown
    assert "nobody is asked “pick”, “chair_asks”, “chair”" in page


def test_saving_what_is_the_protocols_own_leads_back_to_the_list_unless_a_preview_is_asked_for(
    researcher: Client,
) -> None:
    made, address = saved(researcher)
    assert address == f"{CONFIGS}/"
    form = {**defaults("debate"), "debate_protocolconfig_save_and_preview": ""}
    response = researcher.post(f"{CONFIGS}/{made.pk}/change/", form)
    assert response["Location"] == f"{CONFIGS}/{made.pk}/prompts/"
    assert "There is no question set yet" in said(researcher.get(response["Location"]))


@pytest.mark.parametrize("slug", sorted(PROTOCOLS))
def test_every_prompt_that_is_asked_is_shown_filled_in(slug: str) -> None:
    cls = PROTOCOLS[slug]
    config = ProtocolConfig(name=slug, protocol=slug, params={}, prompts={})
    shown: dict[str, str] = {}
    for question in two_kinds():
        try:
            samples = sample_prompts(config, question)
        except BadDesign:
            continue
        assert {sample.name for sample in samples} == set(cls.prompts)
        assert [sample.problem for sample in samples if sample.problem] == []
        shown |= {sample.name: sample.text for sample in samples if sample.text}
    assert set(cls.prompts) - set(shown) == SWITCHED.get(slug, set())
    assert all("$" not in text for text in shown.values())


def two_kinds() -> list[Question]:
    """A choice on a passage, and a right and a wrong solution."""
    solutions = QuestionSet.objects.create(name="solutions")
    pair = Question.objects.create(
        question_set=solutions,
        external_id="s",
        kind="candidate",
        text="1 + 1?",
        options=["2\nA: 2", "3\nA: 3"],
        answer=0,
    )
    return [question_set().questions.all()[0], pair]


@pytest.mark.django_db(transaction=True)
def test_what_is_shown_is_what_a_model_is_sent(provider: str) -> None:
    """The opening of a debate, which depends on nothing that is said."""
    questions = question_set(questions=1)
    made = experiment(questions)
    model = endpoint(provider)
    debate = arm(made, "debate", judge=model, speaker=model, params={"rounds": 1})
    debate.config.prompts = {"opening": OWN}
    debate.config.save()
    services.launch(made)
    work_off()
    sample = sample_prompts(debate.config, questions.questions.get())[0]
    assert (sample.name, sample.own, sample.reader) == ("opening", True, "Debater")
    sent = {
        c.request["messages"][-1]["content"] for c in ModelCall.objects.filter(turn__seat__role__startswith="debat")
    }
    assert len(sent) == 2
    assert sample.text in sent


def test_a_question_of_another_study_is_neither_offered_nor_shown(researcher: Client) -> None:
    question_set("secret")
    QuestionSet.objects.update(study=Study.objects.create(name="theirs"))
    _, address = saved(researcher, prompt_opening=OWN)
    mine = User.objects.create_user("bea", is_staff=True)
    Member.objects.create(study=Study.objects.create(name="ours"), user=mine, role=Member.Role.RESEARCHER)
    client = Client()
    client.force_login(mine)
    page = said(client.get(address))
    assert "secret" not in page
    assert "Who had key" not in page
    assert client.get(f"{address}?set=secret").status_code == 404
    ProtocolConfig.objects.update(study=Study.objects.get(name="theirs"))
    assert client.get(address).status_code == 404


def test_what_a_launch_has_frozen_stays_as_it_was_when_its_configuration_changes(researcher: Client) -> None:
    made = experiment(question_set())
    model = endpoint("http://127.0.0.1:9/v1")
    started = arm(made, "debate", judge=model, speaker=model, params={"rounds": 1})
    services.launch(made)
    form = {**defaults("debate", prompt_opening=OWN), "name": started.config.name}
    researcher.post(f"{CONFIGS}/{started.config.pk}/change/", form)
    started.refresh_from_db()
    assert started.config.prompts == {"opening": OWN}
    assert started.frozen is not None
    assert started.frozen["prompts"] == {}
    page = said(researcher.get(f"{ADMIN}/experiment/{made.pk}/change/"))
    assert 'name="arms-0-config"' not in page
    assert 'name="seed"' not in page
