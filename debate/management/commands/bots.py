"""`moot bots NAME --judges 50 --pace human`"""

import asyncio
import time
from collections.abc import Iterator, Mapping
from functools import partial
from random import Random
from typing import Any
from urllib.parse import urlencode

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.sessions.models import Session
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from debate import people
from debate.console import experiment_named
from debate.models import Experiment, Player, Pool
from judges.bots import UNHURRIED, Account, Bot, drawn, together
from judges.bots.stored import Stored, stored
from judges.models import Door, FormItem
from judges.surveys import name_of

PACES = ("human", "none")
SUBMIT = "submit"


class Command(BaseCommand):
    help = (
        "Let programs walk the pages of a running experiment as people do, to try a study before anybody is paid: they "
        "read slowly, click twice, load again, open two tabs, leave, and come back. What they answer is drawn by a "
        "seed, and every figure with their judgements says that bots made them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the experiment's name")
        parser.add_argument("--judges", type=int, default=10, help="how many bots, all at once (default: 10)")
        parser.add_argument("--seed", default="0", help="the same seed gives the same draws")
        parser.add_argument("--pace", choices=PACES, default="human", help="none: without a pause, as a load test")
        parser.add_argument("--hurry", type=float, default=60, help="so many times as fast as people (default: 60)")
        parser.add_argument("--door", default="", help="the token of the room or panel by which they come in")
        parser.add_argument("--seconds", type=float, help="begin nothing more after so many")

    def handle(self, *args: Any, name: str, judges: int, seed: str, **options: Any) -> None:
        experiment = experiment_named(name)
        players: list[int] = []
        bots = list(self._bots(experiment, judges, seed, players, options))
        account = asyncio.run(_live(bots))
        found = stored(account, players)
        self.stdout.write("\n".join(_told(account, found, judges, name)))
        if account.troubles:
            raise CommandError(f"A bot could not go on at {settings.PUBLIC_URL}: {account.troubles[0]}")
        if not found.exact:
            raise CommandError("What was acknowledged is not what is stored: see above.")

    def _bots(
        self, experiment: Experiment, judges: int, seed: str, players: list[int], options: Mapping[str, Any]
    ) -> Iterator[Bot]:
        pools = list(Pool.objects.filter(pk__in=_pools(experiment)))
        if not pools:
            raise CommandError(f"No people are wanted in “{experiment.name}”, so that bots have nothing to do there.")
        door = _door(options["door"], pools) if options["door"] else None
        until = time.monotonic() + options["seconds"] if options["seconds"] else float("inf")
        for number in range(judges):
            own, pool = f"{seed}/{number}", door.pool if door else pools[number % len(pools)]
            temper = drawn(Random(f"{own}/temper"), options["hurry"]) if options["pace"] == "human" else UNHURRIED
            yield Bot(
                settings.PUBLIC_URL,
                _through(door, own) if door else _link(pool, experiment.name),
                own,
                temper,
                until=until,
                knows=_right(pool),
                joined=partial(sync_to_async(_mark), players),
            )


def _pools(experiment: Experiment) -> list[int]:
    named = experiment.arms.values_list("seats__pool", flat=True)
    return sorted({pool for pool in named if pool})


def _link(pool: Pool, name: str) -> str:
    return reverse("join", args=[people.invite_bot(pool, f"bot for {name}").token])


def _door(token: str, pools: list[Pool]) -> Door:
    door = Door.objects.select_related("pool").filter(token=token).first()
    if door is None:
        raise CommandError("There is no room and no panel with this token: it is the end of its link.")
    if door.pool not in pools:
        raise CommandError(f"“{door}” leads into {door.pool}, of which this experiment asks nobody.")
    return door


def _through(door: Door, own: str) -> str:
    """Its link; of a panel with an id, a study and a session that are made up."""
    address = reverse("room", args=[door.token])
    if door.kind == Door.Kind.ROOM:
        return address
    made = Random(f"{own}/panel").randbytes(36).hex()
    names = (door.id_parameter, door.study_parameter, door.session_parameter)
    who = {name: made[24 * n : 24 * (n + 1)] for n, name in enumerate(names) if name}
    return f"{address}?{urlencode(who)}"


def _right(pool: Pool) -> dict[str, str]:
    """What people know who have read the instructions: the answers to the questions on them."""
    items = FormItem.objects.filter(pool=pool, part=FormItem.Part.COMPREHENSION, retired=False).exclude(right="")
    return {name_of(item.pk): item.right for item in items}


def _mark(players: list[int], session: str) -> None:
    """Whoever has come in by this session is a bot: by a door they came as people do."""
    user = Session.objects.get(session_key=session).get_decoded()["_auth_user_id"]
    player = Player.objects.get(user=user)
    if player.pk not in players:
        Player.objects.filter(pk=player.pk).update(bot=True)
        players.append(player.pk)


async def _live(bots: list[Bot]) -> Account:
    return together(await asyncio.gather(*(bot.live() for bot in bots)))


def _told(account: Account, found: Stored, judges: int, name: str) -> Iterator[str]:
    yield f"{judges:,} bots gave {account.did['answered']:,} answers in “{name}”."
    for what, times in account.did.most_common():
        if what != "answered":
            yield f"  {what}: {times:,}"
    yield (
        f"Of {found.acknowledged:,} answers that were acknowledged {found.stored:,} are stored: lost {found.lost}, "
        f"doubled {found.doubled}, stored without having been acknowledged {found.unsaid}, taken from a page that was "
        f"out of date {found.stale}."
    )
    if took := sorted(account.took.get(SUBMIT, ())):
        at = {share: took[min(len(took) - 1, int(share * len(took)))] for share in (0.5, 0.95)}
        yield f"A submit took {at[0.5]:.0f} ms, one in twenty more than {at[0.95]:.0f} ms."
