"""Statistics: every figure with its n, interval and method, and the charts as pictures and numbers."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib.auth.decorators import login_required
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.cache import patch_cache_control
from django.views.decorators.http import require_POST, require_safe

from debate import access, desk, exporters, services
from debate.access import May
from debate.models import Experiment
from debate.publishing import report_html
from debate.templatetags.statistics_page import own_measures
from debate.views.experiment import experiment_for
from judges import charts
from judges.queries import hourly_of, looks_of, told
from judges.stats import FIGURES, SECTIONS, Report, Statistic
from judges.stats.analysis_plan import in_words
from judges.stats.judging import Judging
from judges.stats.winning import Use

# So many other experiments are offered to compare with, the newest first.
OFFERED = 50


@login_required
@require_safe
def statistics(request: HttpRequest, name: str) -> HttpResponse:
    found = experiment_for(request, name, May.KNOW)
    asked = asked_for(request, found)
    report, judging = desk.report_of(asked.scope, asked.wanted), desk.judging_of(asked.scope)
    analysis = desk.analysis_of(asked)
    slow = desk.slow_from(analysis.result) if analysis and analysis.result else None
    drift = desk.drift_of(asked.scope)
    source = charts.Source(report=report, judging=judging, ensembles=slow.ensembles if slow else (), drift=drift)
    figures = applying(report)
    shown = {
        "experiment": found,
        "asked": asked,
        "points": f"{100 * asked.wanted:g}",
        "progress": desk.progress_of(found),
        "report": report,
        "plan": in_words(report.asked.plan),
        "drawn": desk.drawn(source),
        "judging": judging,
        "drift": drift,
        "reasoning": desk.reasoning_of(report),
        "analysis": analysis,
        "slow": slow,
        "uses": uses_of(judging),
        "figures": figures,
        "undefined": {name: one for name, one in FIGURES.items() if name not in figures},
        "sections": SECTIONS,
        "judged": any(arm.overall.n for arm in report.arms),
        "sentences": desk.sentences(report) if len(report.arms) <= desk.FEW else [],
        "split": [desk.words(one) for one in report.asked.by],
        "looks": looks_of(asked.scope),
        "has_measures": any(own_measures(arm) for arm in report.arms),
        "formats": exporters.FORMATS.values(),
        "scopes": asked.query,
        "judged_debates": judged_debates(asked),
    }
    return render(request, "desk/statistics.html", shown)


def asked_for(request: HttpRequest, experiment: Experiment) -> desk.Asked:
    """What the address asks for; nobody compares with an experiment whose figures they may not see."""
    viewer = access.viewer_of(request.user)
    rows = access.experiments(viewer).exclude(pk=experiment.pk).exclude(launched_at=None)
    rows = rows.filter(purpose=experiment.purpose)[:OFFERED]
    others = [one for one in rows if May.KNOW in viewer.rights(one)]
    return desk.asked_of(request.GET, experiment, others)


def judged_debates(asked: desk.Asked) -> str:
    """The debates behind figures of all arms together; of several experiments there is no one list."""
    if len(asked.scope.experiments) > 1:
        return ""
    pairs = [("outcome", "judged"), *asked.filters]
    return f"{reverse('debates', args=[asked.scope.experiments[0].name])}?{urlencode(pairs)}"


def uses_of(judging: Judging) -> list[tuple[str, Use]]:
    """What debaters bring more or less of, by name, where it was counted."""
    found = [
        ("Words", judging.length),
        ("Quotes that stand in the passage", judging.verified_quotes),
        ("Quotes that don’t", judging.unverified_quotes),
    ]
    return [(name, use) for name, use in found if use.honest.n]


def applying(report: Report) -> dict[str, Statistic]:
    """The figures that have a value for some arm: the others would be columns of nothing."""
    return {
        name: statistic
        for name, statistic in FIGURES.items()
        if any(row.overall.figures[name].value is not None for row in report.arms)
    }


@login_required
@require_safe
def chart(request: HttpRequest, name: str, subject: str, kind: str) -> HttpResponse:
    """A chart as SVG, for which `?dark` and `?narrow` suit it to the page; as PNG, Vega-Lite, or its numbers as CSV."""
    found = charts.CHARTS[subject]
    asked = asked_for(request, experiment_for(request, name, May.KNOW))
    source = desk.source_of(asked, {"report", found.needs})
    points = tuple(found.points(source))
    if not points:
        raise Http404("Nothing is to be drawn here.")
    spec = found.draw(points, charts.NARROW if "narrow" in request.GET else charts.WIDE)
    if kind != "svg":
        return _file(*_taken(found, points, spec, source.report, kind), f"{name}-{subject}.{kind}")
    response = HttpResponse(charts.svg(spec, dark="dark" in request.GET), content_type="image/svg+xml")
    # The page's addresses say how many judgements are drawn, so that a chart is fetched anew when there are more.
    patch_cache_control(response, private=True, max_age=300 if "n" in request.GET else 0)
    return response


def _taken(
    found: charts.Chart[Any], points: tuple[Any, ...], spec: charts.Spec, report: Report, kind: str
) -> tuple[bytes, str]:
    """The file that somebody takes away, and its type."""
    if kind == "csv":
        return found.csv(points).encode(), "text/csv; charset=utf-8"
    if kind == "png":
        return charts.png(spec), "image/png"
    return charts.vega_lite(spec, found.told(points, report)).encode(), "application/json"


@login_required
@require_POST
def analyse(request: HttpRequest, name: str) -> HttpResponse:
    """Have the slow figures made for the judgements that the address asks for."""
    asked = asked_for(request, experiment_for(request, name, May.KNOW))
    services.ask_for_analysis(asked.scope)
    query = f"?{asked.query}" if asked.query else ""
    return redirect(f"{reverse('statistics', args=[name])}{query}#on-demand")


def _file(content: bytes, content_type: str, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=content_type)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@login_required
@require_safe
def report_page(request: HttpRequest, name: str) -> HttpResponse:
    """The same as `moot report NAME --html`: one file that opens without a server."""
    asked = asked_for(request, experiment_for(request, name, May.KNOW))
    return _file(report_html(asked.scope).encode(), "text/html; charset=utf-8", f"{name}-report.html")


@login_required
@require_safe
def report(request: HttpRequest, name: str) -> HttpResponse:
    """The same as `moot report NAME --json`."""
    asked = asked_for(request, experiment_for(request, name, May.KNOW))
    found = desk.report_of(asked.scope, asked.wanted)
    shown = told(
        found,
        desk.judging_of(asked.scope),
        looks_of(asked.scope),
        generating=desk.generating_of(asked.scope, hourly_of(asked.scope)),
        drift=desk.drift_of(asked.scope),
    )
    return JsonResponse(shown, json_dumps_params={"indent": 2, "ensure_ascii": False})
