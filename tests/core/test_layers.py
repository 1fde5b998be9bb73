"""Each layer imports only what stands below it; the pure core knows no Django."""

from __future__ import annotations

import ast
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent.parent

# From the ground up; a module belongs to the longest name that it starts with.
LAYERS: tuple[tuple[str, ...], ...] = (
    ("debate.core", "debate.logs", "debate.mail", "debate.metrics"),
    ("debate.protocols", "debate.heartbeat"),
    ("judges.assignment", "judges.attention", "judges.course", "judges.readiness", "judges.scoring", "judges.stats"),
    ("judges.pay",),
    ("debate.models",),
    ("judges.models",),
    ("debate.transcripts", "debate.records", "debate.analysis_plans", "debate.sides", "debate.whole"),
    ("debate.llm", "debate.live", "debate.fan_out", "debate.embedded", "debate.processes"),
    ("judges.services", "judges.drafts", "judges.queries"),
    ("debate.services", "debate.people", "debate.sessions"),
    ("debate.arrivals",),
    ("debate.access",),
    ("debate.importers", "debate.exporters", "judges.charts", "debate.desk"),
    ("debate.publishing", "debate.second_factor", "judges.bots"),
    ("debate.forms", "debate.templatetags", "debate.views", "debate.consumers", "debate.stopping", "debate.tasks"),
    ("debate.admin", "debate.admin_site"),
    (
        "judges.parts",
        "judges.templatetags",
        "judges.throttle",
        "judges.forms",
        "judges.surveys",
        "judges.checking",
        "judges.deadlines",
        "judges.views",
        "judges.languages",
        "judges.admin",
    ),
    (
        "judges.urls",
        "debate.urls",
        "debate.bounds",
        "debate.one_thread",
        "debate.asgi",
        "debate.serving",
        "debate.management",
        "debate.commandline",
        "debate.console",
        "debate.watching",
        "debate.demo",
    ),
)
# The Celery app, settings, app configurations and how templates are compiled stand outside: anybody may name them,
# they build on nobody.
OUTSIDE = ("debate.settings", "debate.templating", "debate.apps", "judges.apps", "debate.celery")
PURE = ("debate.core", "debate.protocols")
STATISTICS = ("numpy", "scipy", "statsmodels", "evalica", "vl_convert")


def modules() -> list[tuple[str, Path]]:
    files = [f for app in ("debate", "judges") for f in (ROOT / app).rglob("*.py") if "migrations" not in f.parts]
    return [(".".join(f.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__"), f) for f in sorted(files)]


def imports(name: str, file: Path) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return found


def layer(name: str) -> int | None:
    fits = [(len(p), n) for n, group in enumerate(LAYERS) for p in group if name == p or name.startswith(f"{p}.")]
    return max(fits)[1] if fits else None


@pytest.mark.parametrize(("name", "file"), modules(), ids=lambda value: value if isinstance(value, str) else "")
def test_it_imports_only_what_stands_below_it(name: str, file: Path) -> None:
    if name in OUTSIDE or name in ("debate", "judges"):
        return
    here = layer(name)
    assert here is not None, f"{name} belongs to no layer: say in this test where it stands"
    above = {other for other in imports(name, file) if (there := layer(other)) is not None and there > here}
    assert not above


@pytest.mark.parametrize(("name", "file"), [m for m in modules() if m[0].startswith(PURE)], ids=str)
def test_the_core_and_the_protocols_need_the_standard_library_alone(name: str, file: Path) -> None:
    foreign = {i.split(".")[0] for i in imports(name, file)} - set(sys.stdlib_module_names) - {"debate"}
    assert not foreign


@pytest.mark.parametrize("name", ["judges.stats", "judges.scoring", "judges.assignment"])
def test_statistics_know_no_database(name: str) -> None:
    for module, file in modules():
        if module.startswith(name):
            foreign = {i.split(".")[0] for i in imports(module, file)} - set(sys.stdlib_module_names)
            assert foreign <= {"debate", "judges", *STATISTICS}
            assert not any(i.startswith(("debate.models", "judges.models")) for i in imports(module, file))
