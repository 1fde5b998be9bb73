"""What a researcher tells people who judge: one of them, in reply, or all of a pool; and the doors that they stop."""

from __future__ import annotations

from collections.abc import Iterable

from django.contrib.auth.models import User
from django.db.models import QuerySet
from django.db.models.functions import Coalesce, Now

from debate.models import Pool
from judges.models import Announcement, Comment, Door

MOST = 4_000  # characters


class NothingSaid(ValueError):
    """There are no words in it."""


def announce(pools: Iterable[Pool], words: str, by: User | None = None) -> int:
    """Show these words on the pages of everybody in these pools; returns in how many. Raises NothingSaid."""
    text = _words(words)
    return len(Announcement.objects.bulk_create(Announcement(pool=pool, words=text, by=by) for pool in pools))


def take_down(announcements: QuerySet[Announcement]) -> int:
    """Those that are up are shown no longer; returns how many."""
    return announcements.filter(ended_at=None).update(ended_at=Now())


def reply(comments: QuerySet[Comment], words: str) -> int:
    """Answer a comment, or change the answer; it is read thereby. Raises NothingSaid."""
    return comments.update(reply=_words(words), replied_at=Now(), read_at=Coalesce("read_at", Now()))


def mark_read(comments: QuerySet[Comment]) -> int:
    """Returns how many had not been read."""
    return comments.filter(read_at=None).update(read_at=Now())


def stop(doors: QuerySet[Door]) -> int:
    """Nobody begins there any more, and whoever came in by it is given nothing further; returns how many doors."""
    return doors.filter(stopped=False).update(stopped=True)


def let_go_on(doors: QuerySet[Door]) -> int:
    return doors.filter(stopped=True).update(stopped=False)


def _words(words: str) -> str:
    text = words.replace("\0", "").strip()[:MOST]
    if not text:
        raise NothingSaid("There are no words in it.")
    return text
