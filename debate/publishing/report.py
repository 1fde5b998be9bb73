"""A report as one file that needs nothing else: no server, no network, no script."""

from __future__ import annotations

import os
from base64 import b64encode
from collections.abc import Iterator
from hashlib import sha256
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.safestring import SafeString, mark_safe

from debate.publishing.data import counts, hashes, versions
from debate.publishing.parts import parts
from judges.queries import Scope, planned_scope, report_of
from judges.queries.judging import judging_of
from judges.queries.looks import sequential_of
from judges.queries.report import one_moment
from judges.stats import FIGURES, Asked, Report
from judges.stats.analysis_plan import in_words

STYLES = ("moot.css", "report.css")
SCRIPT = "report.js"
# By this a report is told from a file of somebody's own.
MADE_BY = '<meta name="generator" content="Moot">'


class NotAReport(ValueError):
    """There is a file already, and it is no report; says where."""


def report_html(scope: Scope, beside: str = "") -> str:
    """The page; `beside` = the address of the transcripts that are published with it, "" = none are."""
    with one_moment():
        report = report_of(scope)
        shown = {**_shown(scope, report), "beside": beside}
    return render_to_string("report/report.html", shown)


def planned_report_html(scope: Scope, beside: str = "") -> str:
    """The same of the judgements that the plan of the experiments names."""
    return report_html(planned_scope(scope.experiments, scope.by), beside)


def write_report(scope: Scope, file: Path) -> None:
    """The page as a file, whole or not at all. Raises NotAReport, and OSError."""
    if file.exists() and not (file.is_file() and MADE_BY in file.read_text(errors="replace")[:1000]):
        raise NotAReport(f"{file} is there already, and isn't a report of Moot's. Name another file.")
    html = report_html(scope)
    with NamedTemporaryFile("w", dir=file.parent, encoding="utf-8", delete=False) as part:
        try:
            part.write(html)
            part.flush()
            Path(part.name).chmod(0o644)
            os.replace(part.name, file)
        except BaseException:
            os.unlink(part.name)
            raise


def _shown(scope: Scope, report: Report) -> dict[str, Any]:
    one = scope.experiments[0] if len(scope.experiments) == 1 else None
    script = asset(SCRIPT)
    return {
        "report": report,
        "experiments": scope.experiments,
        "asked": list(asked(report.asked)),
        "plan": in_words(report.asked.plan) if one else (),
        "planned": [FIGURES[name].title for name in FIGURES if name in report.planned],
        "sequential": sequential_of(one) if one else None,
        "counts": counts(scope, report),
        "parts": list(parts(report, judging_of(scope))),
        "versions": list(versions()),
        "hashes": list(hashes(scope, report.asked.plan_hash)),
        "now": timezone.now().replace(microsecond=0),
        "style": mark_safe("".join(map(asset, STYLES))),  # noqa: S308 - our own files
        "script": mark_safe(script),  # noqa: S308 - our own file
        "script_hash": b64encode(sha256(script.encode()).digest()).decode(),
    }


def asked(of: Asked) -> Iterator[tuple[str, str]]:
    """What the report was asked, in words."""
    for name, values in of.where.items():
        yield "only", f"{name} = {' or '.join(values)}"
    for name, values in of.without.items():
        yield "left out", f"{name} = {' or '.join(values)}"
    yield "each arm split by", ", ".join(of.by) or "nothing"
    if of.grouped:
        yield "clustered by", f"random groups of the {of.grouped:,} questions, which the methods call questions"


def asset(name: str) -> SafeString:
    """The text of one of the project's own style sheets or scripts."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(f"{name} isn't among the project's static files; is its folder static/ whole?")
    with open(found, encoding="utf-8") as file:
        return mark_safe(file.read())  # noqa: S308 - our own file
