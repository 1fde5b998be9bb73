"""What of a page a bot acts on. Read by patterns, since a parser of HTML would cost more than the request."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from html import unescape
from itertools import groupby

QUEUE, COURSE, END = "/judge/", "/course/", "/end/"
_FORM = re.compile(r"<form\b([^>]*)>(.*?)</form>", re.DOTALL)
_FIELD = re.compile(r"<(input|textarea|select|option|button)\b([^>]*)>")
_ATTRIBUTE = re.compile(r'([\w-]+)(?:="([^"]*)")?')
_STATE = re.compile(r'<article id="live"[^>]* data-state="(\w+)"')
# Where a script makes the address of what followed a form at once the browser's.
_DIRECT = re.compile(r' data-direct="([^"]+)"')
_LINK = re.compile(r"<a\b([^>]*)>")
_OWN = re.compile(r'<input id="own-link"([^>]*)>')
_TAG = re.compile(r"<[^>]+>")


@dataclass
class Field:
    """One element of a form; a radio button, or an option of a list, is a field for each of its values.

    `low` and `high` bound a number, or how many characters a text has; "" = nothing is said.
    """

    name: str
    kind: str
    value: str = ""
    low: str = ""
    high: str = ""


@dataclass
class Form:
    """`kept_at` is where a script keeps what is filled in; "" = nowhere."""

    action: str
    kept_at: str = ""
    fields: list[Field] = field(default_factory=list)

    def named(self, kind: str) -> Iterator[tuple[str, list[Field]]]:
        """The fields of a kind, by name."""
        own = [one for one in self.fields if one.kind == kind]
        for name, fields in groupby(own, key=lambda one: one.name):
            yield name, list(fields)

    @property
    def hidden(self) -> dict[str, str]:
        return {one.name: one.value for one in self.fields if one.kind == "hidden"}

    def has(self, name: str, value: str = "") -> bool:
        return any(one.name == name and value in ("", one.value) for one in self.fields)


class Page:
    """A page that came back from `path`: its forms, the state of a judgement, where its main link leads."""

    def __init__(self, path: str, html: str) -> None:
        settled = _DIRECT.search(html)
        self.address = (settled[1] if settled else path).partition("#")[0]
        self.path = self.address.partition("?")[0]
        self.html = html

    @cached_property
    def forms(self) -> list[Form]:
        """Those that are sent by POST."""
        found = ((_attributes(head), body) for head, body in _FORM.findall(self.html))
        sent = [(said, body) for said, body in found if said["method"] == "post"]
        return [Form(said.get("action", ""), said.get("data-draft", ""), list(_fields(body))) for said, body in sent]

    @property
    def own_form(self) -> Form | None:
        """The form of the page itself; those of its head and foot lead elsewhere."""
        return next((form for form in self.forms if not form.action), None)

    @property
    def claim(self) -> Form | None:
        """The form that sits one down before the next debate."""
        own = self.own_form if self.path == QUEUE and not self.state else None
        return own or next((form for form in self.forms if form.action == QUEUE), None)

    def form_with(self, name: str, value: str = "") -> Form | None:
        return next((form for form in self.forms if form.has(name, value)), None)

    @cached_property
    def state(self) -> str:
        """That of a judgement: asked, waiting, over, left, stopped, withdrawn; "" = the page is of none."""
        found = _STATE.search(self.html)
        return found[1] if found else ""

    @cached_property
    def links(self) -> list[dict[str, str]]:
        return [_attributes(said) for said in _LINK.findall(self.html)]

    @property
    def link(self) -> str:
        """Where the main one leads."""
        main = (link for link in self.links if "primary" in link.get("class", "").split())
        return next(main, {}).get("href", "")

    @property
    def own_link(self) -> str:
        """By which its person comes back in any browser; "" where the page shows none."""
        found = _OWN.search(self.html)
        return _attributes(found[1]).get("value", "") if found else ""

    @property
    def begun(self) -> bool:
        """Whether the page lists work that has been begun and isn't done."""
        return any(link.get("href", "").endswith("#now") for link in self.links)

    @property
    def words(self) -> int:
        """How many there are to read."""
        return len(_TAG.sub(" ", self.html.partition("<main")[2]).split())


def _fields(body: str) -> Iterator[Field]:
    listed = ""
    for tag, text in _FIELD.findall(body):
        said = _attributes(text)
        if tag == "select":
            listed = said.get("name", "")
        elif tag == "option":
            yield Field(listed, "option", said.get("value", ""))
        elif said.get("name"):
            kind = said.get("type", "text") if tag == "input" else tag
            low, high = (said.get(f"{end}{'' if kind == 'number' else 'length'}", "") for end in ("min", "max"))
            yield Field(said["name"], kind, said.get("value", ""), low, high)


def _attributes(text: str) -> dict[str, str]:
    return {"method": "get"} | {name: unescape(value) for name, value in _ATTRIBUTE.findall(text)}
