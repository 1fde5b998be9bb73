"""What a debate is about, and how it is held: all that its page is made of, and that an answer is checked by."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from debate.models import Arm, Debate, Passage, ProtocolConfig, Question
from debate.models.statements import columns, first, split

_WHOLE = f"""
SELECT {columns(Arm, "a")}, {columns(ProtocolConfig, "c")}, {columns(Question, "q")}, {columns(Passage, "p")}
FROM debate_debate d
JOIN debate_arm a ON a.id = d.arm_id
JOIN debate_protocolconfig c ON c.id = a.config_id
JOIN debate_question q ON q.id = d.question_id
LEFT JOIN debate_passage p ON p.id = q.passage_id
WHERE d.id = {{debate}}
"""  # noqa: S608 - names of columns
_OF_DEBATE = _WHOLE.format(debate="%(debate)s")
OF_SEAT = _WHOLE.format(
    debate="(SELECT s.debate_id FROM debate_seat s WHERE s.public_id = %(seat)s AND s.player_id = %(player)s)"
)


def whole(debate: Debate) -> Debate:
    """With its arm and protocol, its question and passage; as it is, where it has them already."""
    if not _is_whole(debate):
        row = first(_OF_DEBATE, {"debate": debate.pk})
        assert row is not None, "a debate has an arm and a question"
        make_whole(debate, row)
    return debate


def make_whole(debate: Debate, row: Sequence[Any]) -> None:
    """From a row of OF_SEAT."""
    debate.arm, debate.arm.config, debate.question, debate.question.passage = split(
        row, Arm, ProtocolConfig, Question, Passage
    )


def _is_whole(debate: Debate) -> bool:
    arm, question = (debate._state.fields_cache.get(name) for name in ("arm", "question"))
    return bool(arm and question and "config" in arm._state.fields_cache and "passage" in question._state.fields_cache)
