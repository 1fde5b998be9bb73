"""Programs that walk the pages as people do: to try a study before anybody is paid for it, and to load a server.

A bot knows what its pages show, and no more. What it answers is drawn by its seed; it judges nothing.
"""

from judges.bots.account import Account, together
from judges.bots.bot import Bot, Gone, Lost
from judges.bots.temper import UNHURRIED, Temper, drawn

__all__ = ["UNHURRIED", "Account", "Bot", "Gone", "Lost", "Temper", "drawn", "together"]
