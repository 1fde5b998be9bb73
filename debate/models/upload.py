"""Files of questions that somebody has sent, and has not yet said to take in."""

from __future__ import annotations

from datetime import timedelta

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone

from debate.models.player import public_id
from debate.models.question import QuestionSet
from debate.models.study import OfStudy

KEPT = timedelta(hours=1)


class Upload(OfStudy):
    """One a person at most, so that no more is ever stored; `question_set` is None where it makes a new one."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="upload")
    question_set = models.ForeignKey(QuestionSet, on_delete=models.CASCADE, null=True, related_name="+")
    name = models.SlugField(max_length=100)
    notes = models.TextField(blank=True)
    questions_name = models.CharField(max_length=300)
    questions = models.BinaryField()
    passages_name = models.CharField(max_length=300, blank=True)
    passages = models.BinaryField(null=True)
    made_at = models.DateTimeField(default=timezone.now)

    def __str__(self) -> str:
        return f"{self.questions_name} for {self.name}"

    @classmethod
    def clear(cls, user_id: int) -> None:
        """Forget this person's, and whatever nobody has come back for."""
        cls.objects.filter(Q(user=user_id) | Q(made_at__lt=timezone.now() - KEPT)).delete()
