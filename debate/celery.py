"""The Celery app. Messages only wake workers; the database is the queue."""

import os
import sys

from celery import Celery, signals

from debate import heartbeat, stopping

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

app = Celery("debate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["debate"])
heartbeat.listen()
stopping.listen()


@signals.worker_init.connect
def take_turns_less_often(**_: object) -> None:
    """A hundred threads that mostly wait leave the interpreter by themselves: every 5 ms is more than they need."""
    sys.setswitchinterval(0.1)
