"""Debates, who sits in them, and their turns. Whose turn it is is not stored: the protocol says it."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from debate.core.craft import Craft
from debate.models.experiment import Arm, Experiment
from debate.models.player import Endpoint, Player, Pool, public_id
from debate.models.question import Question


class Debate(models.Model):
    """One trial, frozen at launch: question, seed, way of assigning sides, pair of options or candidate.

    It waits while its arm waits for others to learn from.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        FINISHED = "finished"
        FAILED = "failed"
        CANCELLED = "cancelled"
        # Somebody who spoke in it withdrew: their words are gone, and it is in no figure.
        WITHDRAWN = "withdrawn"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="debates")
    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="debates")
    question = models.ForeignKey(Question, on_delete=models.PROTECT, related_name="debates")
    place_in_order = models.PositiveIntegerField(default=0)
    repeat = models.PositiveSmallIntegerField(default=0)
    chair = models.PositiveSmallIntegerField(default=0, help_text="Which of the arm's judges sits on the stage.")
    seed = models.BigIntegerField()
    way = models.PositiveSmallIntegerField(default=0)
    half = models.CharField(max_length=10, blank=True, help_text="honest or dishonest, where one speaker has one side.")
    pair = ArrayField(models.PositiveSmallIntegerField(), size=2, null=True)
    form = models.CharField(max_length=10, default="options", help_text="A choice of options, or one candidate.")
    candidate = models.PositiveSmallIntegerField(null=True, help_text="The option that is put up as the candidate.")
    display = ArrayField(models.PositiveSmallIntegerField(), default=list, help_text="The first reader's order.")
    measures = models.JSONField(default=dict, help_text="The protocol's own figures for this debate, once judged.")
    # The database's own default is for what still runs an older version while this one's migrations are applied.
    tags = models.JSONField(
        default=dict, db_default={}, blank=True, help_text="What its source says of it, as {room, in_paper} of a study."
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.RUNNING)
    reason = models.TextField(blank=True, help_text="Why it failed, in words.")
    opened_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["place_in_order", "id"]
        constraints = [
            models.UniqueConstraint(fields=["arm", "question", "repeat", "chair", "way"], name="debate_once_in_design")
        ]
        indexes = [models.Index(fields=["experiment", "status"], name="debate_by_status")]

    def __str__(self) -> str:
        return self.public_id


class Seat(models.Model):
    """A role on a debate's stage, or one reader of it. `display` is the order in which options are shown to it."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="seats")
    role = models.CharField(max_length=50)
    reader = models.PositiveSmallIntegerField(default=0, help_text="0 = on the stage; readers count from 1.")
    player = models.ForeignKey(Player, on_delete=models.PROTECT, null=True, related_name="seats")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, related_name="+")
    display = ArrayField(models.PositiveSmallIntegerField(), default=list)
    best_of = models.PositiveSmallIntegerField(default=1)
    refine = models.PositiveSmallIntegerField(default=0)
    selector = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, related_name="+")
    reasoning = models.BooleanField(default=False)
    probed = models.BooleanField(default=False)
    plant = models.CharField(max_length=50, blank=True, help_text="Its covert instruction; secret until the close.")

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["debate", "role", "reader"], name="seat_once")]

    def __str__(self) -> str:
        return f"{self.role} of {self.debate_id}"

    @property
    def craft(self) -> Craft:
        return Craft(best_of=self.best_of, refine=self.refine, reasoning=self.reasoning, probed=self.probed)


class Turn(models.Model):
    """One ask and its reply: on the stage `step` is the step; for a reader it is the number of the ask.

    A turn with an endpoint is work for a worker: in the queue of its `experiment` at `place_in_order`, due at `due_at`,
    in hand until `lease_until` under `lease`. Turns that no worker answers stand in no queue.
    """

    class Status(models.TextChoices):
        OPEN = "open"
        OK = "ok"
        REFUSED = "refused"
        CUT_OFF = "cut_off", "cut off"
        UNPARSED = "unparsed"
        ERROR = "error"
        TIMED_OUT = "timed_out", "timed out"

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="turns")
    seat = models.ForeignKey(Seat, on_delete=models.CASCADE, related_name="turns")
    step = models.PositiveSmallIntegerField()
    key = models.CharField(max_length=50, blank=True)
    ask = models.JSONField()
    status = models.CharField(max_length=10, choices=Status, default=Status.OPEN)
    text = models.TextField(blank=True)
    belief = ArrayField(models.PositiveSmallIntegerField(), default=list, blank=True)
    cut = models.BooleanField(default=False, help_text="Too long thrice, so cut at a sentence.")
    fields = models.JSONField(default=dict, blank=True, help_text="choices, scales, marks and items, as replied.")
    quotes = models.JSONField(default=list, blank=True)
    private = models.JSONField(null=True, blank=True, help_text="What the seat reasoned; nobody else's to read.")
    reason = models.TextField(blank=True, help_text="Why there is no reply, in words.")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, related_name="turns", db_index=False)
    # Not checked by the database: a check at each new turn would lock the row in which all calls count their money.
    experiment = models.ForeignKey(
        Experiment, on_delete=models.DO_NOTHING, null=True, related_name="+", db_index=False, db_constraint=False
    )
    place_in_order = models.PositiveIntegerField(default=0, help_text="Its debate's, later by its step.")
    due_at = models.DateTimeField(null=True)
    lease = models.UUIDField(null=True)
    lease_until = models.DateTimeField(null=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    opened_at = models.DateTimeField(auto_now_add=True)
    seen_at = models.DateTimeField(null=True, help_text="When a person was first shown it.")
    answered_at = models.DateTimeField(null=True)
    deadline = models.DateTimeField(null=True)
    submission = models.CharField(max_length=40, blank=True, help_text="The key with which a person's answer came.")

    # Not stored, but found by its claim: whether calls were made for it before, and what was said on the stage.
    begun = False
    stage: list[Turn] | None = None
    # Nor this: whether its endpoint has answered a call for it just now.
    works = False

    class Meta:
        ordering = ["step", "id"]
        constraints = [models.UniqueConstraint(fields=["seat", "step", "key"], name="turn_once")]
        indexes = [
            # Each holds only what is in work, so that a claim costs the same among a hundred turns and a million.
            models.Index(
                fields=["endpoint", "experiment", "place_in_order", "id"],
                condition=Q(status="open", lease=None, due_at__isnull=False),
                name="turn_in_queue",
            ),
            models.Index(fields=["lease"], condition=Q(lease__isnull=False), name="turn_by_lease"),
            models.Index(fields=["debate", "step"], name="turn_of_debate"),
        ]

    def __str__(self) -> str:
        return f"turn {self.step} of {self.seat_id}"
