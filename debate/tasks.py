"""Celery's side: thin. A message only says that an endpoint may have work."""

from __future__ import annotations

import time

from celery import Task

from debate import services, stopping
from debate.celery import app
from debate.llm import pace
from debate.services import letters

# So long an endpoint keeps a thread for which others wait. A message costs as much as a small turn (measured).
SECONDS = 10.0
# Seconds after which a letter that a mail server didn't take now is tried again.
LATER = (30, 120, 600)


@app.task(name="debate.work")
def work(endpoint_id: int) -> None:
    """Answer due turns of an endpoint until there are none, or until it is time to let others have the thread."""
    until = time.monotonic() + SECONDS

    def called_off() -> bool:
        nonlocal until
        if time.monotonic() < until:
            return stopping.asked()
        until += 1
        return stopping.asked() or pace.others_wait(endpoint_id)

    pace.received(endpoint_id)
    if services.keep_working(endpoint_id, called_off):
        services.wake_idle([endpoint_id])


@app.task(name="debate.wake")
def wake(endpoint_id: int) -> None:
    """Somebody was to look now whether this endpoint has work again."""
    services.wake_idle([endpoint_id])


@app.task(name="debate.analyse")
def analyse(analysis: int) -> None:
    """Somebody asked for slow figures."""
    services.make_analysis(analysis)


@app.task(name="debate.send_invitation", bind=True, max_retries=len(LATER))
def send_invitation(self: Task[..., None], invitation: int, by: int, language: str) -> None:
    """Somebody asked for an invitation to be sent by e-mail; a mail server that can't now is asked again later.

    So is a letter that another worker has in hand: the message of one that died comes back from the broker.
    """
    try:
        letters.send(invitation, by, language)
    except letters.InHand as held:
        if self.request.retries < len(LATER):
            raise self.retry(exc=held, countdown=letters.LONGEST.total_seconds()) from held
    except letters.NotSent as failure:
        if failure.again and self.request.retries < len(LATER):
            raise self.retry(exc=failure, countdown=LATER[self.request.retries]) from failure
