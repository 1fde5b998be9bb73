"""How the page of statistics writes figures, each in its unit, and where their numbers lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Literal
from urllib.parse import urlencode

from django import template
from django.urls import reverse

from debate.templatetags.desk import usd
from judges.queries import texts_of
from judges.stats import Arm, ArmReport, Comparison, Figure, Report
from judges.stats.figures import Unit
from judges.stats.plants import is_of_plants

register = template.Library()


@register.filter
def written(value: float | None, unit: Unit) -> str:
    """“84.4 %”, “0.136”, “+0.086 bits”, “$0.0042”, “3.5 min”."""
    if value is None:
        return "–"
    if unit == "share":
        return f"{100 * value:.1f} %"
    if unit == "usd":
        return usd(value)
    if unit == "minutes":
        return written(60 * value, "seconds")
    if unit == "seconds":
        return f"{value:.1f} s" if value < 90 else f"{value / 60:.1f} min"
    if unit == "change":
        return _signed(f"{value:+.3f}")
    return _signed(f"{value:.2f}" if unit == "rounds" else f"{value:.3f}")


@register.filter
def between(figure: Figure, unit: Unit) -> str:
    """“77.9 to 89.3”; nothing where there is no interval."""
    if figure.low is None or figure.high is None:
        return ""
    if unit == "share":
        return f"{100 * figure.low:.1f} to {100 * figure.high:.1f}"
    return f"{written(figure.low, unit)} to {written(figure.high, unit)}"


@register.filter
def points(figure: Figure) -> str:
    """A difference of shares: “+10.5”."""
    return points_of(figure.value)


@register.filter
def points_of(share: float | None) -> str:
    return "–" if share is None else _signed(f"{100 * share:+.1f}")


@register.filter
def points_between(figure: Figure) -> str:
    if figure.low is None or figure.high is None:
        return ""
    return f"{points_of(figure.low)} to {points_of(figure.high)}"


def _signed(number: str) -> str:
    """With the minus of print, which is as wide as the plus."""
    return number.replace("-", "−")


@register.filter
def p_value(p: float | Literal[""] | None) -> str:
    """“0.060”, “< 0.001”; of a test that there isn't, which a template takes for "", a dash."""
    if p is None or p == "":
        return "–"
    return "< 0.001" if p < 0.001 else f"{p:.3f}"


@register.simple_tag(takes_context=True)
def behind(context: Mapping[str, Any], arm: Arm, part: str = "", **wanted: Any) -> str:
    """The list of the debates behind a number of an arm, or of a part of it: the same judgements are counted there."""
    report: Report = context["report"]
    where = dict(report.asked.where)
    if part:
        where |= {
            name: (value,) for name, value in zip(report.asked.by, report.asked.parts.get(part, ()), strict=False)
        }
    pairs = [("arm", arm.own_name or arm.name)]
    pairs += [(name, value) for name, value in wanted.items() if value not in ("", None)]
    pairs += [("where", text) for text in texts_of(where)]
    pairs += [("without", text) for text in texts_of(report.asked.without)]
    return f"{reverse('debates', args=[arm.experiment or report.experiment])}?{urlencode(pairs)}"


@register.filter
def parts(part: str, report: Report) -> tuple[str, ...]:
    """The values of each dimension behind the name of a part."""
    return report.asked.parts.get(part, (part,))


@register.filter
def arm_named(report: Report, name: str) -> Arm:
    return next(row.arm for row in report.arms if row.arm.name == name)


@register.filter
def in_section(figures: Mapping[str, Any], section: str) -> list[tuple[str, Any]]:
    """The statistics of one heading, with their names."""
    return [(name, one) for name, one in figures.items() if one.section == section]


@register.filter
def own_measures(row: ArmReport) -> list[tuple[str, Figure]]:
    """The protocol's own figures; those of plants stand under a heading of their own."""
    return [(name, figure) for name, figure in row.measures.items() if not is_of_plants(name, row.arm)]


@register.filter
def headline(one: Comparison) -> str:
    """“10.5 points more” of the first arm than of the second."""
    value = one.accuracy.effect.value
    if value is None:
        return "not comparable"
    return f"{abs(100 * value):.1f} points {'more' if value >= 0 else 'less'}"


@register.filter
def promised(report: Report, figure: str) -> bool:
    """Whether this figure of each arm was planned."""
    return figure in report.planned
