"""Researchers' own kinds of plants, beside those of the library in the code."""

from __future__ import annotations

from django.core.exceptions import ValidationError
from django.db import models

from debate.core.plants import PLANTS
from debate.models.study import OfStudy


def not_in_library(slug: str) -> None:
    if slug in PLANTS:
        raise ValidationError(f"Moot's own library has a plant “{slug}”: take another name.")


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
