"""How far people come on their way through a pool, and where they leave it."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db.models import Exists, OuterRef

from debate.desk.attending import Person
from debate.models import Pool
from judges.models import FormItem, PageText
from judges.stats import Figure
from judges.stats.intervals import wilson

CAME = "came"
# In their order, with what the page calls them.
MILESTONES = {
    CAME: "Came in",
    "consented": "Consented",
    "passed": "Passed the questions on the instructions",
    "practised": "Practised",
    "judged": "Gave a first judgement",
    "complete": "Completed",
}


@dataclass(frozen=True)
class Milestone:
    """`n` people have come so far, `share` of all who came. `lost` = came no further, and are gone; `on` = still may.

    `who` are the pseudonyms of those who are lost here.
    """

    name: str
    words: str
    n: int
    share: Figure
    lost: int
    on: int
    who: tuple[str, ...]


def dropout(people: Sequence[Person], asked: Collection[str]) -> tuple[Milestone, ...]:
    """The milestones that are `asked`, or that anybody has reached; () where nobody came.

    Bots are left out, unless nobody else came: they leave where they were told to.
    """
    counted = [one for one in people if not one.bot] or list(people)
    names = [n for n in MILESTONES if n == CAME or n in asked or any(n in one.reached for one in counted)]
    last = {id(one): max((names.index(n) for n in one.reached if n in names), default=0) for one in counted}
    return tuple(_milestone(counted, last, names, n) for n in range(len(names))) if counted else ()


def _milestone(people: Sequence[Person], last: dict[int, int], names: Sequence[str], n: int) -> Milestone:
    """Whoever has reached a later one has passed this one too, also where it wasn't asked of them then."""
    through = [one for one in people if last[id(one)] >= n]
    here = [one for one in through if last[id(one)] == n and names[n] != "complete"]
    lost = [one for one in here if not one.present]
    low, high = wilson(len(through), len(people))
    return Milestone(
        name=names[n],
        words=MILESTONES[names[n]],
        n=len(through),
        share=Figure(len(through) / len(people), len(people), low, high, "Wilson"),
        lost=len(lost),
        on=len(here) - len(lost),
        who=tuple(one.name for one in lost),
    )


def asked_by(pools: Collection[Pool]) -> frozenset[str]:
    """The milestones that these pools ask for. One query."""
    consent = PageText.objects.filter(pool=OuterRef("pk"), kind=PageText.Kind.CONSENT)
    questions = FormItem.objects.filter(pool=OuterRef("pk"), part=FormItem.Part.COMPREHENSION, retired=False)
    rows = Pool.objects.filter(pk__in=[pool.pk for pool in pools]).annotate(
        consented=Exists(consent), passed=Exists(questions)
    )
    found = set[str]()
    for pool in rows.select_related("rules"):
        rules = getattr(pool, "rules", None)
        asks = {
            "consented": pool.consented,
            "passed": pool.passed,
            "practised": rules is not None and rules.practice_id is not None,
            "complete": rules is not None,
        }
        found |= {name for name, asked in asks.items() if asked}
    return frozenset({*found, "judged"})
