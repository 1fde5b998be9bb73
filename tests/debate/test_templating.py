"""What never changes on a page is looked up once for each language, and nothing else is."""

from __future__ import annotations

import pytest
from django.template import Context, Engine, Template
from django.utils import translation

LOADERS = [
    (
        "debate.templating.Loader",
        [
            (
                "django.template.loaders.locmem.Loader",
                {
                    "whole.html": "{% load i18n %}{% block b %}{% if yes %}{% translate 'Yes' %}{% else %}"
                    "{% blocktranslate trimmed %} Nothing {% endblocktranslate %}{% endif %}{% endblock %} "
                    "{% for n in all %}{% translate 'Submit' %}{{ n }}{% endfor %}",
                    "given.html": "{% load i18n %}{% translate said %}|{% translate 'Yes' as it %}{{ it }}|"
                    "{% blocktranslate with n=said %}n is {{ n }}{% endblocktranslate %}|"
                    "{% translate said|upper %}|{% url name %}|{% url 'judge' said %}|{% url 'queue' %}",
                    "outer.html": "{% extends 'whole.html' %}{% load i18n %}{% block b %}"
                    "{{ block.super }}{% translate 'Close' %}{% endblock %}",
                },
            )
        ],
    )
]


@pytest.fixture(scope="module")
def engine() -> Engine:
    return Engine(loaders=LOADERS, libraries={"i18n": "django.templatetags.i18n"})


def rendered(template: Template, **values: object) -> str:
    return template.render(Context(values))


def test_it_says_in_each_language_what_it_would_say_unfolded(engine: Engine) -> None:
    for language, said in (("en", "Yes Submit1Submit2"), ("de", "Ja Abgeben1Abgeben2"), ("en", "Yes Submit1Submit2")):
        with translation.override(language):
            assert rendered(engine.get_template("whole.html"), yes=True, all=[1, 2]) == said


def test_blocks_of_another_template_are_filled_as_ever(engine: Engine) -> None:
    assert rendered(engine.get_template("outer.html"), yes=True, all=[]).strip() == "YesClose"


def test_what_depends_on_the_page_is_asked_of_each_page(engine: Engine) -> None:
    for said, name in (("Yes", "queue"), ("Close", "course")):
        shown = rendered(engine.get_template("given.html"), said=said, name=name)
        ways = {"queue": "/judge/", "course": "/course/"}
        assert shown == f"{said}|Yes|n is {said}|{said.upper()}|{ways[name]}|/judge/{said}/|/judge/"
