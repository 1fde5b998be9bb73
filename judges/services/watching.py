"""What a browser tells of how somebody judges: never words, only that something was moved, seen or left."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from debate.models import Player
from judges.models import Event, Place

MOST = 100  # in one request
LONGEST_AGO = 24 * 3600 * 1000  # milliseconds


class _Happening(BaseModel):
    """`ago` = how many milliseconds before it was sent; the server's clock says when that was."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    ago: int = Field(ge=0, le=LONGEST_AGO)


class Moved(_Happening):
    """The share of an option, in percent, by the letter under which it is shown."""

    kind: Literal["slider"]
    option: str = Field(pattern=r"^[A-Z]$")
    value: float = Field(ge=0, le=100, allow_inf_nan=False, strict=False)


class Seen(_Happening):
    """A speech came into sight for the first time."""

    kind: Literal["speech seen"]
    speech: int = Field(ge=0, le=10_000)


class Pasted(_Happening):
    """So many characters came from the clipboard."""

    kind: Literal["paste"]
    length: int = Field(ge=0, le=10_000_000)


class Turned(_Happening):
    """Where their attention went, as far as a browser can tell."""

    kind: Literal["focus lost", "focus gained", "page hidden", "page shown", "away", "back"]


class Batch(BaseModel):
    """What happened since the last one, while the turn of this public id was asked; "" = none was."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)

    turn: str = Field(default="", max_length=20)
    events: list[Annotated[Moved | Seen | Pasted | Turned, Field(discriminator="kind")]] = Field(
        min_length=1, max_length=MOST
    )


def keep(player: Player, place: Place | None, batch: Batch, turn: str = "") -> int:
    """Append these lines to the log; returns how many. `turn` is known to be theirs."""
    lines = [
        Event(
            kind=one.kind,
            player=player,
            pool_id=place.pool_id if place else None,
            experiment_id=place.experiment_id if place else None,
            place=place,
            turn=turn,
            data=one.model_dump(exclude={"kind"}),
        )
        for one in batch.events
    ]
    return len(Event.objects.bulk_create(lines))
