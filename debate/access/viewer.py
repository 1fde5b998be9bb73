"""Who looks, what their role lets them do, and which rows they may open at all."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto
from typing import TypeVar, cast

from django.contrib.auth.models import AbstractBaseUser, AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.db.models import Model, Q, QuerySet
from django.http import Http404

from debate.models import Debate, Experiment, Member, OfStudy, Player, Seat, Study, Turn
from debate.models.statements import columns, hand, instances, split, together
from debate.whole import JOINED, WHOLE, make_whole
from judges.models import Draft, Place, Sitting

_SEAT = f"""
SELECT {columns(Seat, "s")}, {columns(Debate, "d")}, {columns(Experiment, "e")},
    {columns(Sitting, "sitting")}, {columns(Place, "p")}
FROM debate_seat s
JOIN debate_debate d ON d.id = s.debate_id
JOIN debate_experiment e ON e.id = d.experiment_id
LEFT JOIN judges_sitting sitting ON sitting.seat_id = s.id
LEFT JOIN judges_place p ON p.id = sitting.place_id
WHERE s.public_id = %(seat)s AND s.player_id = %(player)s
"""  # noqa: S608 - names of columns
_ABOUT = f"""
SELECT {WHOLE} FROM debate_seat s JOIN debate_debate d ON d.id = s.debate_id {JOINED}
WHERE s.public_id = %(seat)s AND s.player_id = %(player)s
"""  # noqa: S608 - names of columns
_READER = f"""
SELECT {columns(Seat, "s")} FROM debate_seat s JOIN judges_sitting sitting ON sitting.seat_id = s.id
WHERE sitting.place_id = %(place)s ORDER BY s.reader LIMIT 1
"""  # noqa: S608 - names of columns
# Its turns in their order, each with what was kept of an answer to it.
_TURNS = f"""
SELECT {columns(Turn, "t")}, {columns(Draft, "draft")} FROM debate_turn t
LEFT JOIN judges_draft draft ON draft.turn_id = t.id
WHERE t.seat_id = (SELECT s.id FROM debate_seat s WHERE s.public_id = %(seat)s AND s.player_id = %(player)s)
ORDER BY t.step, t.id
"""  # noqa: S608 - names of columns

Role = Member.Role
Row = TypeVar("Row", bound=Model)


class May(Enum):
    """What can be done with an experiment."""

    FOLLOW = auto()  # see how far it has come, what failed, what it costs
    KNOW = auto()  # see figures, answers, whole records, files
    RUN = auto()  # pause, resume, retry
    CHANGE = auto()  # set up, launch, cancel
    CLOSE = auto()  # end the judging and tell the truth


RIGHTS: dict[str, frozenset[May]] = {
    Role.OWNER: frozenset(May),
    Role.RESEARCHER: frozenset(May) - {May.CLOSE},
    Role.ASSISTANT: frozenset({May.FOLLOW, May.RUN}),
}


@dataclass(frozen=True)
class Viewer:
    """Who looks. Members see what is their studies', staff what is nobody's, operators everything.

    A player sees the seats that they hold; anybody else, nothing.
    """

    user: User | None = None
    player: Player | None = None

    @property
    def researcher(self) -> bool:
        """Whether Moot's desk is for them at all."""
        return self.installation or Member.objects.filter(user=self.user).exists()

    @property
    def installation(self) -> bool:
        """Whether what belongs to no study is theirs too."""
        return self.user is not None and (self.user.is_staff or self.user.is_superuser)

    @property
    def sets_up(self) -> bool:
        """Whether the admin is for them."""
        return self.installation or studies(self).exists()

    def role(self, thing: OfStudy) -> str:
        """The viewer's role towards what belongs to a study; "" = it doesn't exist for them."""
        if self.user is None:
            return ""
        if self.user.is_superuser:
            return Role.OWNER
        if thing.study_id is None:
            return Role.OWNER if self.installation else ""
        mine = Member.objects.filter(study=thing.study_id, user=self.user).values_list("role", flat=True)
        return mine.first() or ""

    def rights(self, experiment: Experiment) -> frozenset[May]:
        """An assistant knows, too, once the experiment is closed."""
        rights = RIGHTS.get(self.role(experiment), frozenset())
        return rights | {May.KNOW} if rights and experiment.closed else rights


def viewer_of(user: AbstractBaseUser | AnonymousUser) -> Viewer:
    if not isinstance(user, User) or not user.is_active:
        return Viewer()
    # Who came by an invitation was read with their player.
    return Viewer(user=user, player=getattr(user, "player", None))


def studies(viewer: Viewer, *roles: str) -> QuerySet[Study]:
    """The studies in which the viewer has one of these roles; without any named, those in which they set up."""
    if viewer.user is None:
        return Study.objects.none()
    if viewer.user.is_superuser:
        return Study.objects.all()
    mine = Member.objects.filter(user=viewer.user, role__in=roles or (Role.OWNER, Role.RESEARCHER))
    return Study.objects.filter(pk__in=mine.values("study"))


def owned(viewer: Viewer, rows: QuerySet[Row], through: str = "") -> QuerySet[Row]:
    """Those rows that exist for the viewer; `through` leads from a row to what belongs to a study."""
    return _within(viewer, rows, through, studies(viewer, *Role))


def set_up(viewer: Viewer, rows: QuerySet[Row], through: str = "") -> QuerySet[Row]:
    """Those rows that the viewer may set up: an assistant's studies are not among them."""
    return _within(viewer, rows, through, studies(viewer))


def _within(viewer: Viewer, rows: QuerySet[Row], through: str, mine: QuerySet[Study]) -> QuerySet[Row]:
    if viewer.user is not None and viewer.user.is_superuser:
        return rows
    fits = Q(**{f"{through}study__in": mine.values("pk")})
    return rows.filter(fits | Q(**{f"{through}study": None}) if viewer.installation else fits)


def experiments(viewer: Viewer) -> QuerySet[Experiment]:
    """The experiments that exist for the viewer; what of them may be seen is said by their `rights`."""
    return owned(viewer, Experiment.objects.all())


def experiment(viewer: Viewer, name: str, may: May) -> Experiment:
    """The experiment of this name, for doing that; Http404 where it doesn't exist for the viewer."""
    found = experiments(viewer).filter(name=name).first()
    if found is None:
        raise Http404("There is no such experiment.")
    if may not in viewer.rights(found):
        raise PermissionDenied(REFUSED[may])
    return found


REFUSED = {
    May.FOLLOW: "Your role doesn't let you follow this experiment.",
    May.KNOW: "Assistants see figures, answers and records once the experiment is closed.",
    May.RUN: "Your role doesn't let you run this experiment.",
    May.CHANGE: "Assistants can't set up, launch or cancel an experiment: ask one of its researchers.",
    May.CLOSE: "Only an owner of the study can close an experiment.",
}


def debates(viewer: Viewer) -> QuerySet[Debate]:
    """The debates that exist for the viewer; their records and verdicts need the right to know."""
    return owned(viewer, Debate.objects.all(), through="experiment__")


def places(viewer: Viewer) -> QuerySet[Place]:
    """The judgements that the viewer has begun, the latest first."""
    if viewer.player is None:
        return Place.objects.none()
    mine = Place.objects.filter(player=viewer.player, pool__isnull=False, left_at=None)
    return mine.order_by("-taken_at")


def seat(viewer: Viewer, public_id: str, *, whole: bool = False) -> Seat:
    """The viewer's own seat, with its place, its turns and their drafts; another's doesn't exist for them (Http404).

    `whole` = its debate too, from the same trip.
    """
    key = {"seat": public_id, "player": viewer.player.pk if viewer.player else None}
    found, turns, *about = together((_SEAT, key), (_TURNS, key), *([(_ABOUT, key)] if whole else []))
    if not found:
        raise Http404("There is no such judgement.")
    mine, mine.debate, mine.debate.experiment, sitting, place = split(
        found[0], Seat, Debate, Experiment, Sitting, Place
    )
    mine.player = viewer.player
    for row in about:
        make_whole(mine.debate, row[0])
    if sitting:
        mine.sitting, sitting.place = sitting, place
    hand(mine, "turns", [_drafted(mine, *split(row, Turn, Draft)) for row in turns])
    return cast(Seat, mine)


def _drafted(seat: Seat, turn: Turn, draft: Draft | None) -> Turn:
    turn.seat = seat
    Turn._meta.get_field("draft").set_cached_value(turn, draft)
    return turn


def debate_of_seat(viewer: Viewer, public_id: str) -> str | None:
    """The debate in which the viewer holds this seat, by its public id; None where there is no such seat of theirs."""
    return _own(viewer, public_id).values_list("debate__public_id", flat=True).first()


def _own(viewer: Viewer, public_id: str) -> QuerySet[Seat]:
    if viewer.player is None:
        return Seat.objects.none()
    return Seat.objects.filter(public_id=public_id, player=viewer.player)


def seat_of(place: Place) -> Seat | None:
    """The seat from which a place's judge judges."""
    if place.stage_role:
        return place.debate.seats.filter(reader=0, role=place.stage_role).first()
    return next(iter(instances(Seat, _READER, {"place": place.pk})), None)
