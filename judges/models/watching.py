"""What was shown to people and what they did, what they say to the researcher, and what is told to all of them."""

from __future__ import annotations

from django.conf import settings
from django.db import models
from django.db.models.functions import Now

from debate.models import Experiment, Player, Pool, Seat
from judges.models.judging import Place


class Event(models.Model):
    """One line of the log: written once, by the server's clock, never changed (the database refuses it).

    Deleted only with the words of a person who withdraws, in a transaction that says so (`moot.forget`).
    """

    # Without constraints in the database: a line that is written with every answer looks up no other rows.
    at = models.DateTimeField(db_default=Now())
    player = models.ForeignKey(Player, on_delete=models.DO_NOTHING, related_name="events", db_constraint=False)
    pool = models.ForeignKey(
        Pool, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    experiment = models.ForeignKey(
        Experiment, on_delete=models.DO_NOTHING, null=True, related_name="events", db_constraint=False
    )
    place = models.ForeignKey(
        Place, on_delete=models.DO_NOTHING, null=True, related_name="+", db_constraint=False, db_index=False
    )
    turn = models.CharField(max_length=20, blank=True, default="", help_text="The public id of what was asked.")
    kind = models.CharField(max_length=20)
    data = models.JSONField(default=dict)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"{self.kind} by {self.player_id}"


class Comment(models.Model):
    """A person's word to the researcher, and the answer to it."""

    player = models.ForeignKey(Player, on_delete=models.PROTECT, related_name="comments")
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, null=True, related_name="comments")
    place = models.ForeignKey(Place, on_delete=models.CASCADE, null=True, related_name="comments")
    about = models.CharField(max_length=200, blank=True, help_text="Which page it was written on.")
    words = models.TextField()
    at = models.DateTimeField(auto_now_add=True)
    read_at = models.DateTimeField(null=True)
    reply = models.TextField(blank=True)
    replied_at = models.DateTimeField(null=True)
    reply_read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return f"comment by {self.player}"


class Announcement(models.Model):
    """A message to all of a pool, shown on their pages until it is taken down."""

    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="announcements")
    words = models.TextField()
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.SET_NULL, null=True, related_name="+")
    at = models.DateTimeField(auto_now_add=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["-at"]

    def __str__(self) -> str:
        return self.words[:60]


class Notebook(models.Model):
    """A person's own marks in one judgement: for nobody else, and in no figure.

    `highlights` = [{"speech": number, "from": character, "to": character}], in the text of the speech as it is shown.
    """

    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="notebook")
    scratch = models.TextField(blank=True)
    highlights = models.JSONField(default=list)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"notebook of {self.seat_id}"
