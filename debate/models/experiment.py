"""What a researcher sets up: protocol configurations, experiments, their arms and who sits where."""

from __future__ import annotations

from django.core.validators import MinValueValidator
from django.db import models

from debate.core.craft import Craft
from debate.models.player import Endpoint, Pool
from debate.models.question import QuestionSet
from debate.models.study import OfStudy
from debate.protocols import PROTOCOLS


def protocol_choices() -> list[tuple[str, str]]:
    return [(slug, PROTOCOLS[slug].title) for slug in sorted(PROTOCOLS)]


class ProtocolConfig(OfStudy):
    """A protocol with its parameters and any prompts of one's own, under a name to use it by."""

    name = models.CharField(max_length=150, unique=True)
    protocol = models.CharField(max_length=50, choices=protocol_choices)
    params = models.JSONField(default=dict, blank=True)
    prompts = models.JSONField(default=dict, blank=True, help_text="Prompt name -> text that replaces the protocol's.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Experiment(OfStudy):
    class Purpose(models.TextChoices):
        STUDY = "study", "a study"
        PRACTICE = "practice", "practice: its answers are shown at once"
        ATTENTION = "attention", "attention checks"

    class Status(models.TextChoices):
        DRAFT = "draft"
        RUNNING = "running"
        PAUSED = "paused"
        FINISHED = "finished"
        CANCELLED = "cancelled"

    name = models.SlugField(max_length=100, unique=True)
    purpose = models.CharField(
        max_length=10,
        choices=Purpose,
        default=Purpose.STUDY,
        db_default=Purpose.STUDY,
        editable=False,
        help_text="Practice and attention checks are given by pools, and are in no study's figures.",
    )
    question_set = models.ForeignKey(QuestionSet, on_delete=models.PROTECT, related_name="experiments")
    seed = models.BigIntegerField(default=0, help_text="The same seed gives the same design.")
    repeats = models.PositiveSmallIntegerField(default=1, help_text="Debates for each question, arm and half.")
    most_questions = models.PositiveIntegerField(null=True, blank=True, help_text="Use a seeded sample of this size.")
    budget_usd = models.DecimalField(
        "budget",
        max_digits=12,
        decimal_places=6,
        null=True,
        blank=True,
        validators=[MinValueValidator(0)],
        help_text="USD; a hard cap. Nothing = no cap.",
    )
    # The database's own defaults are for what still runs an older version while this one's migrations are applied.
    analysis = models.JSONField(
        default=dict, db_default={}, blank=True, editable=False, help_text="The analysis plan, while it is a draft."
    )
    analysis_frozen = models.JSONField(null=True, editable=False, help_text="The analysis plan as launched.")
    analysis_hash = models.CharField(
        max_length=64,
        default="",
        db_default="",
        blank=True,
        editable=False,
        help_text="The sha256 of the frozen plan with the design that it is about.",
    )
    status = models.CharField(max_length=10, choices=Status, default=Status.DRAFT, editable=False)
    pause_reason = models.TextField(blank=True, editable=False)
    closed = models.BooleanField(default=False, editable=False, help_text="Truth may be shown to those who judged.")
    spent_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0, editable=False)
    reserved_usd = models.DecimalField(max_digits=14, decimal_places=8, default=0, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    launched_at = models.DateTimeField(null=True, editable=False)
    finished_at = models.DateTimeField(null=True, editable=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def tells(self) -> bool:
        """Whether people are told the truth of what they have judged."""
        return self.closed or self.purpose == self.Purpose.PRACTICE


class Arm(models.Model):
    """One condition of an experiment. `frozen` is what was launched: protocol, version, parameters, prompts, judges.

    `given` is what it learnt from the arms in `after`; null while it waits for them.
    """

    experiment = models.ForeignKey(Experiment, on_delete=models.CASCADE, related_name="arms")
    name = models.SlugField(max_length=100)
    config = models.ForeignKey(ProtocolConfig, on_delete=models.PROTECT, related_name="arms")
    judgements_per_debate = models.PositiveSmallIntegerField(
        default=1, help_text="How many judgements each of the arm's judges (endpoint or pool) gives of a debate."
    )
    after = models.ManyToManyField(
        "self", symmetrical=False, blank=True, related_name="before", help_text="The arms that it learns from."
    )
    plants = models.JSONField(
        default=dict, blank=True, help_text="Seat -> {plant, share}: in that share of debates it misbehaves covertly."
    )
    frozen = models.JSONField(null=True, editable=False)
    given = models.JSONField(null=True, editable=False)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["experiment", "name"], name="arm_once")]

    def __str__(self) -> str:
        return self.name


class ArmSeat(models.Model):
    """Who sits where in an arm: one row for a speaking role (or for all of them), one for each judge."""

    class Kind(models.TextChoices):
        SPEAKER = "speaker"
        JUDGE = "judge"

    arm = models.ForeignKey(Arm, on_delete=models.CASCADE, related_name="seats")
    kind = models.CharField(max_length=10, choices=Kind, default=Kind.SPEAKER)
    role = models.CharField(max_length=50, blank=True, help_text="“debater_a”; nothing = every speaking seat.")
    endpoint = models.ForeignKey(Endpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    pool = models.ForeignKey(Pool, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    best_of = models.PositiveSmallIntegerField(default=1, help_text="Drafts; the selector picks one.")
    refine = models.PositiveSmallIntegerField(default=0, help_text="Times to critique and rewrite.")
    selector = models.ForeignKey(
        Endpoint,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Needed for best-of, where it picks, and for probing, where it reads the reasoning.",
    )
    reasoning = models.BooleanField(default=False, help_text="Reason in private before speaking; nobody else reads it.")
    probed = models.BooleanField(default=False, help_text="Two calls more: is the reasoning faithful, and legible?")

    class Meta:
        ordering = ["id"]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(endpoint__isnull=True) ^ models.Q(pool__isnull=True), name="armseat_endpoint_or_pool"
            )
        ]

    def __str__(self) -> str:
        return f"{self.role or self.kind}: {self.who}"

    @property
    def who(self) -> str:
        """The name of whoever sits here: an endpoint's, or a pool's."""
        return str(self.endpoint or self.pool)

    @property
    def craft(self) -> Craft:
        return Craft(best_of=self.best_of, refine=self.refine, reasoning=self.reasoning, probed=self.probed)
