"""Who is signed in, in the database: revoked at once, and there after Redis has lost its data.

Django's own store; only that it finds a session, which every request does, with one statement planned once.
"""

from __future__ import annotations

from django.contrib.sessions.backends import db
from django.contrib.sessions.models import Session
from django.utils import timezone

from debate.models.statements import columns, first, instance

_FIND = f"""
SELECT {columns(Session, "s")} FROM django_session s WHERE session_key = %(key)s AND expire_date > %(now)s
"""  # noqa: S608 - names of columns


class SessionStore(db.SessionStore):
    def _get_session_from_db(self) -> Session | None:
        row = first(_FIND, {"key": self.session_key, "now": timezone.now()})
        if row is None:
            self._session_key = None
            return None
        return instance(Session, row)
