"""`moot bots NAME --judges 20`"""

import asyncio
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.urls import reverse

from debate import people
from debate.console import experiment_named
from debate.models import Experiment, Pool
from judges.bots import Account, Bot, together


class Command(BaseCommand):
    help = (
        "Let programs walk the pages of a running experiment as people do, to try a study before anybody is paid. What "
        "they answer is drawn by a seed, and every figure with their judgements says that bots made them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("name", help="the experiment's name")
        parser.add_argument("--judges", type=int, default=10, help="how many bots (default: 10)")
        parser.add_argument("--seed", default="0", help="the same seed gives the same draws")

    def handle(self, *args: Any, name: str, judges: int, seed: str, **options: Any) -> None:
        experiment = experiment_named(name)
        pools = list(Pool.objects.filter(pk__in=_pools(experiment)))
        if not pools:
            raise CommandError(f"No people are wanted in “{name}”, so that bots have nothing to do there.")
        links = [_link(pools[n % len(pools)], name) for n in range(judges)]
        bots = [Bot(settings.PUBLIC_URL, link, f"{seed}/{n}") for n, link in enumerate(links)]
        account = asyncio.run(_live(bots))
        if account.troubles:
            raise CommandError(f"A bot could not go on at {settings.PUBLIC_URL}: {account.troubles[0]}")
        self.stdout.write(f"{judges:,} bots gave {account.did['answered']:,} answers in “{name}”.")


def _pools(experiment: Experiment) -> list[int]:
    named = experiment.arms.values_list("seats__pool", flat=True)
    return sorted({pool for pool in named if pool})


def _link(pool: Pool, name: str) -> str:
    return reverse("join", args=[people.invite_bot(pool, f"bot for {name}").token])


async def _live(bots: list[Bot]) -> Account:
    return together(await asyncio.gather(*(bot.live() for bot in bots)))
