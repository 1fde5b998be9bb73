"""A file that is handed on as it is written, so that none has to fit into memory or onto a disk."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from io import RawIOBase
from typing import TYPE_CHECKING
from zipfile import ZIP_DEFLATED, ZipFile

if TYPE_CHECKING:
    from typing_extensions import Buffer

Files = Iterable[tuple[str, Iterable[bytes]]]


class Outlet(RawIOBase):
    """What libraries write to; `taken` gives what was written since it was last asked."""

    def __init__(self) -> None:
        self._held: list[bytes] = []
        self._size = 0

    def writable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._size

    def write(self, data: Buffer, /) -> int:
        self._held.append(bytes(data))
        self._size += len(self._held[-1])
        return len(self._held[-1])

    def taken(self) -> bytes:
        held, self._held = self._held, []
        return b"".join(held)


def zipped(files: Files) -> Iterator[bytes]:
    """A ZIP archive of the files, each of which is made only as it is written."""
    outlet = Outlet()
    # Level 3 takes half the time of the default, for an archive a fifth larger (measured on transcripts).
    with ZipFile(outlet, "w", ZIP_DEFLATED, compresslevel=3) as archive:
        for name, pieces in files:
            with archive.open(name, "w", force_zip64=True) as member:
                for piece in pieces:
                    member.write(piece)
                    yield outlet.taken()
    yield outlet.taken()
