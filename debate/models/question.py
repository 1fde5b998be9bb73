"""Question sets, their passages and questions."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from debate.models.study import OfStudy


class QuestionSet(OfStudy):
    name = models.SlugField(max_length=100, unique=True, help_text="What experiments call it.")
    notes = models.TextField(blank=True, help_text="Where it comes from, under which licence.")
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Passage(models.Model):
    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="passages")
    external_id = models.CharField("id", max_length=200)
    title = models.CharField(max_length=500, blank=True)
    text = models.TextField()
    source = models.CharField(max_length=500, blank=True)

    class Meta:
        ordering = ["external_id"]
        constraints = [models.UniqueConstraint(fields=["question_set", "external_id"], name="passage_once")]

    def __str__(self) -> str:
        return self.title or self.external_id


class Question(models.Model):
    """An item. `answer`, `correct` and `flaw` are the truth: they leave the server through `debate.access` only.

    Of a candidate that came as a right and a wrong one, these are its two options and `flaw` is the wrong one's.
    """

    class Kind(models.TextChoices):
        OPTIONS = "options"
        CANDIDATE = "candidate"
        OPEN = "open", "open texts"

    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, related_name="questions")
    external_id = models.CharField("id", max_length=200)
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.OPTIONS)
    text = models.TextField()
    options = ArrayField(models.TextField(), default=list, blank=True)
    candidate = models.TextField(blank=True, help_text="One answer, right or wrong; its lines count from 1.")
    correct = models.BooleanField(null=True, blank=True, help_text="Whether the candidate is right.")
    flaw = models.JSONField(null=True, blank=True, help_text="Where a wrong candidate goes wrong: {line, why}.")
    answer = models.PositiveSmallIntegerField(null=True, blank=True)
    pair = ArrayField(
        models.PositiveSmallIntegerField(), size=2, null=True, blank=True, help_text="The options two sides argue for."
    )
    passage = models.ForeignKey(Passage, on_delete=models.CASCADE, null=True, blank=True, related_name="questions")
    tags = models.JSONField(default=dict, blank=True)
    arguments = models.JSONField(null=True, blank=True, help_text="Recorded speeches for each option.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["question_set", "external_id"], name="question_once")]

    def __str__(self) -> str:
        return self.text[:80]
