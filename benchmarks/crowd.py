"""Bots that judge without a pause, in a process of their own: `python benchmarks/crowd.py < plan.json`.

The plan says {"address", "links", "warming", "seconds", "floor"}. Each link is the invitation of one bot, which judges
over one connection and asks for the next page as soon as the last has come; or, for the `floor`, the public id of the
row that it writes, again and again. A line of JSON after `warming` seconds, one at the end with what was counted in
between, and one with all answers that were acknowledged.
"""

from __future__ import annotations

import asyncio
import json
import resource
import sys
import time

import uvloop

from judges.bots import Account, Bot, together


class Writer(Bot):
    """Asks for the least that could be asked for."""

    async def live(self) -> Account:
        while time.monotonic() < self.until:
            reply = await self.ask(
                "submit", "POST", "/floor/", {"turn": self.link, "reason": str(self.random.random())}
            )
            assert reply.text == "ok", reply.text
            self.did("answered")
        self.browser.close()
        return self.account


async def main() -> None:
    plan = json.load(sys.stdin)
    until = time.monotonic() + plan["warming"] + plan["seconds"]
    kind = Writer if plan["floor"] else Bot
    bots = [kind(plan["address"], link, f"crowd/{n}", until=until) for n, link in enumerate(plan["links"])]
    living = [asyncio.create_task(bot.live()) for bot in bots]
    await asyncio.sleep(plan["warming"])
    before = together(bot.account for bot in bots)
    began, spent = time.monotonic(), cpu()
    for bot in bots:
        bot.account.took.clear()
    print(json.dumps({"begun": True}), flush=True)
    await asyncio.sleep(until - time.monotonic())
    after = together(bot.account for bot in bots)
    counted = {"seconds": time.monotonic() - began, "cpu": cpu() - spent, "took": dict(after.took)}
    answered = after.did["answered"] - before.did["answered"]
    print(json.dumps({**counted, "answered": answered}), flush=True)
    whole = together(await asyncio.gather(*living))
    print(json.dumps(told(whole)), flush=True)


def told(whole: Account) -> dict[str, object]:
    return {"answers": whole.answers, "troubles": whole.troubles}


def cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_SELF)
    return used.ru_utime + used.ru_stime


if __name__ == "__main__":
    uvloop.run(main())
