"""Debates that don't go on, since somebody is waited for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from debate.desk.attending import Person
from debate.models import Experiment
from debate.models.statements import rows

# The asks of people on the stage of debates that run, the oldest first; with who was asked, if anybody has sat down.
_WAITED_FOR = """
SELECT d.public_id, a.name, s.role, pl.public_id, coalesce(pl.bot, false), t.opened_at, t.deadline
FROM debate_turn t
JOIN debate_debate d ON d.id = t.debate_id AND d.status = 'running' AND d.experiment_id = %(experiment)s
JOIN debate_arm a ON a.id = d.arm_id
JOIN debate_seat s ON s.id = t.seat_id AND s.reader = 0
LEFT JOIN debate_player pl ON pl.id = s.player_id
WHERE t.status = 'open' AND t.endpoint_id IS NULL
ORDER BY t.opened_at
"""


@dataclass(frozen=True)
class Stuck:
    """A debate that waits for `person` in this `role` ("" = a reader, for whom nobody else waits).

    `why`: "overdue", "away", or "" where they are there and it only is their turn. `place` can be released.
    """

    debate: str
    arm: str
    role: str
    person: str
    since: datetime | None
    deadline: datetime | None
    why: str
    place: int | None


@dataclass(frozen=True)
class Unmanned:
    """So many live debates of an arm that wait for anybody to take this seat, the first of them `since`."""

    arm: str
    role: str
    n: int
    since: datetime


def stuck_of(experiment: Experiment, people: Sequence[Person]) -> tuple[tuple[Stuck, ...], tuple[Unmanned, ...]]:
    """Debates that somebody in particular keeps waiting, those who are away first; and those that nobody has taken."""
    found, free = list[Stuck](), dict[tuple[str, str], list[datetime]]()
    by_name = {one.name: one for one in people if one.held}
    for debate, arm, role, player, bot, since, deadline in rows(_WAITED_FOR, {"experiment": experiment.pk}):
        if player is None:
            free.setdefault((arm, role), []).append(since)
            continue
        name = f"{'bot' if bot else 'person'} {player}"
        one = by_name.get(name)
        held = one.held if one and one.held and one.held.debate == debate else None
        why = one.state if one and held and one.attention else ""
        found.append(Stuck(debate, arm, role, name, since, deadline, why, held.place if held else None))
    found += [_reader(one) for one in people if one.attention and one.held and not one.held.role]
    first = sorted(found, key=lambda one: not one.why)
    return tuple(first), tuple(Unmanned(arm, role, len(since), min(since)) for (arm, role), since in free.items())


def _reader(one: Person) -> Stuck:
    assert one.held is not None, "chosen by it"
    held = one.held
    return Stuck(held.debate, held.arm, "", one.name, one.heard_at, None, one.state, held.place)
