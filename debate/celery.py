"""The Celery app. Messages only wake workers; the database is the queue."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "debate.settings")

app = Celery("debate")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks(["debate"])
