"""How numbers are written on the researchers' pages, and where each leads."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import timedelta
from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

from django import template
from django.db.models import Model
from django.http import HttpRequest
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString

from debate.access import prose
from debate.core.prompts import LETTERS
from debate.core.prompts import numbered as lines_numbered
from debate.models import Experiment, ModelCall
from judges.stats import Figure, Summary

register = template.Library()


@register.filter
def percent(share: float | None) -> str:
    """0.843 -> “84 %”."""
    return "–" if share is None else f"{100 * share:.0f} %"


@register.filter
def span(figure: Figure) -> str:
    """A share's interval: “77 to 89”; nothing where there is none."""
    return "" if figure.low is None or figure.high is None else f"{100 * figure.low:.0f} to {100 * figure.high:.0f}"


@register.filter
def score_span(figure: Figure) -> str:
    """A score's interval: “0.15 to 0.21”; nothing where there is none."""
    return "" if figure.low is None or figure.high is None else f"{figure.low:.2f} to {figure.high:.2f}"


@register.filter
def usd(amount: Decimal | float | None) -> str:
    """Two digits that say something: “$3.20”, “$0.0042”."""
    if amount is None:
        return "unknown"
    value = float(amount)
    if value == 0 or value >= 0.095:
        return f"${value:,.2f}"
    return f"${value:.2g}" if value >= 0.0001 else "< $0.0001"


@register.filter
def share(part: Decimal | float | None, whole: Decimal | float | None) -> float:
    """Part of whole, from 0 to 1, for a <progress>."""
    return min(float(part or 0) / float(whole), 1.0) if whole else 0.0


@register.filter
def place(share: float) -> str:
    """Where a share stands on a line from 0 to 1, for SVG: 0.25 -> “25.00%”."""
    return f"{100 * share:.2f}%"


@register.filter
def time_left(left: timedelta) -> str:
    """“less than a minute”, “about 12 min”, “about 3 h”."""
    minutes = left.total_seconds() / 60
    if minutes < 1:
        return "less than a minute"
    return f"about {minutes:.0f} min" if minutes < 90 else f"about {minutes / 60:.0f} h"


@register.filter
def mend(where: Model) -> str:
    """Where something that was set up is changed."""
    return reverse(f"admin:{where._meta.app_label}_{where._meta.model_name}_change", args=[where.pk])


@register.filter
def without_passage(prompt: str, passage: str) -> str:
    """A prompt with the passage, which stands elsewhere on the page, named rather than repeated."""
    return prompt.replace(passage, "(Here stands the passage.)") if passage else prompt


@register.filter
def letter(side: int) -> str:
    """The letter of an option, by its place."""
    return LETTERS[side]


@register.filter
def letters(display: Sequence[int]) -> str:
    """An order of display: “B, A”."""
    return ", ".join(LETTERS[side] for side in display)


@register.filter
def wrong(summary: Summary) -> int:
    """Judgements that were wrong, ties apart."""
    return summary.n - summary.right - summary.ties


@register.filter
def lost(summary: Summary) -> int:
    return sum(summary.missing.values())


@register.filter
def item(values: Mapping[Any, Any] | Sequence[Any], key: Any) -> Any:
    return values.get(key) if isinstance(values, Mapping) else values[key]


@register.filter
def sent(call: ModelCall, passage: str) -> str:
    """A request without its messages, which stand above it, and with the passage named rather than repeated."""
    rest = {name: value for name, value in call.request.items() if name != "messages"}
    text = json.dumps(rest, indent=2, ensure_ascii=False)
    return text.replace(json.dumps(passage, ensure_ascii=False), '"(the passage)"') if passage else text


@register.filter
def numbered(text: str) -> str:
    """A solution's or a program's lines under their numbers, which flaws are told by."""
    return lines_numbered(text.splitlines())


@register.filter
def humanised(name: str) -> str:
    """A field's name in words: “judge_before” -> “Judge before”."""
    return name.replace("_", " ").capitalize()


@register.filter
def plain(text: str) -> SafeString:
    """What a model or a person wrote, without quotes to check."""
    return prose.plain(text)


@register.filter
def pretty(value: Any) -> str:
    return json.dumps(value, indent=2, ensure_ascii=False)


@register.simple_tag
def debates_where(experiment: Experiment, **wanted: Any) -> str:
    """The list of the debates behind a figure."""
    narrowed = {name: value for name, value in wanted.items() if value not in ("", None)}
    address = reverse("debates", args=[experiment.name])
    return f"{address}?{urlencode(narrowed)}" if narrowed else address


@register.simple_tag(takes_context=True)
def sorts(context: Mapping[str, Any], name: str, label: str) -> SafeString:
    """The head of a column that a click sorts by, and a second click the other way round; all other filters stay."""
    request: HttpRequest = context["request"]
    now, query = request.GET.get("sort", ""), request.GET.copy()
    query["sort"] = f"-{name}" if now == name else name
    query.pop("page", None)
    way = {name: "ascending", f"-{name}": "descending"}.get(now)
    return format_html(
        '<th scope="col"{}><a href="?{}">{}{}</a></th>',
        format_html(' aria-sort="{}"', way) if way else "",
        query.urlencode(),
        label,
        format_html('<span aria-hidden="true">{}</span>', {"ascending": " ↑", "descending": " ↓"}[way]) if way else "",
    )
