"""Celery's side: thin. A message only says that an endpoint may have work."""

from __future__ import annotations

from debate import services
from debate.celery import app


@app.task(name="debate.work")
def work(endpoint_id: int) -> None:
    """Answer one due turn, and come back for the next as long as there is one."""
    if services.work(endpoint_id):
        app.send_task("debate.work", args=[endpoint_id])
