"""The texts that can be translated, as the code has them now; `python -m tests.messages` brings catalogues up to date.

Like `makemessages`, but without GNU gettext, which a bare machine doesn't have: Django turns templates into something
that Babel reads.
"""

from __future__ import annotations

from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

ROOT = Path(__file__).resolve().parent.parent
LOCALE = ROOT / "judges" / "locale"
KEYWORDS = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
}
# What Babel would write anew each time, though no text has changed.
CHANGING = tuple(f'"{name}'.encode() for name in ("Report-", "POT-", "PO-", "Last-", "Language-Team", "Generated-"))


def template() -> Catalog:
    """Every text that is marked in templates and code, with the files that have it."""
    found = Catalog(project="Moot", fuzzy=False)
    for file, language, source in sources():
        for _, message, comments, context in extract(language, BytesIO(source), KEYWORDS, ("Translators:",)):
            found.add(message, locations=[(file, 0)], auto_comments=comments, context=context)
    return found


def sources() -> Iterator[tuple[str, str, bytes]]:
    """A template without its HTML is nearly Python; Babel's reader of JavaScript is the one that takes it."""
    for app in ("debate", "judges"):
        for file in sorted((ROOT / app).rglob("*.py")):
            yield str(file.relative_to(ROOT)), "python", file.read_bytes()
    for file in sorted((ROOT / "templates").rglob("*.html")):
        yield str(file.relative_to(ROOT)), "javascript", templatize(file.read_text()).encode()


def languages() -> list[str]:
    return sorted(folder.name for folder in LOCALE.iterdir())


def catalogue(language: str) -> Catalog:
    with (LOCALE / language / "LC_MESSAGES" / "django.po").open("rb") as file:
        return read_po(file, locale=language)


def compiled(translated: Catalog) -> bytes:
    """What Django reads at run time."""
    out = BytesIO()
    write_mo(out, translated)
    return out.getvalue()


def untranslated(translated: Catalog) -> list[Message]:
    """Texts of the code that a catalogue doesn't say, or says with something left out."""
    return [
        message for message in template() if message.id and not _is_said(translated.get(message.id, message.context))
    ]


def _is_said(said: Message | None) -> bool:
    if said is None or said.fuzzy:
        return False
    return all(said.string) if isinstance(said.string, (list, tuple)) else bool(said.string)


def update(language: str) -> None:
    """New texts come in empty, texts that are gone go out; what was translated stays."""
    translated = catalogue(language)
    translated.update(template(), no_fuzzy_matching=True, update_header_comment=False)
    translated.obsolete.clear()
    written = BytesIO()
    write_po(written, translated, width=120, sort_output=True, include_lineno=False)
    lines = [line for line in written.getvalue().splitlines(keepends=True) if not line.startswith(CHANGING)]
    folder = LOCALE / language / "LC_MESSAGES"
    (folder / "django.po").write_bytes(b"".join(lines))
    (folder / "django.mo").write_bytes(compiled(translated))


if __name__ == "__main__":
    for language in languages():
        update(language)
        print(f"{language}: {len(untranslated(catalogue(language)))} texts are not translated yet")
