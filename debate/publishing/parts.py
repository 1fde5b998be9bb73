"""What a report is made of, in the order in which it is read: each part with its charts, its tables, its figures."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

from debate.publishing import figures, judging, planted
from debate.publishing.figures import Shown
from debate.publishing.pictures import Picture, pictures
from debate.publishing.tables import Table
from judges.charts import Source
from judges.stats import FIGURES, Report
from judges.stats.figures import SECTIONS
from judges.stats.judging import Judging

WORDS = {
    "accuracy": FIGURES["accuracy"].words,
    "differences": "The effect comes first, in percentage points, with its interval; p values are two-sided. “On "
    "shared questions” counts each question once that both arms hold.",
    "calibration": "Whether judges are right as often as they say they are.",
    "rounds": "What judges believed as the speeches went by; who stopped earlier is not carried on.",
    "judging": "Made from judgements one by one. Alpha is Krippendorff’s: 1 is full agreement, 0 what chance gives.",
    "plants": "Seats that were told, or allowed, to misbehave in secret, and whether anybody noticed. Done = it stands "
    "in what they said, by an objective sign. d′ = 0: planted seats are flagged as often as honest ones.",
    "measures": "What the protocols themselves measure, averaged over the debates that each figure applies to.",
}
# Beside which part each chart stands; a chart that isn't named here stands at the end.
BESIDE = {
    "accuracy": "accuracy",
    "judges": "accuracy",
    "differences": "differences",
    "reliability": "calibration",
    "rounds": "rounds",
    "belief": "rounds",
    "halves": "oversight",
    "cost": "cost",
    "measures": "measures",
    "plants": "plants",
    "agreement": "judging",
    "debaters": "judging",
}


@dataclass(frozen=True, kw_only=True)
class Part:
    """One heading with what stands under it; tables without rows are left out."""

    name: str
    title: str
    words: str = ""
    pictures: tuple[Picture, ...] = ()
    tables: tuple[Table, ...] = ()
    figures: tuple[Shown, ...] = field(default_factory=tuple)

    @property
    def empty(self) -> bool:
        return not (self.pictures or self.tables or self.figures)


def parts(report: Report, found: Judging) -> Iterator[Part]:
    """Accuracy, differences, the sections of figures, judges and debaters, the protocols' own, and further charts."""
    drawn: dict[str, list[Picture]] = {}
    for picture in pictures(Source(report=report, judging=found)):
        drawn.setdefault(BESIDE.get(picture.subject, "charts"), []).append(picture)
    titles = {"accuracy": SECTIONS["accuracy"], "differences": "Differences between arms"}
    titles |= {
        **SECTIONS,
        "judging": "Judges and debaters",
        "plants": "Plants",
        "measures": "The protocols’ own figures",
        "charts": "Further charts",
    }
    shown = {section.name: section.figures for section in figures.sections(report)}
    own = {**_tables(report), "judging": judging.tables(found)}
    for name, title in titles.items():
        part = Part(
            name=name,
            title=title,
            words=WORDS.get(name, ""),
            pictures=tuple(drawn.get(name, ())),
            tables=tuple(table for table in own.get(name, ()) if table.rows),
            figures=shown.get(name, ()),
        )
        if not part.empty:
            yield part


def _tables(report: Report) -> dict[str, tuple[Table, ...]]:
    return {
        "accuracy": (figures.accuracy(report),),
        "differences": (figures.differences(report), figures.other_differences(report)),
        "calibration": (figures.reliability(report), figures.at_confidence(report)),
        "rounds": (figures.by_round(report),),
        "oversight": (figures.halves(report),),
        "measures": (figures.measures(report),),
        "plants": planted.tables(report.plants),
    }
