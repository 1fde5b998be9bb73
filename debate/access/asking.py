"""What a seat is asked to do, in the words of its prompt, as people read it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from string import Template

from debate.core import prompts
from debate.core.prompts import Scene

# The page shows these by itself, so paragraphs of a prompt that hold them would say them twice.
APART = re.compile(r"\$\{?(?:question|options|candidate|passage|transcript|reading|matter)\b")


def paragraphs(shown: Scene, passage: str, handed: bool) -> tuple[str, ...]:
    """The ask's own prompt as models read it, since a researcher's wording reaches people too.

    Those paragraphs that pass something on to judge by, or the others. A round's number isn't such a thing, and whoever
    argues is handed nothing to judge by: all of it is what they are asked to do.
    """
    template = shown.overrides.get(shown.ask.prompt) or shown.protocol.prompts[shown.ask.prompt]
    passed_on = shown.ask.about.keys() - {"round"} if _weighs(shown) else set()

    def is_handed(part: str) -> bool:
        return bool(passed_on & set(Template(part).get_identifiers()))

    wanted = [part for part in _kept(template, is_handed) if handed == is_handed(part)]
    # Lines of a template are no lines of the text; those of what is filled in (critiques, findings) are. What is passed
    # on comes as it was said: its quotes are checked here, as those of speeches are.
    values = {**prompts.variables(shown, passage), **shown.ask.about}
    filled = (Template(" ".join(part.split())).safe_substitute(values) for part in wanted)
    return tuple(text for text in filled if text.strip())


def _kept(template: str, is_handed: Callable[[str], bool]) -> Iterator[str]:
    """The paragraphs of a prompt but those that stand apart, without sentences that lead to what stands elsewhere."""
    parts = re.split(r"\n\s*\n", template)
    for part, following in zip(parts, [*parts[1:], ""], strict=True):
        if APART.search(part):
            continue
        if part.rstrip().endswith(":") and not is_handed(part) and (APART.search(following) or is_handed(following)):
            part = " ".join(re.split(r"(?<=[.!?])\s", part)[:-1])
        yield part


def _weighs(shown: Scene) -> bool:
    """Whether whoever is asked weighs what others said, and argues nothing."""
    return shown.ask.after is not None or shown.role.chair or shown.role.monitor
