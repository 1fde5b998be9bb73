"""Files by which people are paid: one for a panel's form of bonuses, one with everything."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from django.db.models import Q

from debate.desk.pay import Line, Pay
from debate.exporters.table import Columns, table
from judges.models import Attendance, Contact, Door

# Ids come with a link that anybody can write. One of other characters is no panel's, and could add a line of its own.
PANEL_ID = re.compile(r"[0-9A-Za-z]{1,64}")


@dataclass(frozen=True, kw_only=True)
class PanelStudy:
    """People of one study of a panel who are owed something beyond the base, and what that adds up to.

    `unpayable` are those whose id there was deleted, or is none.
    """

    study: str
    people: int
    amount: Decimal
    currency: str
    unpayable: int


def studies(pay: Pay) -> list[PanelStudy]:
    """A panel pays a bonus in the study in which somebody took part, so each study needs a file of its own."""
    by_study: dict[tuple[str, str], list[tuple[Line, str]]] = defaultdict(list)
    for line, contact in _of_panels(pay):
        study = contact.external_study if contact else ""
        by_study[study, line.currency].append((line, _id_of(contact)))
    return [
        PanelStudy(
            study=study,
            people=sum(bool(who) for _, who in owed),
            amount=sum((line.beyond_base for line, who in owed if who), Decimal(0)),
            currency=currency,
            unpayable=sum(not who for _, who in owed),
        )
        for (study, currency), owed in sorted(by_study.items())
    ]


def prolific(pay: Pay, study: str = "") -> str:
    """Prolific's form for bonuses in bulk: a line `id,amount` for each person, without a header.

    Amounts are what was settled beyond the base, which Prolific pays itself as the study's reward; nobody has 0 there.
    """
    owed = [(line, contact) for line, contact in _of_panels(pay) if contact and contact.external_study == study]
    return "".join(f"{who},{line.beyond_base:.2f}\n" for line, contact in owed if (who := _id_of(contact)))


def _id_of(contact: Contact | None) -> str:
    """ "" where there is none that a panel could have given."""
    return contact.external_id if contact and PANEL_ID.fullmatch(contact.external_id) else ""


def _of_panels(pay: Pay) -> list[tuple[Line, Contact | None]]:
    """Those who came from a panel, with what was settled for them beyond the base."""
    settled = [line for line in pay.lines if line.settled_at and line.beyond_base > 0]
    # A door can be deleted; only a panel has ids of its own for people.
    panels = Q(door__kind=Door.Kind.PANEL) | Q(player__contact__external_id__gt="")
    came = Attendance.objects.filter(panels, pk__in=[line.attendance for line in settled])
    panel, contacts = set(came.values_list("pk", flat=True)), _contacts([line.attendance for line in settled])
    return [(line, contacts.get(line.attendance)) for line in settled if line.attendance in panel]


def _contacts(attendances: list[int]) -> Mapping[int, Contact]:
    rows = Attendance.objects.filter(pk__in=attendances, player__contact__isnull=False)
    return {row.pk: row.player.contact for row in rows.select_related("player__contact")}


def everything(pay: Pay, *, with_ids: bool) -> str:
    """A row for each person: what is owed, what for, and in how much time; amounts in the currency of the row.

    Without bonuses before the close.
    """
    lines = pay.lines
    contacts = _contacts([line.attendance for line in lines]) if with_ids else {}
    columns: Columns[Line] = {"person": lambda line: line.person}
    if with_ids:
        columns = {
            **columns,
            "external_id": lambda line: contacts[line.attendance].external_id if line.attendance in contacts else "",
            "external_study": lambda line: (
                contacts[line.attendance].external_study if line.attendance in contacts else ""
            ),
        }
    columns = {
        **columns,
        "outcome": lambda line: line.outcome,
        "judged": lambda line: line.judged,
        "currency": lambda line: line.currency,
        "base": lambda line: float(line.base),
        "for_judgements": lambda line: float(line.for_judgements),
        "bonus": lambda line: None if line.bonus is None else float(line.bonus),
        "total": lambda line: float(line.total),
        "minutes": lambda line: None if line.minutes is None else round(line.minutes, 1),
        "hourly": lambda line: None if line.hourly is None else float(line.hourly),
        "settled_at": lambda line: line.settled_at,
    }
    return "".join(table(columns, lines))
