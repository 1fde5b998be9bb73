"""What people say to the researcher, and what they are told: comments, their answers, announcements."""

from __future__ import annotations

from django.db.models import F, Q, QuerySet
from django.utils import timezone

from debate.models import Player
from judges.models import Announcement, Comment, Place
from judges.services import log

MOST = 4_000  # characters of a comment
SEEN = "announcement seen"


def write(player: Player, words: str, *, place: Place | None = None, about: str = "") -> Comment:
    """A person's word to the researcher. `about` says which page they were on."""
    pool = place.pool if place else player.pools.order_by("-pk").first()
    words = words.replace("\0", "").strip()[:MOST]
    return Comment.objects.create(player=player, pool=pool, place=place, about=about[:200], words=words)


def unread(player: Player) -> QuerySet[Comment]:
    """Their comments with an answer that they haven't seen, or not as it is now."""
    seen = Q(reply_read_at__isnull=False) & Q(reply_read_at__gte=F("replied_at"))
    return Comment.objects.filter(player=player, replied_at__isnull=False).exclude(reply="").exclude(seen)


def mark_read(player: Player) -> int:
    """The receipt for the researcher: they were shown every answer. Returns how many were new."""
    return unread(player).update(reply_read_at=timezone.now())


def put_aside(player: Player, announcement: int) -> bool:
    """They have read it and want it out of their way; False when it isn't for them, or was put aside before."""
    found = Announcement.objects.filter(pk=announcement, pool__players=player).first()
    if found is None or player.events.filter(kind=SEEN, data__announcement=found.pk).exists():
        return False
    log.note(SEEN, player, pool=found.pool, data={"announcement": found.pk})
    return True
