"""People who press at the same moment: each place goes to one person, and nobody gets two at once."""

from __future__ import annotations

import os
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.utils import timezone

from debate import services
from debate.models import Arm, ArmSeat, Experiment, Player, Pool, ProtocolConfig
from judges.models import Place
from tests.conftest import environment
from tests.debate.stage import experiment, person, question_set

pytestmark = [pytest.mark.faults, pytest.mark.django_db(transaction=True)]

PROCESSES, PEOPLE, EACH, RUNS = 4, 20, 3, 3


def launched(questions: int, each: int) -> tuple[Experiment, Pool]:
    """Two arms, so twice as many debates as questions."""
    pool, made = Pool.objects.create(name="people/crowd"), experiment(question_set(questions=questions))
    for name in ("first", "second"):
        config = ProtocolConfig.objects.create(name=name, protocol="blind")
        arm = Arm.objects.create(experiment=made, name=name, config=config, judgements_per_debate=each)
        ArmSeat.objects.create(arm=arm, kind=ArmSeat.Kind.JUDGE, pool=pool)
    services.launch(made)
    return made, pool


def at_once(player: Player, times: int) -> Iterator[Place | None]:
    """The same person's browser tabs, each with a connection of its own."""
    gate = Barrier(times)

    def press(_: int) -> Place | None:
        gate.wait()
        try:
            return services.sit_down(player)
        finally:
            connection.close()

    with ThreadPoolExecutor(times) as tabs:
        yield from tabs.map(press, range(times))


@pytest.mark.parametrize("run", range(RUNS))
def test_twenty_people_at_once_leave_exactly_three_judgements_of_each_of_sixty_debates(run: int) -> None:
    made, pool = launched(questions=30, each=EACH)
    people = [person(pool, f"person-{n}").pk for n in range(PEOPLE)]
    env = {**os.environ, **environment(), "DJANGO_SETTINGS_MODULE": "tests.settings"}
    crowds = [
        subprocess.Popen([sys.executable, "-m", "tests.faults.crowd", *map(str, people[n::PROCESSES])], env=env)
        for n in range(PROCESSES)
    ]
    assert [crowd.wait(200) for crowd in crowds] == [0] * PROCESSES
    judged = Place.objects.filter(finished_at__isnull=False, ratings__final=True)
    debates = list(judged.values_list("debate", flat=True))
    assert sorted(Counter(debates).values()) == [EACH] * 60
    assert Place.objects.count() == 60 * EACH
    met = judged.values_list("player", "debate__question")
    assert len(set(met)) == len(met), "somebody met a question twice"
    assert made.debates.filter(seats__player__in=people).distinct().count() == 60


def test_one_person_who_presses_in_eight_tabs_sits_down_once() -> None:
    _, pool = launched(questions=8, each=1)
    got = set(at_once(person(pool), times=8))
    assert len(got) == 1
    assert Place.objects.filter(player__isnull=False).count() == 1


def test_of_the_one_who_left_and_the_one_who_is_next_just_one_gets_the_place() -> None:
    made, pool = launched(questions=1, each=1)
    made.debates.filter(arm__name="second").update(status="cancelled")
    ann, bob = person(pool, "ann"), person(pool, "bob")
    for _ in range(5):
        Place.objects.filter(debate__status="cancelled").delete()
        assert services.sit_down(ann) is not None
        Place.objects.filter(player=ann).update(lease_until=timezone.now())
        assert services.release(Place.objects.get(player=ann, left_at=None))
        gate = Barrier(2)

        def press(player: Player, gate: Barrier = gate) -> Place | None:
            gate.wait()
            try:
                return services.sit_down(player)
            finally:
                connection.close()

        with ThreadPoolExecutor(2) as threads:
            got = list(threads.map(press, (ann, bob)))
        assert sum(place is not None for place in got) == 1
        assert Place.objects.filter(left_at=None).count() == 1
        if got[1] is not None:
            break
        assert got[0] is not None
