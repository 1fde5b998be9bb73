"""The pages of a pool in a researcher's own words, and the questions that it asks of its people."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from debate.models import Pool
from judges.models.arriving import Attendance


class PageText(models.Model):
    """One version of a page, in Markdown. The latest is in force; one that somebody accepted is never changed."""

    class Kind(models.TextChoices):
        CONSENT = "consent"
        INSTRUCTIONS = "instructions"
        ENDING = "ending", "last page"

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="texts")
    kind = models.CharField(max_length=15, choices=Kind)
    version = models.PositiveSmallIntegerField(default=1)
    words = models.TextField()
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["kind", "-version"]
        constraints = [models.UniqueConstraint(fields=["pool", "kind", "version"], name="text_version_once")]

    def __str__(self) -> str:
        return f"{self.kind}, version {self.version}"


class FormItem(models.Model):
    """A question to a pool's people; one of comprehension has a right answer. Once answered, it is only retired.

    `options` are those of a choice; of a Likert scale they are the words of its points, from one end to the other.
    """

    class Part(models.TextChoices):
        COMPREHENSION = "comprehension", "comprehension, before judging"
        BEFORE = "before", "survey before judging"
        AFTER = "after", "survey at the end"

    class Kind(models.TextChoices):
        LIKERT = "likert", "Likert scale"
        CHOICE = "choice", "one of several"
        NUMBER = "number"
        TEXT = "text"

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="form_items")
    part = models.CharField(max_length=15, choices=Part, default=Part.AFTER)
    position = models.PositiveSmallIntegerField(default=0)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.CHOICE)
    words = models.TextField("question")
    help = models.CharField(max_length=300, blank=True)
    options = ArrayField(models.CharField(max_length=300), default=list, blank=True)
    least = models.FloatField(null=True, blank=True, help_text="The least number, or the fewest characters.")
    most = models.FloatField(null=True, blank=True, help_text="The largest number, or the most characters.")
    required = models.BooleanField(default=True)
    right = models.CharField("right answer", max_length=300, blank=True, help_text="Of a comprehension question.")
    why = models.TextField("explanation", blank=True, help_text="Shown to who answered it wrongly.")
    retired = models.BooleanField(default=False, help_text="Asked no more; its answers stay.")

    class Meta:
        ordering = ["part", "position", "id"]
        verbose_name = "question to people"
        verbose_name_plural = "questions to people"

    def __str__(self) -> str:
        return self.words[:60]


class FormAnswer(models.Model):
    """What a person answered; comprehension questions at each try. "" = they left out what wasn't required."""

    attendance = models.ForeignKey(Attendance, on_delete=models.CASCADE, related_name="form_answers")
    item = models.ForeignKey(FormItem, on_delete=models.PROTECT, related_name="answers")
    attempt = models.PositiveSmallIntegerField(default=1)
    value = models.TextField(blank=True)
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["attendance", "item", "attempt"], name="answered_once_a_try")]

    def __str__(self) -> str:
        return f"answer to {self.item_id}"
