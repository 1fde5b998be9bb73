"""Programs that walk the pages as people do: to try a study before anybody is paid for it.

A bot knows what its pages show, and no more. What it answers is drawn by its seed; it judges nothing.
"""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from itertools import groupby
from random import Random

import httpx2

WORDS = "A bot says this: it has read nothing."
# Of all boxes that could be ticked, the share that a bot ticks.
TICKED = 0.15
# So long it waits for the others before it looks again, in seconds; and so often, before it goes.
PAUSE, LOOKS = 0.2, 150


class Lost(Exception):
    """A page was not what a bot can go on from; says which, and what was there."""


@dataclass
class Field:
    """One element of a form; a radio button is a field for each of its values."""

    name: str
    kind: str
    value: str = ""


@dataclass
class Form:
    action: str
    fields: list[Field] = field(default_factory=list)

    def named(self, kind: str) -> Iterator[tuple[str, list[Field]]]:
        """The fields of a kind, by name."""
        own = [one for one in self.fields if one.kind == kind]
        for name, fields in groupby(own, key=lambda one: one.name):
            yield name, list(fields)


class Page(HTMLParser):
    """What of a page a bot acts on: its forms, the state of a judgement, where its main link leads.

    `begun` = the page lists work that has been begun and isn't done.
    """

    def __init__(self, html: str) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self.state = ""
        self.link = ""
        self.begun = False
        self._open: Form | None = None
        self.feed(html)

    @property
    def own_form(self) -> Form | None:
        """The form of the page itself; that of its head leads elsewhere."""
        return next((form for form in self.forms if not form.action), None)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form" and has.get("method") == "post":
            self._open = Form(has.get("action", ""))
            self.forms.append(self._open)
        elif tag == "article" and has.get("id") == "live":
            self.state = has.get("data-state", "")
        elif tag == "a" and "primary" in has.get("class", "").split():
            self.link = has.get("href", "")
        elif tag == "a" and has.get("href", "").endswith("#now"):
            self.begun = True
        elif tag in ("input", "textarea") and self._open and has.get("name"):
            kind = has.get("type", "text") if tag == "input" else tag
            self._open.fields.append(Field(has["name"], kind, has.get("value", "")))

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._open = None


class Bot:
    """One bot with its own browser. `base_url` is Moot's address; `seed` draws all that it answers."""

    def __init__(self, base_url: str, seed: str) -> None:
        self.http = httpx2.Client(base_url=base_url, follow_redirects=True, timeout=60)
        self.http.headers["Referer"] = base_url
        self.random = Random(seed)

    def join(self, link: str) -> None:
        """Opens its invitation and presses the button. Raises Lost."""
        if (form := self._get(link).own_form) is None:
            raise Lost(f"{link} has no button to begin with.")
        self._send(link, form, {})

    def walk(self) -> int:
        """Answers what is asked until there is nothing to do or to wait for; returns how many answers. Raises Lost."""
        answers = looks = 0
        while looks < LOOKS:
            page = self._get("/judge/")
            if page.link:
                answers, looks = answers + self._work_on(page.link.partition("#")[0]), 0
            elif page.own_form:
                self._send("/judge/", page.own_form, {})
                looks += 1
            elif page.begun:
                time.sleep(PAUSE)
                looks += 1
            else:
                break
        return answers

    def _work_on(self, address: str) -> int:
        """What is asked there in a row; while others are waited for, there may be other work."""
        answers = 0
        while (page := self._get(address)).state == "asked":
            self._answer(address, page)
            answers += 1
        return answers

    def _answer(self, address: str, page: Page) -> None:
        """Fills in the form, and submits what is shown of it once more."""
        form = next((form for form in page.forms if any(one.name == "turn" for one in form.fields)), None)
        if form is None:
            raise Lost(f"{address} asks for something, and has no form for it.")
        shown = self._send(address, form, dict(self._filled(form)))
        checked = next((one for one in shown.forms if any(at.value == "submit" for at in one.fields)), None)
        if checked is None:
            raise Lost(f"{address} refused what the bot filled in.")
        self._send(address, checked, {})

    def _filled(self, form: Form) -> Iterator[tuple[str, str]]:
        yield from self._shares([name for name, _ in form.named("number")])
        for name, ways in form.named("radio"):
            yield name, self.random.choice(ways).value
        for name, boxes in form.named("checkbox"):
            if self.random.random() < TICKED:
                yield name, boxes[0].value or "on"
        for name, _ in form.named("textarea"):
            yield name, WORDS
        for name, _ in form.named("text"):
            yield name, "" if name.endswith("_note") else WORDS

    def _shares(self, names: list[str]) -> Iterator[tuple[str, str]]:
        """A belief: whole percents that make a hundred. A single number is one of a scale."""
        if len(names) == 1:
            yield names[0], str(self.random.randint(0, 10))
            return
        cuts = sorted(self.random.randint(0, 100) for _ in names[1:])
        for name, low, high in zip(names, [0, *cuts], [*cuts, 100], strict=False):
            yield name, str(high - low)

    def _get(self, address: str) -> Page:
        answer = self.http.get(address)
        if answer.status_code != httpx2.codes.OK:
            raise Lost(f"{address} answered {answer.status_code}.")
        return Page(answer.text)

    def _send(self, address: str, form: Form, filled: dict[str, str]) -> Page:
        return Page(self._posted(address, form, filled).text)

    def _posted(self, address: str, form: Form, filled: dict[str, str]) -> httpx2.Response:
        hidden = {one.name: one.value for one in form.fields if one.kind == "hidden"}
        answer = self.http.post(form.action.partition("#")[0] or address, data={**hidden, **filled})
        if answer.is_server_error:
            raise Lost(f"{address} answered {answer.status_code} to a form.")
        return answer
