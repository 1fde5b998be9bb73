"""The board of those who watch over people who judge: who is in, is anything stuck, will it be complete."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone

from debate.access import Viewer, owned
from debate.desk.attending import PRESENT, Person, people_of
from debate.desk.checks import Checks, attention_of
from debate.desk.coverage import Coverage, coverage_of
from debate.desk.dropout import Milestone, asked_by, dropout
from debate.desk.flagged import Flags, flags_of
from debate.desk.messages import Comments, DoorLine, announcements_in, comments_on, doors_of
from debate.desk.places import places_of
from debate.desk.stuck import Stuck, Unmanned, stuck_of
from debate.desk.timing import ArmTime, times_of
from debate.models import ArmSeat, Experiment, Pool
from judges.models import Announcement, Place

# How fast it goes is told from so much of the past.
WINDOW = timedelta(hours=1)
# So many people are shown at first; more, when they are asked for.
FIRST = 100


@dataclass(frozen=True, kw_only=True)
class Board:
    """`shown` are the people of the list; `hidden` counts those who have gone or ended, and aren't asked for.

    `lately` = judgements by people within the last hour. `pools` are those that exist for whoever looks: what all of
    a pool are told, and its doors, are for its own study.
    """

    people: Sequence[Person]
    shown: Sequence[Person]
    hidden: int
    more: int
    stuck: Sequence[Stuck]
    unmanned: Sequence[Unmanned]
    dropout: Sequence[Milestone]
    times: Sequence[ArmTime]
    comments: Comments
    flags: Flags
    announcements: Sequence[Announcement]
    doors: Sequence[DoorLine]
    coverage: Coverage
    lately: int
    pools: Sequence[Pool]
    left: Mapping[str, int]
    checks: Checks

    @property
    def states(self) -> Counter[str]:
        return Counter(one.state for one in self.people)

    @property
    def present(self) -> int:
        return sum(one.state in PRESENT for one in self.people)

    @property
    def bots(self) -> int:
        return sum(one.bot for one in self.people)

    @property
    def bots_in(self) -> int:
        return sum(one.bot and one.present for one in self.people)

    @property
    def attention(self) -> int:
        return sum(one.attention for one in self.people)

    @property
    def keeping(self) -> int:
        """Debates that wait for somebody who isn't there, or whose time is over."""
        return sum(bool(one.why) for one in self.stuck)

    @property
    def overdue(self) -> int:
        return sum(one.why == "overdue" for one in self.stuck)

    @property
    def away(self) -> int:
        return self.keeping - self.overdue

    @property
    def waiting(self) -> int:
        """Debates that wait for somebody who is there."""
        return len(self.stuck) - self.keeping

    @property
    def lost(self) -> int:
        return sum(one.lost for one in self.dropout)

    @property
    def only_bots(self) -> bool:
        return self.bots == len(self.people)

    @property
    def to_come(self) -> int:
        return self.coverage.free + self.coverage.in_hand

    @property
    def time_left(self) -> timedelta | None:
        """At the pace of the last hour; None where it says nothing."""
        return self.to_come / self.lately * WINDOW if self.lately and self.to_come else None


def pools_of(experiment: Experiment, viewer: Viewer) -> list[Pool]:
    """The pools that sit or judge in the experiment's arms, of those that exist for the viewer."""
    seats = ArmSeat.objects.filter(arm__experiment=experiment, pool__isnull=False)
    return list(owned(viewer, Pool.objects.filter(pk__in=seats.values("pool"))).select_related("rules"))


def board_of(experiment: Experiment, viewer: Viewer, *, knows: bool, all_of_them: bool, whole: bool) -> Board:
    """`all_of_them` = those who have gone too; `whole` = a list of any length. A fixed number of queries."""
    pools = pools_of(experiment, viewer)
    places = places_of(experiment)
    people = people_of(experiment, pools, places.in_hand)
    listed = [one for one in people if all_of_them or one.present]
    stuck, unmanned = stuck_of(experiment, people)
    lately = Place.judgements.filter(experiment=experiment, pool__isnull=False, left_at=None)
    return Board(
        people=people,
        shown=listed if whole else listed[:FIRST],
        hidden=len(people) - len(listed),
        more=0 if whole else max(len(listed) - FIRST, 0),
        stuck=stuck,
        unmanned=unmanned,
        dropout=dropout(people, asked_by(pools)),
        times=times_of(experiment),
        comments=comments_on(experiment, pools),
        flags=flags_of(experiment, knows=knows),
        announcements=announcements_in(pools),
        doors=doors_of(pools),
        coverage=coverage_of(experiment),
        lately=lately.filter(finished_at__gte=timezone.now() - WINDOW).aggregate(n=Count("pk"))["n"],
        pools=pools,
        left=places.left,
        checks=attention_of(experiment),
    )
