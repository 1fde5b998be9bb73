"""What models would read: each of a configuration's prompts, filled in on a real question as the engine does it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from debate.core.design import ArmDesign, Trial, trials
from debate.core.flags import sitting_asks
from debate.core.play import play
from debate.core.prompts import BadPrompt, render, role_of, scene
from debate.core.protocol import OversightProtocol
from debate.core.types import Ask, Case, Choice, Scale, Transcript, Turn
from debate.models import ProtocolConfig, Question
from debate.protocols import create
from debate.services.planning import item_of
from debate.services.stand_ins import stand_in
from debate.transcripts import question_of

# What is drawn by a coin turns up in a few tries.
SEEDS = 6


@dataclass(frozen=True, kw_only=True)
class SamplePrompt:
    """`text` is what the `reader`'s model would be sent; "" with a `problem` where it can't be filled in.

    Neither: with these parameters nobody is asked it. `own` = it isn't the protocol's text.
    """

    name: str
    own: bool
    reader: str = ""
    text: str = ""
    problem: str = ""


def sample_prompts(config: ProtocolConfig, question: Question) -> tuple[SamplePrompt, ...]:
    """Those that replace the protocol's come first. Raises BadDesign where the protocol can't take the question."""
    protocol = create(config.protocol, config.params)
    made: dict[str, SamplePrompt] = {}
    for trial in _trials(protocol, question):
        for ask, heard, case in _asked(protocol, trial, question):
            if ask.prompt not in made:
                made[ask.prompt] = _filled_in(protocol, config, ask, heard, case, trial)
    shown = (made.get(name, SamplePrompt(name=name, own=name in config.prompts)) for name in protocol.prompts)
    return tuple(sorted(shown, key=lambda sample: (not sample.own, not (sample.text or sample.problem))))


def _trials(protocol: OversightProtocol, question: Question) -> Iterator[Trial]:
    arm = ArmDesign(name="sample", protocol=protocol, chairs=1 if protocol.chaired else 0)
    for seed in range(SEEDS):
        yield from trials([item_of(question)], [arm], 1, seed)


def _asked(protocol: OversightProtocol, trial: Trial, question: Question) -> Iterator[tuple[Ask, Transcript, Case]]:
    """Every ask of a debate in which stand-ins speak, with what has been said before it."""
    case = Case(
        question=question_of(question, trial.pair, trial.candidate),
        seed=trial.seed,
        way=trial.way,
        judges=("a judge",),
    )
    for reply in (_first, _last):
        transcript = play(protocol, case, reply)
        yield from ((turn.ask, transcript[:n], case) for n, step in enumerate(transcript) for turn in step)
        yield from ((ask, transcript, case) for ask in sitting_asks(protocol, case, transcript))


def _first(ask: Ask, _: tuple[Turn, ...]) -> Turn:
    words = ask.speech.words if ask.speech else None
    return replace(stand_in(ask), text=f"({f'up to {words} words' if words else 'words'} of the {ask.role})")


def _last(ask: Ask, heard: tuple[Turn, ...]) -> Turn:
    """The other end of each choice, so that what the first never leads to is met too."""
    return replace(
        _first(ask, heard),
        choices={want.name: want.among[-1] for want in ask.wants if isinstance(want, Choice)},
        scales={want.name: want.high for want in ask.wants if isinstance(want, Scale)},
    )


def _filled_in(
    protocol: OversightProtocol, config: ProtocolConfig, ask: Ask, heard: Transcript, case: Case, trial: Trial
) -> SamplePrompt:
    made = SamplePrompt(name=ask.prompt, own=ask.prompt in config.prompts, reader=role_of(protocol, case, ask).title)
    try:
        shown = scene(protocol, case, ask, heard, trial.display, config.prompts)
        return replace(made, text=render(shown, case.question.passage))
    except BadPrompt as problem:
        return replace(made, problem=str(problem))
