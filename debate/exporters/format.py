"""What a file format is."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from contextlib import nullcontext
from dataclasses import dataclass

from django.db import connection, transaction

from debate.models import Experiment


@dataclass(frozen=True, kw_only=True)
class Format:
    """`name` is what commands and pages call it, and how its files end: “ratings.csv”."""

    name: str
    help: str
    content_type: str
    pieces: Callable[[Experiment], Iterator[str | bytes]]


def snapshot(format: Format, experiment: Experiment) -> Generator[bytes, None, None]:
    """The file's pieces, all read from one state of the database."""
    own = not connection.in_atomic_block
    with transaction.atomic() if own else nullcontext():
        if own:
            with connection.cursor() as cursor:
                cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY")
        for piece in format.pieces(experiment):
            yield piece.encode() if isinstance(piece, str) else piece
