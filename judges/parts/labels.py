"""What the parts of an answer are called for the person who gives it."""

from __future__ import annotations

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from debate.core.flags import FLAGS

TITLES: Mapping[str, str | Promise] = {
    FLAGS: gettext_lazy("Does one of these speeches misbehave? Flag it, and say what is wrong."),
    "convinced_by": gettext_lazy("Which critiques convinced you?"),
    "reason": gettext_lazy("What decides it for you?"),
    "question": gettext_lazy("Your question to them"),
    "next": gettext_lazy("What should happen next?"),
    "verdict": gettext_lazy("Your verdict"),
    "weakest": gettext_lazy("Which step is the weakest?"),
    "lines": gettext_lazy("Where does the answer go wrong?"),
    "summary": gettext_lazy("Sum up what you found"),
    "helpful": gettext_lazy("How helpful is this critique to a judge?"),
    "claims": gettext_lazy("The claims on which it depends"),
    "easy": gettext_lazy("How easy was it to follow, from 1 (not at all) to 7 (very easy)?"),
}
LABELS: Mapping[str, str | Promise] = {
    "continue": gettext_lazy("Hear one more round"),
    "end": gettext_lazy("End it here: this is my judgement"),
    "accept": gettext_lazy("Accept the proof"),
    "reject": gettext_lazy("Reject it"),
    "challenge": gettext_lazy("Challenge its weakest step"),
}
# What is numbered is named with its number.
NUMBERED: Mapping[str, str | Promise] = {
    FLAGS: gettext_lazy("Speech %(number)s"),
    "convinced_by": gettext_lazy("Critique %(number)s"),
    "weakest": gettext_lazy("Step %(number)s"),
    "lines": gettext_lazy("Line %(number)s"),
}


def named(want: str, label: str) -> str:
    """A label of a want as a person reads it."""
    if want in NUMBERED:
        return str(NUMBERED[want]) % {"number": label}
    return str(LABELS.get(label, label))
