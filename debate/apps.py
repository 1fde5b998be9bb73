"""The debate app; web processes need the Celery app too, since they send wake-ups."""

from django.apps import AppConfig
from django.contrib.admin import apps as admin_apps


class AdminConfig(admin_apps.AdminConfig):
    """Django's admin with Moot's site in it."""

    default = False
    default_site = "debate.admin_site.MootAdmin"


class DebateConfig(AppConfig):
    name = "debate"
    default = True
    verbose_name = "Debates"

    def ready(self) -> None:
        from debate import celery  # noqa: F401
