"""The debate app; web processes need the Celery app too, since they send wake-ups."""

from django.apps import AppConfig


class DebateConfig(AppConfig):
    name = "debate"
    verbose_name = "Debates"

    def ready(self) -> None:
        from debate import celery  # noqa: F401
