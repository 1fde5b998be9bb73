"""What prompts can name, each in a line, for whoever writes one."""

from __future__ import annotations

from string import Template

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

from debate.protocols import OversightProtocol

# What `debate.core.prompts.variables` gives to every prompt; a test holds them together.
EVERYWHERE = {
    "question": "The question's text.",
    "options": "The possible answers, a line each: under letters for whoever judges, in the order shown to them.",
    "passage": "The passage; empty for whoever may not read it, and where there is none.",
    "reading": "The line over the passage: to read it, or that it can't be read; empty where there is none.",
    "candidate": "The one answer that is judged, its lines numbered; empty where options are.",
    "matter": "The line over what is judged: “The possible answers:” or “Somebody's answer, which is right or wrong:”.",
    "truth": "The correct answer; empty for a role that may not know it.",
    "judges": "Who judges, by name.",
    "mine": "The answer that the speaker defends; empty for judges.",
    "theirs": "The answers that the speaker doesn't defend.",
    "transcript": "All that the reader may know of what was said, under the speakers' names; empty at the start.",
    "words": "The most words that the speech can have; empty where there is no limit.",
    "quoted": "The most words that the speech can quote; empty where there is no limit.",
}
# What single protocols add, through `Ask.about`.
IN_SOME = {
    "attempt": "The number of the proof, from 1.",
    "claim": "The one claim that is asked about.",
    "claimed": "The answer that is to be proved.",
    "claims": "The steps of the newest proof, numbered.",
    "critique": "The one critique that is to be rated.",
    "critiques": "All critiques that were made, numbered.",
    "examples": "Questions with the labels that a weak supervisor gave them.",
    "findings": "What was found about each of the claims.",
    "first": "The first half of a reasoning.",
    "forecast": "The market's newest forecast.",
    "left": "How many challenges are left.",
    "most": "How many there can be at most.",
    "objection": "What the verifier has against the claim.",
    "option": "The answer that the watched model gave.",
    "principle": "The principle to compare by.",
    "rejected": "The steps of the proof that was rejected before.",
    "round": "The number of the round; for a judge, how many rounds have been heard.",
    "second": "The second half of a reasoning.",
    "scales": "The scales to rate on, a line each, with their ends.",
}


def variables_of(cls: type[OversightProtocol], name: str) -> dict[str, str]:
    """What a prompt can name: what every prompt can, and what the protocol's own text of it does."""
    return {**EVERYWHERE, **own_of(cls, name)}


def own_of(cls: type[OversightProtocol], name: str) -> dict[str, str]:
    """What this prompt can name beside what all can."""
    named = Template(cls.prompts[name]).get_identifiers()
    return {variable: IN_SOME.get(variable, "") for variable in sorted(named) if variable not in EVERYWHERE}


def listed(variables: dict[str, str]) -> SafeString:
    """A list of terms with what each stands for."""
    rows = format_html_join("", "<dt>${}</dt><dd>{}</dd>", variables.items())
    return format_html('<dl class="variables">{}</dl>', rows)
