"""Calls that several arms ask word for word: one pays for them, the others take its reply from the cache."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from debate.services.dry_play import Rehearsed
from debate.services.rehearsal import Rehearsal, RehearsedCall


class Repeats:
    """Remembers who asked what first, arm by arm, in the order in which arms are rehearsed."""

    def __init__(self, cost: Callable[[RehearsedCall], float]) -> None:
        self.cost = cost
        self.first: dict[str, int] = {}
        self.questions: list[set[str]] = []

    def paid_by(self, played: Rehearsed) -> float:
        """The share of an arm's money that it pays itself.

        It shows on those questions alone that were rehearsed in all the earlier arms with which it shares a call.
        """
        shared = [self.first[call.key] for one in played.rehearsals for call in one.calls if self._again(call)]
        known = [self.questions[arm] for arm in set(shared)]
        seen = [one for one in played.rehearsals if all(one.trial.item_id in asked for asked in known)]
        whole = self._sum(seen, lambda call: True)
        share = self._sum(seen, lambda call: not self._again(call)) / whole if whole else 1.0
        for call in (call for one in played.rehearsals for call in one.calls):
            self.first.setdefault(call.key, len(self.questions))
        self.questions.append({one.trial.item_id for one in played.rehearsals})
        return share

    def _again(self, call: RehearsedCall) -> bool:
        return call.endpoint.cache and call.key in self.first

    def _sum(self, rehearsals: Iterable[Rehearsal], counts: Callable[[RehearsedCall], bool]) -> float:
        return sum(self.cost(call) for one in rehearsals for call in one.calls if counts(call))
