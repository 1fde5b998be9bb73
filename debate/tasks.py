"""Celery's side: thin. A message only says that an endpoint may have work."""

from __future__ import annotations

from debate import services, stopping
from debate.celery import app
from debate.llm import pace


@app.task(name="debate.work")
def work(endpoint_id: int) -> None:
    """Answer due turns of an endpoint until there are none, or until other messages wait for a thread."""
    if services.keep_working(endpoint_id, lambda: stopping.asked() or pace.messages() > 0):
        app.send_task("debate.work", args=[endpoint_id])


@app.task(name="debate.wake")
def wake(endpoint_id: int) -> None:
    """Somebody was to look now whether this endpoint has work again."""
    services.wake_idle([endpoint_id])
