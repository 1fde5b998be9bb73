"""Who works together: a study, its members, and what each of them may do there."""

from __future__ import annotations

from django.conf import settings
from django.db import models


class Study(models.Model):
    """A group of people with question sets, endpoints, protocols, pools and experiments that are theirs alone.

    What belongs to no study is everybody's who is staff of the installation.
    """

    name = models.CharField(max_length=100, unique=True)
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name"]
        verbose_name_plural = "studies"

    def __str__(self) -> str:
        return self.name


class Member(models.Model):
    class Role(models.TextChoices):
        OWNER = "owner"
        RESEARCHER = "researcher"
        ASSISTANT = "assistant"

    study = models.ForeignKey(Study, on_delete=models.CASCADE, related_name="members")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="memberships")
    role = models.CharField(
        max_length=10,
        choices=Role,
        default=Role.RESEARCHER,
        help_text="An assistant follows and keeps things running, and sees no truth before an experiment is closed; "
        "an owner also closes experiments and chooses the members.",
    )

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["study", "user"], name="member_once")]

    def __str__(self) -> str:
        return f"{self.user}, {self.role}"


class OfStudy(models.Model):
    """What belongs to a study; nothing = to everybody who is staff of the installation."""

    study = models.ForeignKey(
        Study,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        help_text="Only its members see it. Nothing = everybody who is staff here.",
    )

    class Meta:
        abstract = True
