"""Who defends which option: the one thing in a table that the protocol says and no row holds."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping

from debate.core.protocol import OversightProtocol
from debate.models import Debate, Experiment
from debate.transcripts import case_of, protocol_of, transcript_of

# What a case is made of; without the rest these rows are read in 60 % of the time (measured).
ASKED = ("kind", "text", "options", "answer", "candidate", "correct", "flaw")
CASE = ("arm", "question", "seed", "way", "pair", "candidate", *(f"question__{name}" for name in ASKED))


class Sides:
    """Those of an experiment's debates; an arm's protocol is made once."""

    def __init__(self, experiment: Experiment) -> None:
        self._arms = {arm.pk: arm for arm in experiment.arms.all()}
        self._protocols = {pk: protocol_of(arm) for pk, arm in self._arms.items()}

    def of(self, debates: Collection[int]) -> dict[int, dict[str, int]]:
        """Role -> index of the question's option, for each of the debates (their keys in the database)."""
        return dict(self._found(debates))

    def _found(self, debates: Collection[int]) -> Iterator[tuple[int, dict[str, int]]]:
        for debate in Debate.objects.filter(pk__in=debates).select_related("question").only(*CASE):
            debate.arm = self._arms[debate.arm_id]
            # Passages are by far the largest texts, and nobody's side depends on one.
            debate.question.passage = None
            sides = _settled(debate, self._protocols[debate.arm_id])
            yield debate.pk, {role: debate.pair[n] if debate.pair else n for role, n in sides.items()}


def _settled(debate: Debate, protocol: OversightProtocol) -> Mapping[str, int]:
    """The sides; the transcript is read only where they don't follow from the design, or not yet."""
    if type(protocol).sides is OversightProtocol.sides:
        return {}
    case = case_of(debate)
    return protocol.sides(case, ()) or protocol.sides(case, transcript_of(debate))
