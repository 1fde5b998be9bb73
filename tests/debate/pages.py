"""Pages as a browser would read them: elements with their attributes, and what they load."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

Attributes = dict[str, str]
INLINE = ("a", "code", "em", "q", "span", "strong", "sup")
LOADING = ("src", "srcset", "href", "data", "poster", "action", "xlink:href")


@dataclass
class Parsed(HTMLParser):
    """All opening tags of a page, and its words outside of style and script."""

    elements: list[tuple[str, Attributes]] = field(default_factory=list)
    words: str = ""
    styles: str = ""
    scripts: list[str] = field(default_factory=list)
    _inside: str = ""

    def __post_init__(self) -> None:
        super().__init__()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, {name: value or "" for name, value in attrs}))
        self._inside = tag
        if tag == "script":
            self.scripts.append("")

    def handle_endtag(self, tag: str) -> None:
        self._inside = ""
        if tag not in INLINE:
            self.words += " "

    def handle_data(self, data: str) -> None:
        if self._inside == "script":
            self.scripts[-1] += data
        elif self._inside == "style":
            self.styles += data
        else:
            self.words += data

    def attributes(self, tag: str) -> Iterator[Attributes]:
        return (found for name, found in self.elements if name == tag)

    @property
    def loads(self) -> set[str]:
        """The addresses of what belongs to the page."""
        styled = re.findall(r"url\(\s*['\"]?([^)'\"]+)|@import\s+['\"]([^'\"]+)", self.styles)
        named = {given[name] for tag, given in self.elements for name in LOADING if name in given and tag != "a"}
        return named | {one or other for one, other in styled}

    @property
    def addresses(self) -> set[str]:
        """Those, and where its links lead."""
        return self.loads | {given["href"] for given in self.attributes("a") if "href" in given}

    @property
    def handlers(self) -> set[str]:
        """Scripts in attributes."""
        return {name for _, given in self.elements for name in given if name.startswith("on")}


def parsed(html: str) -> Parsed:
    page = Parsed()
    page.feed(html)
    page.close()
    return page


def flat(page: Parsed) -> str:
    """Its words on one line."""
    return " ".join(page.words.split())
