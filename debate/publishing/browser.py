"""The transcripts of an experiment as a folder of static pages, to be opened from a disk or put on any server.

Only of a closed experiment: the pages tell the truth. Debates are written one by one, so that memory doesn't grow with
their text; what stays is the index of words.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from itertools import count, islice
from pathlib import Path
from typing import Any

from django.template.loader import get_template, render_to_string
from django.utils.safestring import mark_safe
from django.utils.text import Truncator
from markdown_it import MarkdownIt

from debate import desk
from debate.desk.listing import Verdict
from debate.exporters import huggingface
from debate.models import Debate, Experiment
from debate.publishing.report import asset, planned_report_html
from debate.publishing.words import Words
from judges.queries import Scope
from judges.queries.report import one_moment
from judges.queries.withdrawn import withdrawn

# What pages look like and do; the same files that the researcher's desk uses, and one for the list.
PARTS = (
    "moot.css",
    "desk.css",
    "record.css",
    "drawn.css",
    "drawn-live.css",
    "published.css",
    "record.js",
    "browse.js",
)
# So many debates are in memory at a time.
CHUNK = 50
# Of a longer question the list shows the beginning.
LONGEST = 240
FRAME = '<div class="table" tabindex="0" role="region" aria-label="Table {}"><table>'
FRAME_END = "</table></div>"
_CARD = MarkdownIt("commonmark", {"html": False}).enable("table").disable("image")


class NotClosed(ValueError):
    """The experiment's answers are still secret; says what to do."""


def publish(experiment: Experiment, folder: Path) -> Iterator[int]:
    """Write all into the folder, which is there and empty; gives the number of debates written so far.

    Raises NotClosed before anything is written.
    """
    if not experiment.closed:
        raise NotClosed(
            f"“{experiment.name}” isn't closed: what would be published tells the answers, and people could still "
            "judge. Close it on its page first."
        )
    with one_moment():
        yield from _transcripts(experiment, folder)
        _write(folder / "report.html", planned_report_html(Scope((experiment,)), "index.html"))
        _data(experiment, folder)


def _transcripts(experiment: Experiment, folder: Path) -> Iterator[int]:
    parts, pages = folder / "parts", folder / "debates"
    parts.mkdir()
    pages.mkdir()
    for name in PARTS:
        _write(parts / name, asset(name))
    words, listed = Words(), List(experiment)
    template = get_template("published/debate.html")
    with (parts / "debates.js").open("w", encoding="utf-8") as file:
        file.write("const MOOT_DEBATES = [\n")
        for number, line in enumerate(_lines(experiment)):
            record = desk.record_of(line.debate, calls=False)
            shown = {"experiment": experiment, "debate": line.debate, "record": record}
            _write(pages / f"{line.debate.public_id}.html", template.render(shown))
            words.add(number, _texts(record))
            file.write(f"{_json(listed.row(line))},\n")
            yield number + 1
        file.write(f"];\nconst MOOT = {_json(listed.names())};\n")
    with (parts / "words.js").open("w", encoding="utf-8") as file:
        file.writelines(words.script())
    _write(folder / "index.html", render_to_string("published/index.html", listed.shown()))


def _lines(experiment: Experiment) -> Iterator[desk.Listed]:
    """Every debate with its verdicts, in the order of the experiment."""
    there = experiment.debates.exclude(status=Debate.Status.WITHDRAWN)
    keys = there.order_by("place_in_order", "pk").values_list("pk", flat=True).iterator()
    while batch := list(islice(keys, CHUNK)):
        yield from desk.lines([Debate(pk=key) for key in batch])


def _texts(record: desk.Record) -> Iterator[str]:
    """What is found by its words: all but the passage, which several debates share."""
    yield record.debate.question.text
    yield record.debate.question.external_id
    yield from record.candidate
    yield from (option.text for option in record.options)
    for spoken in record.all_spoken:
        yield spoken.turn.text
        for items in spoken.turn.fields.get("items", {}).values():
            yield from items


class List:
    """The list of debates as the page has it: short rows, in which arms and judges are numbers."""

    def __init__(self, experiment: Experiment) -> None:
        self.experiment = experiment
        self._arms: dict[str, int] = {name: n for n, name in enumerate(experiment.arms.values_list("name", flat=True))}
        self._judges: dict[str, int] = {}
        self._rows = 0

    def row(self, line: desk.Listed) -> list[object]:
        """[id, question, its id, arm, half, repeat, status, [[judge, outcome, belief in the truth or null], ...]]"""
        self._rows += 1
        debate = line.debate
        verdicts = [
            [self._judges.setdefault(one.judge, len(self._judges)), outcome(one), one.belief] for one in line.verdicts
        ]
        question = [Truncator(debate.question.text).chars(LONGEST), debate.question.external_id]
        set_apart = [self._arms[debate.arm.name], debate.half, debate.repeat, debate.status]
        return [debate.public_id, *question, *set_apart, verdicts]

    def names(self) -> dict[str, object]:
        return {"arms": list(self._arms), "judges": list(self._judges)}

    def shown(self) -> dict[str, Any]:
        gone = withdrawn([self.experiment]).words
        return {"experiment": self.experiment, "arms": list(self._arms), "debates": self._rows, "withdrawn": gone}


def outcome(verdict: Verdict) -> str:
    """right, wrong, tie, or why there is none."""
    rating = verdict.rating
    if rating is None:
        return "not judged"
    if rating.right is None:
        return rating.missing or "no answer key"
    return "right" if rating.right else "tie" if rating.tie else "wrong"


def _data(experiment: Experiment, folder: Path) -> None:
    """The tables as a dataset with its card, and the card as a page."""
    (folder / "data").mkdir()
    for name, pieces in huggingface.files(experiment):
        with (folder / name).open("wb") as file:
            file.writelines(pieces)
    _, front, card = (folder / "README.md").read_text(encoding="utf-8").split("---\n", 2)
    numbers = count(1)
    html = re.sub("<table>", lambda _: FRAME.format(next(numbers)), _CARD.render(card)).replace("</table>", FRAME_END)
    text = mark_safe(html)  # noqa: S308 - without HTML of anybody's own
    licence = re.findall(r'^license: "(.*)"$', front, re.MULTILINE)[0]
    shown = {"experiment": experiment, "card": text, "licence": licence}
    _write(folder / "data.html", render_to_string("published/data.html", shown))


def _write(file: Path, text: str) -> None:
    file.write_text(text, encoding="utf-8")


def _json(value: object) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
