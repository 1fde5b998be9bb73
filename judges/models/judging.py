"""Who judges and what they say: places, sittings, ratings."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models

from debate.models import Debate, Endpoint, Experiment, Player, Pool, Seat, Turn

# The places of people that are free, in somebody's hands, and judged.
FREE = models.Q(player__isnull=True, pool__isnull=False)
IN_HAND = models.Q(player__isnull=False, pool__isnull=False, finished_at__isnull=True, left_at__isnull=True)
JUDGED = models.Q(pool__isnull=False, finished_at__isnull=False)


class Judgements(models.Manager["Place"]):
    """The places that are judgements: what figures are made from."""

    def get_queryset(self) -> models.QuerySet[Place]:
        return super().get_queryset().filter(role="")


class Place(models.Model):
    """One wanted judgement of one debate. An endpoint's is its own; a pool's is open until a person takes it.

    One of neither is the verdict in which the stage itself ends. One with a role is no judgement, but a seat on the
    stage for somebody of a pool: offered once something is asked of it, and done when the stage is.
    """

    debate = models.ForeignKey(Debate, on_delete=models.CASCADE, related_name="places")
    number = models.PositiveSmallIntegerField()
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, related_name="places")
    player = models.ForeignKey(Player, on_delete=models.PROTECT, null=True, related_name="places")
    chair = models.BooleanField(default=False, help_text="On the stage: its beliefs come with its turns.")
    # The database's own default is for what still runs an older version while this one's migrations are applied.
    role = models.CharField(
        max_length=50,
        blank=True,
        default="",
        db_default="",
        help_text="The seat of the stage that it is; no judgement.",
    )
    experience = models.IntegerField(
        null=True, help_text="Judgements before it: a person's, or those that a model has in its context."
    )
    taken_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    # How a free place of a pool is found: all of it is written at launch, so that a claim reads one index.
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, null=True, related_name="+")
    item = models.BigIntegerField(default=0, help_text="Equal for debates of which one person may judge but one.")
    line = models.PositiveSmallIntegerField(default=0, help_text="Its line of the square of items and conditions.")
    condition = models.PositiveSmallIntegerField(default=0, help_text="Its arm, or half of an arm, in that square.")
    shuffled = models.PositiveIntegerField(default=0, help_text="Its random place in the order of claims.")
    heard_at = models.DateTimeField(null=True, help_text="When its person was last heard of, to the minute.")
    lease_until = models.DateTimeField(null=True, help_text="When it comes free again if nothing is heard.")
    left_at = models.DateTimeField(null=True, help_text="When its person had gone: kept and marked, counted nowhere.")
    withdrawn_at = models.DateTimeField(
        null=True, help_text="When its person withdrew: left too, and what they said is deleted."
    )
    active_seconds = models.FloatField(default=0, db_default=0, help_text="Time on its page, without idle time.")

    objects = models.Manager["Place"]()
    judgements = Judgements()

    class Meta:
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["debate", "number"], name="place_once"),
            models.UniqueConstraint(
                fields=["debate", "player"], condition=models.Q(pool__isnull=False), name="person_judges_once"
            ),
        ]
        indexes = [
            # Of free places: for claims, cell by cell; and for counting what a person could still judge.
            models.Index(
                fields=["pool", "experiment", "line", "condition", "shuffled"], condition=FREE, name="place_free"
            ),
            models.Index(fields=["pool", "experiment", "item"], condition=FREE, name="place_free_item"),
            models.Index(fields=["lease_until"], condition=IN_HAND, name="place_in_hand"),
            models.Index(fields=["experiment", "finished_at"], condition=JUDGED, name="place_judged"),
        ]

    def __str__(self) -> str:
        return f"place {self.number} of {self.debate_id}"

    @property
    def is_on_stage(self) -> bool:
        """Whether it is judged by what happens on the stage, and ends with it."""
        return self.stage_role != "" or (self.endpoint_id is None and self.pool_id is None)

    @property
    def stage_role(self) -> str:
        """The role of the stage in whose seat its person sits; "" = they read."""
        return "judge" if self.chair else self.role


class Sitting(models.Model):
    """One reading of a debate, in one display order. A model has two for each place, a person one."""

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="sittings")
    seat = models.OneToOneField(Seat, on_delete=models.CASCADE, related_name="sitting")
    finished_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ["id"]

    def __str__(self) -> str:
        return f"sitting {self.pk}"


class Rating(models.Model):
    """What a place's judge believed after a round; the row with `final` is the rating of the debate.

    A missing belief is a row with its reason in `missing` and no scores; it is counted, never scored.
    """

    place = models.ForeignKey(Place, on_delete=models.CASCADE, related_name="ratings")
    round = models.PositiveSmallIntegerField()
    final = models.BooleanField(default=False)
    belief = ArrayField(models.PositiveSmallIntegerField(), default=list)
    missing = models.CharField(max_length=10, blank=True)
    right = models.BooleanField(null=True)
    tie = models.BooleanField(null=True)
    brier = models.FloatField(null=True)
    log2 = models.FloatField(null=True)
    clipped = models.BooleanField(default=False)
    at = models.DateTimeField(auto_now=True)

    class Meta:
        ordering = ["place", "round"]
        constraints = [
            models.UniqueConstraint(fields=["place", "round"], name="rating_once"),
            models.UniqueConstraint(fields=["place"], condition=models.Q(final=True), name="rating_final_once"),
        ]

    def __str__(self) -> str:
        return f"rating of {self.place_id} after round {self.round}"


class Draft(models.Model):
    """What a person has put into the form of an open turn so far, by field; nothing that figures are made from."""

    turn = models.OneToOneField(Turn, on_delete=models.CASCADE, related_name="draft")
    values = models.JSONField(default=dict)
    saved_at = models.DateTimeField(auto_now=True)

    def __str__(self) -> str:
        return f"draft of {self.turn_id}"


class Analysis(models.Model):
    """The slow figures of a scope, made once for all who ask: made again where its ratings have changed since.

    `key` is equal for equal scopes. `version` tells the ratings that `result` is made from; an older result stays until
    a new one is there.
    """

    class Status(models.TextChoices):
        WAITING = "waiting"
        RUNNING = "running"
        DONE = "done"
        FAILED = "failed"

    key = models.CharField(max_length=64, unique=True)
    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="+")
    scope = models.JSONField(help_text="{experiments, where, without}: which judgements.")
    status = models.CharField(max_length=10, choices=Status, default=Status.WAITING)
    version = models.CharField(max_length=200, blank=True)
    result = models.JSONField(null=True)
    reason = models.TextField(blank=True, help_text="Why it failed, in words.")
    asked_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    done_at = models.DateTimeField(null=True)

    # Not stored, but seen by whoever looks it up: whether ratings have changed since the result.
    out_of_date = False

    class Meta:
        ordering = ["-asked_at"]

    def __str__(self) -> str:
        return f"analysis {self.key[:8]}, {self.status}"
