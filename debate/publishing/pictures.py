"""Charts inside a page: drawn in light and in dark, for wide pages and for phones, of which its CSS shows one."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from judges import charts

_OPENING = re.compile(r"^\s*<svg\b(?P<rest>[^>]*?) class=\"marks\"")
_NAMED = re.compile(r'\bid="([^"]+)"')
# What its parts are called, for a screen reader: the picture is told as a whole.
_SPOKEN = re.compile(r' (?:role|aria-[a-z]+)="[^"]*"')
_POINTED = re.compile(r"url\(#([^)]+)\)|(xlink:href|href)=\"#([^\"]+)\"")


@dataclass(frozen=True)
class Picture:
    """A chart with what it shows in words; `drawings` is HTML."""

    subject: str
    title: str
    words: str
    drawings: SafeString


def pictures(source: charts.Source) -> Iterator[Picture]:
    """The charts in which something is to be seen; that of parts, only where an arm has several."""
    split = any(len(row.groups) > 1 for row in source.report.arms)
    for subject, chart in charts.CHARTS.items():
        points = tuple(chart.points(source))
        if any(point.figure.value is not None for point in points) and (split or subject != "judges"):
            about = chart.about(source.report)
            described = about.told(points, source.report)
            drawn = [
                _drawing(charts.svg(chart.draw(points, width), dark=dark), f"{subject}-{size}-{look}", described)
                for size, width in (("wide", charts.WIDE), ("narrow", charts.NARROW))
                for look, dark in (("light", False), ("dark", True))
            ]
            html = mark_safe("".join(drawn))  # noqa: S308 - escaped below
            yield Picture(subject, about.title, about.words, html)


def _drawing(svg: str, name: str, described: str) -> SafeString:
    """The SVG with names of its own, since several stand on one page: a name belongs to one of them alone."""
    svg = _SPOKEN.sub("", svg)
    svg = _NAMED.sub(lambda found: f'id="{name}-{found[1]}"', svg)
    svg = _POINTED.sub(lambda found: _pointed(found, name), svg)
    _, size, look = name.rsplit("-", 2)
    opening = format_html('<svg class="drawing {} {}" role="img" aria-label="{}"', size, look, described)
    return mark_safe(_OPENING.sub(lambda found: opening + found["rest"], svg, count=1))  # noqa: S308 - vl-convert's, which escapes all text


def _pointed(found: re.Match[str], name: str) -> str:
    if found[1]:
        return f"url(#{name}-{found[1]})"
    return f'{found[2]}="#{name}-{found[3]}"'
