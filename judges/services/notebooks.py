"""A person's own notes and highlights in one judgement: kept for them alone."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from typing import Any, Self

from django.db import transaction
from django.utils.translation import gettext as _
from pydantic import BaseModel, ConfigDict, Field, model_validator

from debate.models import Seat
from judges.models import Notebook

MOST_NOTES = 20_000  # characters
MOST_HIGHLIGHTS = 200
LONGEST = 2_000_000  # characters of what is read


class TooMuch(Exception):
    """More than a notebook holds; says what."""


class Highlight(BaseModel):
    """The characters from `start` up to `end` of a speech, by its number, as it is shown; 0 is the passage."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    speech: int = Field(ge=0, le=10_000)
    start: int = Field(alias="from", ge=0, le=LONGEST)
    end: int = Field(alias="to", ge=1, le=LONGEST)

    @model_validator(mode="after")
    def _holds_something(self) -> Self:
        if self.start >= self.end:
            raise ValueError("a highlight ends after it begins")
        return self

    def touches(self, other: Highlight) -> bool:
        return self.speech == other.speech and self.start <= other.end and other.start <= self.end


class Change(BaseModel):
    """What is to be kept; whatever isn't named stays as it is. `remove` takes away each highlight that it touches."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    scratch: str | None = Field(default=None, max_length=MOST_NOTES)
    add: Highlight | None = None
    remove: Highlight | None = None


@transaction.atomic
def keep(seat: Seat, change: Change) -> tuple[datetime, list[dict[str, Any]]]:
    """Returns when it was kept, and all highlights by now. Raises TooMuch.

    Highlights come one by one, and not as a whole list, so that two tabs don't undo each other's.
    """
    Notebook.objects.bulk_create([Notebook(seat=seat)], ignore_conflicts=True)
    mine = Notebook.objects.select_for_update().get(seat=seat)
    if change.scratch is not None:
        # PostgreSQL holds no NUL.
        mine.scratch = change.scratch.replace("\0", "")
    mine.highlights = [one.model_dump(by_alias=True) for one in _changed(of(mine), change)]
    mine.save()
    return mine.saved_at, mine.highlights


def of(notebook: Notebook) -> list[Highlight]:
    return [Highlight.model_validate(one) for one in notebook.highlights]


def _changed(highlights: Iterable[Highlight], change: Change) -> list[Highlight]:
    kept = [one for one in highlights if not (change.remove and one.touches(change.remove))]
    if change.add:
        kept = joined(kept, change.add)
    if len(kept) > MOST_HIGHLIGHTS:
        raise TooMuch(_("A notebook holds at most %(most)s highlights. Remove one first.") % {"most": MOST_HIGHLIGHTS})
    return kept


def joined(highlights: Iterable[Highlight], new: Highlight) -> list[Highlight]:
    """With the new one, which takes up those that it touches; in the order of the text."""
    apart = [one for one in highlights if not one.touches(new)]
    touched = [new, *(one for one in highlights if one.touches(new))]
    ends = {"from": min(one.start for one in touched), "to": max(one.end for one in touched)}
    whole = Highlight.model_validate({"speech": new.speech, **ends})
    return sorted([*apart, whole], key=lambda one: (one.speech, one.start))
