"""Who defends which option: what the protocol says of a debate, and no row holds."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from itertools import groupby

from debate.core.protocol import OversightProtocol
from debate.core.types import Transcript
from debate.models import Arm, Debate, Turn
from debate.transcripts import case_of, protocol_of, whole_steps

# What a case is made of; without the rest these rows are read in 60 % of the time (measured).
ASKED = ("kind", "text", "options", "answer", "candidate", "correct", "flaw")
CASE = ("arm", "question", "seed", "way", "pair", "candidate", *(f"question__{name}" for name in ASKED))
SAID = ("debate", "step", "ask", "status", "text", "belief", "fields", "private")


class Sides:
    """Those of some arms' debates; an arm's protocol is made once."""

    def __init__(self, arms: Iterable[Arm]) -> None:
        self._arms = {arm.pk: arm for arm in arms}
        self._protocols = {pk: protocol_of(arm) for pk, arm in self._arms.items()}

    @property
    def arms(self) -> list[int]:
        """Those in which somebody defends an option."""
        return [pk for pk, protocol in self._protocols.items() if type(protocol).sides is not OversightProtocol.sides]

    def of(self, debates: Collection[int]) -> dict[int, Mapping[str, int]]:
        """Role -> index of the option among those that the debate is about, for each debate (by key) that has sides."""
        return {row.pk: sides for row, sides in self._settled(debates)}

    def of_questions(self, debates: Collection[int]) -> dict[int, dict[str, int]]:
        """Role -> index of the question's option, for each of the debates; where nobody defends one, nothing."""
        found: dict[int, dict[str, int]] = {debate: {} for debate in debates}
        for row, sides in self._settled(debates):
            found[row.pk] = {role: row.pair[n] if row.pair else n for role, n in sides.items()}
        return found

    def _settled(self, debates: Collection[int]) -> Iterator[tuple[Debate, Mapping[str, int]]]:
        """What was said is read only where sides don't follow from the design, or not yet."""
        rows = self._rows(debates)
        designed = {row.pk: self._sides(row) for row in rows}
        said = _transcripts([pk for pk, sides in designed.items() if not sides])
        for row in rows:
            yield row, self._sides(row, said[row.pk]) if row.pk in said else designed[row.pk]

    def _rows(self, debates: Collection[int]) -> list[Debate]:
        rows = Debate.objects.filter(pk__in=debates, arm__in=self.arms).select_related("question").only(*CASE)
        for row in (found := list(rows)):
            row.arm = self._arms[row.arm_id]
            # Passages are by far the largest texts, and nobody's side depends on one.
            row.question.passage = None
        return found

    def _sides(self, row: Debate, transcript: Transcript = ()) -> Mapping[str, int]:
        return self._protocols[row.arm_id].sides(case_of(row), transcript)


def _transcripts(debates: Collection[int]) -> dict[int, Transcript]:
    """What was said on the stages, as far as steps are whole."""
    rows = Turn.objects.filter(debate__in=debates, seat__reader=0).order_by("debate", "step", "pk").only(*SAID)
    return {debate: whole_steps(turns) for debate, turns in groupby(rows, lambda row: row.debate_id)}
