"""The words that each seat would be sent first, on a real question, by the code that will send them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from debate.core.types import Role
from debate.models import Experiment
from debate.services.estimate import Rehearsed, rehearsed
from debate.services.rehearsal import Asked, placeholder


@dataclass(frozen=True, kw_only=True)
class Prompt:
    """What one seat would be sent. `text` is "" where a person sits: the judge's page asks them the same.

    `when` says which of several asks of a judge it is.
    """

    role: Role
    who: str
    text: str
    when: str = ""


@dataclass(frozen=True, kw_only=True)
class ArmPreview:
    """The prompts of one arm, all of one debate about `question`."""

    arm: str
    protocol: str
    question: str
    passage: str
    prompts: tuple[Prompt, ...]


def previews(experiment: Experiment) -> list[ArmPreview]:
    """One debate of each arm, in the researcher's order of arms. Raises CannotLaunch. Makes no call."""
    played = sorted(rehearsed(experiment, 1, placeholder), key=lambda one: one.arm.pk)
    return [_preview(one) for one in played]


def _preview(played: Rehearsed) -> ArmPreview:
    rehearsal = played.rehearsals[0]
    return ArmPreview(
        arm=played.arm.name,
        protocol=rehearsal.protocol.title,
        question=rehearsal.case.question.text,
        passage=rehearsal.passage,
        prompts=tuple(_prompts(rehearsal.first_asked())),
    )


def _prompts(asked: Iterator[Asked]) -> Iterator[Prompt]:
    for one in asked:
        yield Prompt(role=one.role, who=one.row.who, text=next((call.sent for call in one.calls), ""), when=one.when)
