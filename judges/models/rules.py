"""What a pool asks of its people and gives them: how much they judge, how they are readied, what they earn."""

from __future__ import annotations

from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from debate.models import Experiment, Pool

SHARE = (MinValueValidator(0), MaxValueValidator(1))
AMOUNT = (MinValueValidator(0),)


class Rules(models.Model):
    """The rules of one pool. A pool without any goes straight to judging, as long as there is something to judge."""

    class ChairThen(models.TextChoices):
        MISSING = "missing", "the answer is missing, and the debate goes on"
        FREE = "free", "the debate is somebody else's to judge"

    class BonusRule(models.TextChoices):
        NONE = "", "no bonus"
        BRIER = "brier", "Brier"
        LOG2 = "log2", "logarithmic"
        SPHERICAL = "spherical", "spherical"

    pool = models.OneToOneField(Pool, on_delete=models.CASCADE, related_name="rules")

    least_each = models.PositiveIntegerField(
        "at least", default=1, help_text="Judgements after which a person may finish, and is complete."
    )
    most_each = models.PositiveIntegerField(
        "at most", null=True, blank=True, help_text="Judgements of one person in all. Nothing = as many as there are."
    )
    most_a_day = models.PositiveIntegerField(
        "a day", null=True, blank=True, help_text="Judgements of one person within 24 hours. Nothing = no limit."
    )

    pass_mark = models.PositiveSmallIntegerField(
        default=100, validators=[MaxValueValidator(100)], help_text="Percent of the comprehension questions."
    )
    tries = models.PositiveSmallIntegerField(
        default=2, validators=[MinValueValidator(1)], help_text="Tries at the comprehension questions."
    )
    practice = models.ForeignKey(
        Experiment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose debates are judged for practice, with the answer shown at the end of each.",
    )
    practice_debates = models.PositiveSmallIntegerField(default=1, help_text="How many, before the first that counts.")
    attention = models.ForeignKey(
        Experiment,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        help_text="Whose debates are attention checks: their answer is plain to whoever reads them.",
    )
    attention_rate = models.FloatField(
        default=0, validators=SHARE, help_text="The share of a person's debates that are such checks: 0.1."
    )

    seconds = models.PositiveIntegerField(
        "time for an answer", null=True, blank=True, help_text="Seconds; the server keeps the time. Nothing = no limit."
    )
    preview = models.BooleanField("show what an answer would earn", default=False)
    away_minutes = models.PositiveSmallIntegerField(
        default=3, help_text="Minutes without a sign of life after which a person is asked whether they are there; "
        "they don't count as time worked. 0 = nobody is asked.",
    )  # fmt: skip
    leaderboard = models.BooleanField(
        default=False, help_text="After the close, by the mean score; under random names."
    )
    chair_hours = models.FloatField(
        "a chair answers within",
        null=True,
        blank=True,
        validators=AMOUNT,
        help_text="Hours, of a debate that waits for its judge. Nothing = it waits.",
    )
    chair_then = models.CharField("and else", max_length=10, choices=ChairThen, default=ChairThen.FREE)

    currency = models.CharField(
        max_length=3, default="USD", validators=[RegexValidator("^[A-Z]{3}$", "Three letters: USD, GBP, EUR.")]
    )
    base_pay = models.DecimalField(max_digits=8, decimal_places=2, default=0, validators=AMOUNT)
    pay_each = models.DecimalField("for each judgement", max_digits=8, decimal_places=4, default=0, validators=AMOUNT)
    bonus_rule = models.CharField(max_length=10, choices=BonusRule, default=BonusRule.NONE, blank=True)
    bonus_each = models.DecimalField(
        "bonus for certainty that was right",
        max_digits=8,
        decimal_places=4,
        default=0,
        validators=AMOUNT,
        help_text="Of one judgement. Equal shares earn nothing; what is worse takes from the bonus of others.",
    )
    bonus_round_cost = models.DecimalField(
        "less for each round that was read", max_digits=8, decimal_places=4, default=0, validators=AMOUNT
    )
    bonus_floor = models.DecimalField(
        "bonus in all: at least", max_digits=8, decimal_places=2, default=0, validators=AMOUNT
    )
    bonus_cap = models.DecimalField("at most", max_digits=8, decimal_places=2, null=True, blank=True, validators=AMOUNT)
    least_hourly = models.DecimalField(
        "least median pay an hour",
        max_digits=8,
        decimal_places=2,
        null=True,
        blank=True,
        validators=AMOUNT,
        help_text="You are warned when the median falls under it. Prolific asks for 8 USD or 6 GBP at least.",
    )

    class Meta:
        verbose_name_plural = "rules"

    def __str__(self) -> str:
        return f"rules of {self.pool}"
