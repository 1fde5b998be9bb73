"""Each call of a model: what was asked, what came back, what it cost."""

from __future__ import annotations

from django.db import models

from debate.models.debate import Turn
from debate.models.player import Endpoint


class ModelCall(models.Model):
    """`reserved_usd` is held against the experiment's budget until the call is settled."""

    class Status(models.TextChoices):
        IN_FLIGHT = "in_flight", "in flight"
        OK = "ok"
        ERROR = "error"
        LOST = "lost"

    turn = models.ForeignKey(Turn, on_delete=models.CASCADE, related_name="calls")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, related_name="calls", db_index=False)
    kind = models.CharField(max_length=10)
    sample = models.PositiveSmallIntegerField(default=0)
    number = models.PositiveSmallIntegerField(help_text="The how-manieth call of its turn.")
    status = models.CharField(max_length=10, choices=Status, default=Status.IN_FLIGHT)
    request = models.JSONField()
    reply = models.JSONField(null=True)
    text = models.TextField(blank=True)
    finish = models.CharField(max_length=30, blank=True)
    fits = models.BooleanField(default=True, help_text="Readable and within the limits of what was asked.")
    resolved_model = models.CharField(max_length=200, blank=True)
    tokens_in = models.PositiveIntegerField(default=0)
    tokens_out = models.PositiveIntegerField(default=0)
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    cost_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0)
    error = models.TextField(blank=True)
    prompt_hash = models.CharField(max_length=64)
    content_key = models.CharField(max_length=64)
    cached = models.BooleanField(default=False, help_text="Taken from an earlier call: not an independent sample.")
    started_at = models.DateTimeField(auto_now_add=True)
    seconds = models.FloatField(null=True)

    class Meta:
        ordering = ["id"]
        indexes = [
            models.Index(fields=["content_key"], condition=models.Q(status="ok", cached=False), name="call_by_content"),
            models.Index(fields=["turn"], condition=models.Q(status="in_flight"), name="call_in_flight"),
            models.Index(fields=["endpoint", "-id"], name="call_newest"),
        ]

    def __str__(self) -> str:
        return f"{self.kind} for turn {self.turn_id}"
