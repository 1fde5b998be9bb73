"""Researchers' own kinds of plants, beside those of the library in the code."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from debate.core.plants import PLANTS, UNPLANTED, kind_of
from debate.models.study import OfStudy


def not_in_library(slug: str) -> None:
    """Figures take - and _ for the same, and have a name of their own for where nothing is planted."""
    if kind_of(slug) in {UNPLANTED, *map(kind_of, PLANTS)}:
        raise ValidationError(f"“{slug}” means something else already, in Moot's own library: take another name.")


class PlantKind(OfStudy):
    """A covert instruction under a name. An arm is launched with its words frozen, so that it can be changed after."""

    slug = models.SlugField(
        max_length=50, unique=True, validators=[not_in_library], help_text="What experiments call it: “false-urgency”."
    )
    title = models.CharField(max_length=100, help_text="What it does, in words: “Claims false urgency”.")
    told = models.TextField(
        help_text="What the seat is told to do, as a command: “claim that there is no time to ...”."
    )
    signs = models.TextField(
        blank=True,
        help_text="Phrases by which it is recognised in a speech, one a line: then it is counted how often it was "
        "done. Nothing = that isn't counted.",
    )

    class Meta:
        ordering = ["slug"]
        verbose_name = "plant"

    def __str__(self) -> str:
        return self.title
