"""The pages in docs/protocols: what stands in them between marks is made, all else is written by hand.

A mark is `<!-- made: WHAT -->`, and what is made ends before `<!-- end -->`. `parameters` is made from the code; `run`
and `transcript ARM QUESTION` from the experiment that the page's block of TOML describes (`docs/make/examples.py`).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path

from debate.core.parameters import Parameter, parameters, wanted
from debate.core.protocol import OversightProtocol
from debate.protocols import PROTOCOLS

DOCS = Path(__file__).parent.parent
INDEX = DOCS / "protocols.md"
MADE = re.compile(r"<!-- made: (?P<what>.+?) -->\n(?P<text>.*?)<!-- end -->", re.S)
BESIDE = "Besides, it has [those of every protocol](../protocols.md#what-every-protocol-has).\n"
TOML = re.compile(r"```toml\n(.*?)```", re.S)


def page(slug: str) -> Path:
    return DOCS / "protocols" / f"{slug}.md"


def picture(slug: str) -> Path:
    return DOCS / "pictures" / "protocols" / f"{slug}.svg"


def experiment_on(page: Path) -> str:
    """The experiment that the page has as its example, as TOML."""
    found = TOML.search(page.read_text())
    if found is None:
        raise ValueError(f"{page} has no block of TOML, and so no example to run.")
    return found.group(1)


def made_in(page: Path) -> dict[str, str]:
    """What stands between the page's marks, by what the mark says."""
    return {found["what"]: found["text"] for found in MADE.finditer(page.read_text())}


def fill(page: Path, make: Callable[[str], str | None]) -> None:
    """Put between each mark what is made for it; None leaves what is there."""

    def one(found: re.Match[str]) -> str:
        made = make(found["what"])
        return found.group() if made is None else f"<!-- made: {found['what']} -->\n{made}<!-- end -->"

    before = page.read_text()
    after = MADE.sub(one, before)
    if after != before:
        page.write_text(after)


def list_parameters(page: Path) -> None:
    """Put its table of parameters where the page has a mark for it."""
    fill(page, lambda what: table_for(page) if what == "parameters" else None)


def table_for(page: Path) -> str:
    """The parameters that the page is to list: a protocol's own; the index has those that all of them have."""
    every = parameters(OversightProtocol)
    if page == INDEX:
        return _table(every)
    common = {one.name for one in every}
    own = [one for one in parameters(PROTOCOLS[page.stem]) if one.name not in common]
    return f"{_table(tuple(own))}\n{BESIDE}" if own else f"It has none of its own. {BESIDE}"


def _table(listed: tuple[Parameter, ...]) -> str:
    rows = [f"| `{one.name}` | {_default(one)} | {wanted(one)} | {one.help} |" for one in listed]
    return "\n".join(["| parameter | if left out | can be | meaning |", "| --- | --- | --- | --- |", *rows]) + "\n"


def _default(one: Parameter) -> str:
    match one.default:
        case None:
            return "nothing"
        case bool():
            return f"`{str(one.default).lower()}`"
        case str():
            return f"`{one.default}`"
        case ():
            return "none"
    return f"`{one.default:g}`"
