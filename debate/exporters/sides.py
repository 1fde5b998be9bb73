"""Who defends which option: the one thing in a table that the protocol says and no row holds."""

from __future__ import annotations

from collections.abc import Collection
from itertools import groupby

from debate.core.protocol import OversightProtocol
from debate.core.types import Transcript
from debate.models import Debate, Experiment, Turn
from debate.transcripts import case_of, protocol_of, whole_steps

# What a case is made of; without the rest these rows are read in 60 % of the time (measured).
ASKED = ("kind", "text", "options", "answer", "candidate", "correct", "flaw")
CASE = ("arm", "question", "seed", "way", "pair", "candidate", *(f"question__{name}" for name in ASKED))
SAID = ("debate", "step", "ask", "status", "text", "belief", "fields", "private")


class Sides:
    """Those of an experiment's debates; an arm's protocol is made once."""

    def __init__(self, experiment: Experiment) -> None:
        self._arms = {arm.pk: arm for arm in experiment.arms.all()}
        self._protocols = {pk: protocol_of(arm) for pk, arm in self._arms.items()}

    def of(self, debates: Collection[int]) -> dict[int, dict[str, int]]:
        """Role -> index of the question's option, for each of the debates (their keys in the database)."""
        rows = self._rows(debates)
        designed = {row.pk: self._sides(row, ()) for row in rows}
        # What is said is read only where the sides don't follow from the design, or not yet.
        said = _transcripts([row.pk for row in rows if not designed[row.pk] and self._has_sides(row)])
        return {row.pk: self._sides(row, said[row.pk]) if row.pk in said else designed[row.pk] for row in rows}

    def _rows(self, debates: Collection[int]) -> list[Debate]:
        rows = list(Debate.objects.filter(pk__in=debates).select_related("question").only(*CASE))
        for row in rows:
            row.arm = self._arms[row.arm_id]
            # Passages are by far the largest texts, and nobody's side depends on one.
            row.question.passage = None
        return rows

    def _has_sides(self, row: Debate) -> bool:
        return type(self._protocols[row.arm_id]).sides is not OversightProtocol.sides

    def _sides(self, row: Debate, transcript: Transcript) -> dict[str, int]:
        if not self._has_sides(row):
            return {}
        sides = self._protocols[row.arm_id].sides(case_of(row), transcript)
        return {role: row.pair[n] if row.pair else n for role, n in sides.items()}


def _transcripts(debates: Collection[int]) -> dict[int, Transcript]:
    """What was said on the stages, as far as steps are whole."""
    rows = Turn.objects.filter(debate__in=debates, seat__reader=0).order_by("debate", "step", "pk").only(*SAID)
    return {debate: whole_steps(turns) for debate, turns in groupby(rows, lambda row: row.debate_id)}
