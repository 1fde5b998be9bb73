"""The pages of a pool in its researcher's words: which version is in force, and how a new one comes about.

A latest version without words says that the page was taken away.
"""

from __future__ import annotations

from django.db import transaction
from django.db.models import Q, QuerySet

from debate.models import Pool
from judges.models import Attendance, PageText


def in_force(pool: Pool) -> dict[str, PageText]:
    """By its kind, the latest version of each page that the pool has."""
    latest = {text.kind: text for text in pool.texts.order_by("version")}
    return {kind: text for kind, text in latest.items() if text.words}


def accepted(text: PageText) -> int:
    """How many people have accepted this version of consent; of another page, have read it since it is in force."""
    return _met(text).count()


@transaction.atomic
def write(pool: Pool, kind: str, words: str) -> PageText | None:
    """Put these words in force; None where they are already, or where there is still no page.

    The latest version is changed in place while nobody can have seen it, and never after that: what somebody has
    before their eyes is what they accept.
    """
    Pool.objects.select_for_update().get(pk=pool.pk)
    words = words.replace("\r\n", "\n").strip()
    latest = PageText.objects.filter(pool=pool, kind=kind).order_by("-version").first()
    if words == (latest.words if latest else ""):
        return None
    if latest is None or _met(latest).exists() or _may_be_reading(latest).exists():
        return PageText.objects.create(pool=pool, kind=kind, version=latest.version + 1 if latest else 1, words=words)
    latest.words = words
    latest.save(update_fields=["words"])
    return latest


def _met(text: PageText) -> QuerySet[Attendance]:
    attending = Attendance.objects.filter(pool=text.pool_id)
    if text.kind == PageText.Kind.CONSENT:
        return attending.filter(consent=text)
    when = "instructed_at" if text.kind == PageText.Kind.INSTRUCTIONS else "ended_at"
    return attending.filter(**{f"{when}__gte": text.created_at})


def _may_be_reading(text: PageText) -> QuerySet[Attendance]:
    """Those whose way hasn't led past this page: it may be open before them now."""
    attending = Attendance.objects.filter(pool=text.pool_id, outcome=Attendance.Outcome.UNDER_WAY)
    if text.kind == PageText.Kind.CONSENT:
        return attending.filter(consent=None)
    if text.kind == PageText.Kind.INSTRUCTIONS:
        return attending.filter(instructed_at=None)
    return attending.filter(~Q(done_at=None))
