"""Who looks, and which rows they may open at all."""

from __future__ import annotations

from dataclasses import dataclass

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser
from django.db.models import QuerySet
from django.http import Http404

from debate.models import Debate, Experiment, Player, Seat
from judges.models import Place


@dataclass(frozen=True)
class Viewer:
    """Who looks. A researcher sees everything; a player sees the seats that they hold; anybody else, nothing."""

    researcher: bool = False
    player: Player | None = None


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    if not user.is_authenticated or not user.is_active:
        return Viewer()
    player = Player.objects.filter(user_id=user.pk).first()
    return Viewer(researcher=bool(getattr(user, "is_staff", False)), player=player)


def experiments(viewer: Viewer) -> QuerySet[Experiment]:
    """The experiments whose pages, figures and files the viewer may open."""
    return Experiment.objects.all() if viewer.researcher else Experiment.objects.none()


def debates(viewer: Viewer) -> QuerySet[Debate]:
    """The debates whose whole record the viewer may open."""
    return Debate.objects.all() if viewer.researcher else Debate.objects.none()


def places(viewer: Viewer) -> QuerySet[Place]:
    """The judgements that the viewer has begun, the latest first."""
    if viewer.player is None:
        return Place.objects.none()
    return Place.objects.filter(player=viewer.player, pool__isnull=False).order_by("-taken_at")


def seat(viewer: Viewer, public_id: str) -> Seat:
    """The viewer's own seat; another's doesn't exist for them (Http404)."""
    found = Seat.objects.select_related("debate__experiment", "debate__arm__config", "debate__question__passage")
    if viewer.player is None or not (mine := found.filter(public_id=public_id, player=viewer.player).first()):
        raise Http404("There is no such judgement.")
    return mine


def seat_of(place: Place) -> Seat | None:
    """The seat from which a place's judge judges."""
    if place.chair:
        return place.debate.seats.filter(reader=0, role="judge").first()
    return Seat.objects.filter(sitting__place=place).order_by("reader").first()
