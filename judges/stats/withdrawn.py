"""What people took back: it is in no figure, and stays counted."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Withdrawn:
    """So many judgements, of so many people; and debates in which somebody spoke who withdrew."""

    judgements: int = 0
    people: int = 0
    debates: int = 0

    @property
    def words(self) -> str:
        """“3 judgements of 1 person, 1 debate”; "" = nobody has withdrawn."""
        parts = [f"{_counted(self.judgements, 'judgement')} of {_counted(self.people, 'person', 'people')}"]
        parts += [_counted(self.debates, "debate")] if self.debates else []
        return ", ".join(parts) if self.people else ""


def _counted(n: int, one: str, several: str = "") -> str:
    return f"{n:,} {one if n == 1 else several or f'{one}s'}"
