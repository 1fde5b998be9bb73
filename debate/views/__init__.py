"""The researchers' pages. A view is found by the name of its address in debate.urls."""

from debate.views.compare import compare, comparison
from debate.views.debates import debate, debates
from debate.views.experiment import download, experiment, news
from debate.views.health import healthz, metrics, readyz
from debate.views.home import home
from debate.views.operate import operate
from debate.views.pay import pay, pay_file
from debate.views.people import people, people_deed, people_news
from debate.views.statistics import analyse, chart, report, report_page, statistics

__all__ = [
    "analyse",
    "chart",
    "compare",
    "comparison",
    "debate",
    "debates",
    "download",
    "experiment",
    "healthz",
    "home",
    "metrics",
    "news",
    "operate",
    "pay",
    "pay_file",
    "people",
    "people_deed",
    "people_news",
    "readyz",
    "report",
    "report_page",
    "statistics",
]
