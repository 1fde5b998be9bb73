"""Files out, for researchers: whoever hands one on has asked `debate.access` first.

One file a format: to add one, add its module here with a `FORMAT`; nothing else needs to know.
"""

import importlib
import pkgutil
from collections.abc import AsyncIterator, Generator, Iterator
from io import BytesIO

from asgiref.sync import sync_to_async

from debate.exporters.format import Format, snapshot
from debate.models import Experiment

_modules = [importlib.import_module(f"{__name__}.{module.name}") for module in pkgutil.iter_modules(__path__)]
FORMATS: dict[str, Format] = {module.FORMAT.name: module.FORMAT for module in _modules if hasattr(module, "FORMAT")}


BLOCK = 64 * 1024  # bytes


class UnknownFormat(ValueError):
    """No such format; says which there are."""


def export(experiment: Experiment, format: str) -> Generator[bytes, None, None]:
    """The file, piece by piece, in memory that doesn't grow with it. Raises UnknownFormat at once.

    The file shows one moment, also of an experiment that runs; in a transaction of the caller's, what that one sees.
    """
    if format not in FORMATS:
        raise UnknownFormat(f"There is no format “{format}”. There are: {', '.join(sorted(FORMATS))}.")
    return snapshot(FORMATS[format], experiment)


async def export_async(experiment: Experiment, format: str) -> AsyncIterator[bytes]:
    """The same for a streaming response: Django would collect a plain iterator in memory before it sends anything."""
    pieces = export(experiment, format)
    try:
        while block := await sync_to_async(_block)(pieces):
            yield block
    finally:
        await sync_to_async(pieces.close)()


def _block(pieces: Iterator[bytes]) -> bytes:
    """Several pieces at once: handing each to another thread costs more than a line of CSV."""
    held = BytesIO()
    while held.tell() < BLOCK and (piece := next(pieces, b"")):
        held.write(piece)
    return held.getvalue()


__all__ = ["FORMATS", "Format", "UnknownFormat", "export", "export_async"]
