"""Every address of Moot, and the view of that name behind it."""

from __future__ import annotations

from django.contrib import admin
from django.urls import URLPattern, URLResolver, include, path, re_path
from django.views.i18n import set_language

from debate import views
from judges.charts import CHARTS

EXPERIMENT = "experiments/<slug:name>/"
CHART = rf"^experiments/(?P<name>[-\w]+)/(?P<subject>{'|'.join(CHARTS)})\.(?P<kind>svg|png|csv|vl\.json)$"

urlpatterns: list[URLPattern | URLResolver] = [
    path("", views.home, name="home"),
    path("language/", set_language, name="set_language"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
    path("metrics", views.metrics, name="metrics"),
    path("compare/", views.compare, name="compare"),
    path(EXPERIMENT, views.experiment, name="experiment"),
    path(f"{EXPERIMENT}news/", views.news, name="news"),
    path(f"{EXPERIMENT}debates/", views.debates, name="debates"),
    path(f"{EXPERIMENT}comparison/", views.comparison, name="comparison"),
    path(f"{EXPERIMENT}statistics/", views.statistics, name="statistics"),
    path(f"{EXPERIMENT}statistics/analyse/", views.analyse, name="analyse"),
    path(f"{EXPERIMENT}pay/", views.pay, name="pay"),
    path(f"{EXPERIMENT}pay/<slug:format>.csv", views.pay_file, name="pay_file"),
    path(f"{EXPERIMENT}report.html", views.report_page, name="report_page"),
    path(f"{EXPERIMENT}report.json", views.report, name="report"),
    re_path(CHART, views.chart, name="chart"),
    path(f"{EXPERIMENT}files/<str:format>", views.download, name="download"),
    path(f"{EXPERIMENT}people/", views.people, name="people"),
    path(f"{EXPERIMENT}people/news/", views.people_news, name="people_news"),
    path(f"{EXPERIMENT}people/<slug:deed>/", views.people_deed, name="people_deed"),
    path(f"{EXPERIMENT}<slug:verb>/", views.operate, name="operate"),
    path("debates/<str:public_id>/", views.debate, name="debate"),
    path("admin/", admin.site.urls),
    path("", include("judges.urls")),
]
