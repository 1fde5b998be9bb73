"""The words that each seat would be sent first, on a real question, by the code that will send them."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from debate.core.types import Role
from debate.models import Experiment
from debate.services.dry_play import Rehearsed, rehearsed
from debate.services.rehearsal import Asked
from debate.services.understudies import placeholders


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
    played = sorted(rehearsed(experiment, placeholders, most=1), key=lambda one: one.arm.pk)
    return [_preview(one) for one in played]


def _preview(played: Rehearsed) -> ArmPreview:
    rehearsal = played.rehearsals[0]
    return ArmPreview(
        arm=played.arm.name,
        protocol=rehearsal.protocol.title,
        question=rehearsal.case.question.text,
        passage=rehearsal.case.question.passage,
        prompts=(*_of_stage(rehearsal.asked), *_of_judge(rehearsal.asked)),
    )


def _of_stage(asked: Iterable[Asked]) -> Iterator[Prompt]:
    """Each seat of the stage as it is first asked, in turn."""
    first = {one.role.name: one for one in reversed([*asked]) if not one.reader}
    yield from (_prompt(one) for one in asked if not one.reader and first[one.role.name] is one)


def _of_judge(asked: Iterable[Asked]) -> Iterator[Prompt]:
    """The first judge who reads, before and after all speeches."""
    own = [one for one in asked if one.reader == 1]
    for when, one in zip(("first", "last") if own[1:] else ("",), (*own[:1], *own[1:][-1:]), strict=False):
        yield _prompt(one, f"the {when} of its {len(own)} asks" if when else "")


def _prompt(one: Asked, when: str = "") -> Prompt:
    return Prompt(role=one.role, who=one.who, text=next((call.sent for call in one.calls), ""), when=when)
