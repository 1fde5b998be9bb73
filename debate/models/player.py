"""Who plays: endpoints (models) and people, and the pools that people are drawn from."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.core.validators import MaxValueValidator, MinValueValidator, RegexValidator
from django.db import models

from debate.models.study import OfStudy


def public_id() -> str:
    """Random, so that nothing can be learnt from it and nobody's can be guessed."""
    # One that begins with a hyphen would be taken for a formula by what opens tables, and escaped in them.
    while (drawn := secrets.token_urlsafe(9)).startswith("-"):
        pass
    return drawn


def token() -> str:
    return secrets.token_urlsafe(24)


# USD a million tokens. The dearest models cost some hundred; what passes this was meant for another number of tokens.
DEAREST = 10_000
PRICES = (MinValueValidator(0), MaxValueValidator(DEAREST))


class Endpoint(OfStudy):
    """A model behind an OpenAI-compatible address. The key itself is never stored: only its variable's name."""

    name = models.CharField(max_length=100, unique=True, help_text="What experiments call it: “openai/gpt-5-mini”.")
    base_url = models.URLField(help_text="An OpenAI-compatible address, usually ending in /v1.")
    model = models.CharField(max_length=200, help_text="The model's id at the provider.")
    key_variable = models.CharField(
        max_length=100,
        blank=True,
        validators=[RegexValidator(r"^MOOT_KEY_[A-Z0-9_]+$", "Name a variable that starts with MOOT_KEY_.")],
        help_text="The environment variable that holds the key: MOOT_KEY_OPENAI. Nothing for servers without one.",
    )
    temperature = models.FloatField(null=True, blank=True, help_text="Nothing = the provider's own.")
    top_p = models.FloatField(null=True, blank=True)
    max_tokens = models.PositiveIntegerField(default=1000, help_text="The longest reply; reasoning included.")
    reasoning = models.BooleanField(
        default=False, help_text="A reasoning model: asked by max_completion_tokens, without temperature."
    )
    reasoning_effort = models.CharField(max_length=20, blank=True, help_text="low, medium or high; reasoning only.")
    logprobs = models.BooleanField(default=False, help_text="Read a judge's belief from log-probabilities where given.")
    price_in = models.DecimalField(
        "price of input",
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=PRICES,
        help_text="USD a million tokens. Nothing = as listed.",
    )
    price_out = models.DecimalField(
        "price of output",
        max_digits=10,
        decimal_places=4,
        null=True,
        blank=True,
        validators=PRICES,
        help_text="USD a million tokens. Nothing = as listed.",
    )
    margin = models.DecimalField(
        max_digits=8,
        decimal_places=2,
        default=1,
        blank=True,
        validators=[MinValueValidator(1)],
        help_text="So many times the most that its limits allow is held of the budget for each call. "
        "It rises by itself when a call was charged more than was held for it.",
    )
    most_in_flight = models.PositiveIntegerField(default=32, validators=[MinValueValidator(1)])
    requests_a_minute = models.PositiveIntegerField(null=True, blank=True, validators=[MinValueValidator(1)])
    tokens_a_minute = models.PositiveIntegerField(
        null=True, blank=True, validators=[MinValueValidator(1)], help_text="In and out together; nothing = no limit."
    )
    timeout_seconds = models.PositiveIntegerField(default=120)
    attempts = models.PositiveSmallIntegerField(default=4, help_text="Tries of one call before it counts as failed.")
    cache = models.BooleanField(default=True, help_text="Use a reply again that was paid for the same request.")
    tags = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Pool(OfStudy):
    """People who may be asked to judge."""

    name = models.CharField(max_length=100, unique=True, help_text="What experiments call it: “people/volunteers”.")
    welcome = models.TextField(blank=True, help_text="What a person reads before beginning; Markdown.")

    class Meta:
        ordering = ["name"]

    def __str__(self) -> str:
        return self.name


class Player(models.Model):
    """A person or an endpoint: whoever can sit in a seat."""

    public_id = models.CharField(max_length=20, unique=True, default=public_id, editable=False)
    user = models.OneToOneField(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, null=True, blank=True)
    endpoint = models.OneToOneField(Endpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="player")
    pools = models.ManyToManyField(Pool, blank=True, related_name="players")
    bot = models.BooleanField(
        default=False, db_default=False, help_text="A program that walks the pages as people do; figures say so."
    )
    created_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(user__isnull=True) | models.Q(endpoint__isnull=True), name="player_is_one_thing"
            )
        ]

    def __str__(self) -> str:
        kind = "bot" if self.bot else "person"
        return self.endpoint.name if self.endpoint else f"{kind} {self.public_id}"

    @property
    def pseudonym(self) -> str:
        """What figures and files call this player; never a name or address."""
        return str(self)


class Invitation(models.Model):
    """A link that lets one person judge from a pool. Opening it starts nothing; its button does."""

    token = models.CharField(max_length=64, unique=True, default=token, editable=False)
    pool = models.ForeignKey(Pool, on_delete=models.CASCADE, related_name="invitations")
    note = models.CharField(max_length=200, blank=True, help_text="For yourself: whom it is for.")
    email = models.EmailField(
        blank=True, default="", help_text="Where to send the link. Nothing = you send it yourself."
    )
    sending_at = models.DateTimeField(null=True, blank=True, editable=False)
    sent_at = models.DateTimeField(null=True, blank=True, editable=False)
    player = models.ForeignKey(Player, on_delete=models.SET_NULL, null=True, blank=True, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField(null=True, blank=True)
    revoked = models.BooleanField(default=False)

    class Meta:
        ordering = ["-created_at"]

    def __str__(self) -> str:
        return f"invitation to {self.pool}"
