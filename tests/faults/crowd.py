"""A process of people who judge all that they get: `python -m tests.faults.crowd PLAYER ...`, each in a thread."""

import sys
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor

import django


def main(players: Sequence[int]) -> None:
    with ThreadPoolExecutor(len(players)) as threads:
        list(threads.map(judge_all, players))


def judge_all(player: int) -> None:
    """Sit down and answer until nothing is left."""
    from django.db import connection

    from debate import services
    from debate.core.types import Turn as Reply
    from debate.models import Player, Turn
    from debate.transcripts import ask_from_json

    person = Player.objects.get(pk=player)
    while place := services.sit_down(person):
        for turn in Turn.objects.filter(seat__sitting__place=place, status=Turn.Status.OPEN):
            reply = Reply(ask=ask_from_json(turn.ask), text="Because.", belief=(7000, 3000))
            services.answer_by_person(turn, services.Answer(reply=reply))
    connection.close()


if __name__ == "__main__":
    django.setup()
    main([int(player) for player in sys.argv[1:]])
