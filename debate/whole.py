"""A debate with what it is about and how it is held: its arm and protocol, its question and passage."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from debate.models import Arm, Debate, Passage, ProtocolConfig, Question
from debate.models.statements import columns, first, split

# What `make_whole` reads, and how it is joined to the debate `d`.
WHOLE = f"{columns(Arm, 'a')}, {columns(ProtocolConfig, 'c')}, {columns(Question, 'q')}, {columns(Passage, 'p')}"
JOINED = """
JOIN debate_arm a ON a.id = d.arm_id
JOIN debate_protocolconfig c ON c.id = a.config_id
JOIN debate_question q ON q.id = d.question_id
LEFT JOIN debate_passage p ON p.id = q.passage_id
"""
_OF_DEBATE = f"SELECT {WHOLE} FROM debate_debate d {JOINED} WHERE d.id = %(debate)s"  # noqa: S608 - names of columns


def whole(debate: Debate) -> Debate:
    """It, with all of that; as it is, where it has it already."""
    if not _is_whole(debate):
        row = first(_OF_DEBATE, {"debate": debate.pk})
        assert row is not None, "a debate has an arm and a question"
        make_whole(debate, row)
    return debate


def make_whole(debate: Debate, row: Sequence[Any]) -> None:
    """From the columns of WHOLE."""
    debate.arm, debate.arm.config, debate.question, debate.question.passage = split(
        row, Arm, ProtocolConfig, Question, Passage
    )


def _is_whole(debate: Debate) -> bool:
    arm, question = (debate._state.fields_cache.get(name) for name in ("arm", "question"))
    return bool(arm and question and "config" in arm._state.fields_cache and "passage" in question._state.fields_cache)
