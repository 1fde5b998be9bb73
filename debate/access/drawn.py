"""A protocol's drawing on its way to a page: words become HTML, all else stays a plain value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import fields, is_dataclass
from typing import Any

from django.utils.safestring import SafeString

from debate.access.quoting import Quoting, marked
from debate.access.shown import ShownQuote, ShownSource
from debate.core.drawing import Drawing, Said, said_in
from debate.core.quotes import UNSEEN


def quoting(drawing: Drawing | None, passage: str) -> dict[str, Quoting]:
    """Each text that somebody says in it, by the text itself."""
    texts = dict.fromkeys(said_in(drawing))
    return {text: Quoting(f"drawn-{n}", text, passage, ShownSource("")) for n, text in enumerate(texts, 1)}


def drawn(drawing: Drawing | None, texts: Mapping[str, Quoting], among: tuple[ShownQuote, ...]) -> dict[str, Any]:
    """What the template is given; {} where there is nothing to be drawn. Quotes lead to those that are listed."""
    if drawing is None:
        return {}
    words = {text: marked(quoted, among) for text, quoted in texts.items()}
    return {
        **_plain(drawing, words),
        "shows_matter": drawing.shows_matter,
        "shows_speeches": drawing.shows_speeches,
        "called": _called(drawing, texts),
    }


def drawn_alone(drawing: Drawing | None, passage: str) -> dict[str, Any]:
    """The same on a page that lists no quotes: they are marked, and lead nowhere."""
    return drawn(drawing, quoting(drawing, passage), ())


def _called(drawing: Drawing, texts: Mapping[str, Quoting]) -> dict[str, dict[str, str]]:
    """By want and label, as a form's own labels are: plain text on one line, its quotes between “ and ”."""
    found: dict[str, dict[str, str]] = {}
    for one in drawing.called:
        pieces = (f"“{piece.text}”" if piece.quote else piece.text for piece in texts[one.words.text].segments)
        found.setdefault(one.want, {})[one.label] = " ".join("".join(pieces).translate(UNSEEN).split())
    return found


def _plain(value: Any, words: Mapping[str, SafeString]) -> Any:
    if isinstance(value, Said):
        return words[value.text]
    if isinstance(value, tuple):
        return tuple(_plain(one, words) for one in value)
    if is_dataclass(value):
        return {field.name: _plain(getattr(value, field.name), words) for field in fields(value)}
    return value
