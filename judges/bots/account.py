"""What bots did, and what the server acknowledged of it."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field


@dataclass
class Account:
    """`did` counts by kind; `took` has the milliseconds of each request, by what it was.

    `answers` are those that the server acknowledged: the key of the submission by the turn's public id. `stale` are
    keys that came from a page that was out of date: none of them may be stored.
    """

    did: Counter[str] = field(default_factory=Counter)
    took: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    answers: dict[str, str] = field(default_factory=dict)
    stale: set[str] = field(default_factory=set)
    troubles: list[str] = field(default_factory=list)

    def add(self, other: Account) -> None:
        self.did.update(other.did)
        for what, took in other.took.items():
            self.took[what].extend(took)
        self.answers.update(other.answers)
        self.stale.update(other.stale)
        self.troubles.extend(other.troubles)


def together(accounts: Iterable[Account]) -> Account:
    whole = Account()
    for account in accounts:
        whole.add(account)
    return whole
