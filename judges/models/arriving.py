"""How people come in, and how far they have come. Who they are stands apart, and can be deleted by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Q

from debate.models import Player, Pool
from debate.models.player import token

if TYPE_CHECKING:
    from judges.models.asking import PageText


class Door(models.Model):
    """A link by which many come in, each as a person of their own. Opening it starts nothing; its button does.

    `return_url` is where a code is handed in; {code} and {id} stand for the code and the person's id there.
    """

    class Kind(models.TextChoices):
        ROOM = "room", "open room: whoever has the link"
        PANEL = "panel", "panel: each with an id in the link, as from Prolific"

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="doors")
    name = models.CharField(max_length=100, help_text="For yourself: “spring, course A”.")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.ROOM)
    token = models.CharField(max_length=64, unique=True, default=token, editable=False)
    quota = models.PositiveIntegerField(null=True, blank=True, help_text="People who may begin. Nothing = no limit.")
    closes_at = models.DateTimeField(null=True, blank=True, help_text="Nobody begins afterwards. Nothing = never.")
    stopped = models.BooleanField(default=False, help_text="Nobody begins, and who is in is given nothing more.")
    id_parameter = models.CharField(max_length=50, default="PROLIFIC_PID", help_text="Who they are, in a panel's link.")
    study_parameter = models.CharField(max_length=50, default="STUDY_ID", blank=True)
    session_parameter = models.CharField(max_length=50, default="SESSION_ID", blank=True)
    code_complete = models.CharField("code: complete", max_length=50, blank=True)
    code_screened_out = models.CharField("code: screened out", max_length=50, blank=True)
    code_quota_full = models.CharField("code: quota full", max_length=50, blank=True)
    code_no_consent = models.CharField("code: no consent", max_length=50, blank=True)
    return_url = models.CharField(
        max_length=300,
        blank=True,
        help_text="Where they go with their code; Prolific: https://app.prolific.com/submissions/complete?cc={code}",
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-created_at"]
        verbose_name = "room or panel"
        verbose_name_plural = "rooms and panels"

    def __str__(self) -> str:
        return self.name


class Contact(models.Model):
    """Who a person is: for reaching and paying them. Deleted by itself, it takes nothing from what they judged."""

    player = models.OneToOneField(Player, on_delete=models.CASCADE, related_name="contact")
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    external_id = models.CharField(max_length=200, blank=True, help_text="As the panel calls them.")
    external_study = models.CharField(max_length=200, blank=True)
    external_session = models.CharField(max_length=200, blank=True)
    query = models.TextField(blank=True, help_text="The whole of what came with their link.")
    created_at = models.DateTimeField(auto_now_add=True)

    def __str__(self) -> str:
        return f"contact of {self.player}"


class Attendance(models.Model):
    """One person's way through one pool, from its first button to its last page.

    Which step comes next is worked out (`judges.course`); `step` is what they were shown last, for who watches over it.
    `known_by` is a keyed hash of the panel's id for them, `session_known_by` of its session: a second visit is known by
    it even after their contact was deleted.
    """

    class Outcome(models.TextChoices):
        UNDER_WAY = "", "under way"
        COMPLETE = "complete"
        SCREENED_OUT = "screened_out", "screened out"
        NO_CONSENT = "no_consent", "no consent"
        WITHDRAWN = "withdrawn"

    player = models.ForeignKey(Player, on_delete=models.PROTECT, related_name="attendances")
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="attendances")
    door = models.ForeignKey(Door, on_delete=models.SET_NULL, null=True, related_name="attendances")
    known_by = models.CharField(max_length=64, blank=True)
    session_known_by = models.CharField(max_length=64, blank=True)
    consent: models.ForeignKey[PageText | None] = models.ForeignKey(
        "judges.PageText", on_delete=models.PROTECT, null=True, related_name="+"
    )
    consented_at = models.DateTimeField(null=True)
    instructed_at = models.DateTimeField(null=True, help_text="When they had read the instructions.")
    tries = models.PositiveSmallIntegerField(default=0, help_text="At the comprehension questions.")
    passed_at = models.DateTimeField(null=True)
    surveyed_at = models.DateTimeField(null=True, help_text="When they had answered the survey before judging.")
    practised_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True, help_text="When they had judged what they wanted, or all there was.")
    ended_at = models.DateTimeField(null=True)
    outcome = models.CharField(max_length=15, choices=Outcome, default=Outcome.UNDER_WAY, blank=True)
    step = models.CharField(max_length=20, blank=True)
    step_at = models.DateTimeField(null=True)
    heard_at = models.DateTimeField(null=True, help_text="When they were last heard of.")
    away = models.BooleanField(default=False, help_text="They were asked whether they are there, and said nothing.")
    active_seconds = models.FloatField(default=0, help_text="Time on its pages, without idle time.")
    began_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-began_at"]
        verbose_name = "person"
        verbose_name_plural = "people"
        constraints = [
            models.UniqueConstraint(fields=["player", "pool"], name="attends_once"),
            models.UniqueConstraint(fields=["door", "known_by"], condition=~Q(known_by=""), name="panel_id_once"),
            models.UniqueConstraint(
                fields=["door", "session_known_by"], condition=~Q(session_known_by=""), name="panel_session_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.player} in {self.pool}"
