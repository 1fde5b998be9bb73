"""Truth stays on the server: every address is walked for planted marks, and the truth flipped behind the page."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, cast

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from django.conf import settings
from django.db.models import F
from django.test import Client
from django.urls import NoReverseMatch, URLPattern, URLResolver, get_resolver, reverse

from debate import services
from debate.core.types import Marks
from debate.core.types import Turn as Reply
from debate.models import Debate, Experiment, Invitation, Passage, PlantKind, Player, Pool, Question, Seat, Turn
from debate.services import Answer
from debate.transcripts import ask_from_json
from judges import drafts
from judges.models import Place, Rating
from tests.debate.stage import arm, endpoint, experiment, person, question_set, work_off

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.timeout(600)]

# In the passage, its title and source, a question's tags, the endpoint's name and model, what a speaker reasoned in
# private, how its seat is planted, where a candidate goes wrong: none is for a judge to see.
MARKS = (
    "hidden-passage",
    "hidden-title",
    "hidden-source",
    "hidden-tag",
    "hidden-model",
    "hidden-flaw",
    "secret reasoning",
    "stall",
    "generalities",
    "hidden-plant",
    "hidden-order",
    "honest",
    "sneaky",
)

# Headers that tell the time.
CLOCKS = ("Date", "Expires")


@pytest.fixture
def pool() -> Pool:
    return Pool.objects.create(name="people/volunteers")


@pytest.fixture
def judge(pool: Pool) -> Player:
    return person(pool)


@pytest.fixture
def made(provider: str, pool: Pool) -> Experiment:
    questions = question_set(questions=3)
    Question.objects.update(tags={"note": "hidden-tag"}, flaw={"line": 1, "why": "hidden-flaw"})
    hidden = "The hidden-passage says: the cook had the key. Nobody asked the cook."
    Passage.objects.update(text=hidden, title="hidden-title", source="hidden-source")
    speaker = endpoint(provider, "hidden-model")
    made = experiment(questions)
    debate = arm(made, "debate", speaker=speaker, judge=pool, params={"rounds": 1, "flags": True}, reasoning=True)
    PlantKind.objects.create(slug="hidden-plant", title="Hidden-plant", told="hidden-order", signs="hidden-order")
    debate.plants = {"debater_a": {"plant": "stall", "share": 1.0}, "debater_b": {"plant": "hidden-plant", "share": 1}}
    debate.save()
    arm(made, "critique", speaker=speaker, judge=pool)
    arm(made, "consultancy", speaker=speaker, judge=pool, params={"rounds": 1})
    services.launch(made)
    return made


def addresses(made: Experiment, pool: Pool) -> list[str]:
    """Every address of the project, filled in with things that exist, other people's included."""
    invitation, _ = Invitation.objects.get_or_create(pool=pool)
    known = {
        "token": [invitation.token],
        "name": [made.name],
        "public_id": list(made.debates.values_list("public_id", flat=True)),
        "seat_id": list(Seat.objects.values_list("public_id", flat=True)),
        "subject": ["accuracy", "rounds", "judges", "halves", "measures", "reliability", "debaters"],
        "kind": ["svg", "png", "csv", "vl.json"],
        "format": ["debates.jsonl", "jsonl", "ratings.csv", "turns.csv"],
        "verb": ["pause", "launch", "close", "duplicate", "release"],
        "deed": ["announce", "release"],
        "announcement": ["1"],
        "object_id": ["1"],
        "id": ["1"],
        "app_label": ["debate"],
        "content_type_id": ["1"],
        "url": [""],
        "path": [""],
        "extra_context": [""],
    }
    found = [address for name, keys in patterns(get_resolver()) for address in filled(name, keys, known)]
    assert len(found) > 40
    return sorted({address for address in found if not address.startswith("/static")})


def patterns(resolver: URLResolver, prefix: str = "") -> Iterator[tuple[str, tuple[str, ...]]]:
    for entry in resolver.url_patterns:
        if isinstance(entry, URLResolver):
            space = f"{prefix}{entry.namespace}:" if entry.namespace else prefix
            yield from patterns(entry, space)
        elif isinstance(entry, URLPattern) and entry.name:
            yield f"{prefix}{entry.name}", tuple(entry.pattern.regex.groupindex)


def filled(name: str, keys: tuple[str, ...], known: dict[str, list[str]]) -> list[str]:
    """One address for each value of the last key."""
    wanted: list[dict[str, Any]] = [{}]
    for key in keys:
        assert key in known, f"{name} takes “{key}”: give this test a value for it"
        wanted = [{**given, key: value} for given in wanted for value in known[key]]
    try:
        return [reverse(name, kwargs=given) for given in wanted]
    except NoReverseMatch:
        return []


def content(client: Client, address: str, method: str = "get", form: dict[str, str] | None = None) -> bytes:
    """What comes back, headers too; less the marks against forged and doubled requests, which differ by design."""
    response = getattr(client, method)(address, form or {})
    body = b"".join(response)
    headers = "\n".join(f"{k}: {v}" for k, v in sorted(response.headers.items()) if k not in CLOCKS)
    whole = f"{response.status_code}\n{headers}\n".encode() + body
    return re.sub(rb'(csrfmiddlewaretoken" value|data-csrf|name="key" value)="[^"]+"', b"", whole)


def sit_and_say(judge: Player, first: int = 6000) -> Place | None:
    """Take the next debate, or go on with the one in hand, and answer what is asked."""
    turn = Turn.objects.filter(seat__player=judge, status=Turn.Status.OPEN).first()
    if turn is None:
        return services.sit_down(judge)
    ask = ask_from_json(turn.ask)
    marks = {want.name: {want.among[0]: "So."} for want in ask.wants if isinstance(want, Marks)}
    reply = Reply(ask=ask, text="Because.", belief=(first, 10_000 - first), marks=marks)
    assert services.answer_by_person(turn, Answer(reply=reply))
    return None


def begin_to_write(judge: Player) -> None:
    """So that there is something to check before it is submitted, and to be asked about."""
    for turn in Turn.objects.filter(seat__player=judge, status=Turn.Status.OPEN):
        drafts.keep(turn.public_id, {"belief0_0": "96", "belief0_1": "4"})


def stages(judge: Player) -> Iterator[str]:
    """A judge's day: three debates to their end, with and without speeches to read."""
    yield "before anything"
    for step in range(11):
        sit_and_say(judge)
        begin_to_write(judge)
        if step in (0, 2):
            yield f"in step {step}, before the speakers"
            work_off()
            yield f"in step {step}, after the speakers"
    yield "when all is judged"


def test_no_response_to_a_judge_holds_what_a_judge_may_not_know(made: Experiment, pool: Pool, judge: Player) -> None:
    client, stranger = Client(), Client()
    assert judge.user is not None
    client.force_login(judge.user)
    for stage in stages(judge):
        for address in addresses(made, pool):
            for who in (client, stranger):
                seen = content(who, address).lower()
                leaked = [mark for mark in MARKS if mark.encode() in seen]
                assert not leaked, f"{address} shows {leaked} {stage}"
    assert Rating.objects.exists()


def test_flipping_the_truth_changes_no_byte_of_what_a_judge_is_sent(
    made: Experiment, pool: Pool, judge: Player
) -> None:
    client = Client()
    assert judge.user is not None
    client.force_login(judge.user)
    for stage in stages(judge):
        walked = addresses(made, pool)
        before = {address: content(client, address) for address in walked}
        flip()
        after = {address: content(client, address) for address in walked}
        flip()
        different = [address for address in walked if before[address] != after[address]]
        assert not different, f"{different} tell the truth {stage}"
        said = answers_to_forms(client, judge)
        flip()
        assert answers_to_forms(client, judge) == said, f"forms tell the truth {stage}"
        flip()


def answers_to_forms(client: Client, judge: Player) -> list[bytes]:
    """What comes back for a form that is kept, one that is checked and one that can't be read, but for the time."""
    given = []
    for turn in Turn.objects.filter(seat__player=judge, status=Turn.Status.OPEN):
        for name in ("judge", "judge_draft"):
            for share in ("96", "none"):
                form = {"turn": turn.public_id, "belief0_0": share, "belief0_1": "4", "step": "check"}
                given.append(content(client, reverse(name, args=[turn.seat.public_id]), "post", form))
    return [re.sub(rb'"saved_at": "[^"]+"|data-at="[^"]+"', b"", answer) for answer in given]


def flip() -> None:
    """Make the other option the right one, with all that follows from it."""
    Question.objects.update(answer=1 - F("answer"))
    for debate in Debate.objects.exclude(half=""):
        Debate.objects.filter(pk=debate.pk).update(half="honest" if debate.half == "dishonest" else "dishonest")
    for rating in Rating.objects.exclude(right=None):
        Rating.objects.filter(pk=rating.pk).update(right=not rating.right, brier=1 - (rating.brier or 0))


def test_half_a_round_is_nobodys_to_see(made: Experiment, judge: Player) -> None:
    place = sit_and_say(judge)
    while place is None or place.debate.arm.name != "debate":
        place = sit_and_say(judge)
    assert judge.user is not None
    client = Client()
    client.force_login(judge.user)
    sit_and_say(judge)
    speaker = Turn.objects.filter(debate=place.debate, seat__reader=0, seat__role="debater_a").get()
    Turn.objects.filter(pk=speaker.pk).update(status="ok", text="half of a round")
    seat = Seat.objects.get(sitting__place=place)
    for name in ("judge", "judge_news"):
        assert b"half of a round" not in content(client, reverse(name, args=[seat.public_id]))


def test_anothers_judgement_does_not_exist_and_nothing_can_be_done_to_it(made: Experiment, judge: Player) -> None:
    sit_and_say(judge)
    seat = Seat.objects.get(player=judge)
    other = person(Pool.objects.create(name="people/others"), "bob")
    assert other.user is not None
    client = Client()
    client.force_login(other.user)
    address = reverse("judge", args=[seat.public_id])
    assert client.get(address).status_code == client.post(address).status_code == 404
    assert client.get(reverse("judge_news", args=[seat.public_id])).status_code == 404


def test_a_socket_says_that_there_is_news_and_never_what(made: Experiment, judge: Player) -> None:
    place = sit_and_say(judge)
    assert place is not None
    seat = Seat.objects.get(player=judge)
    heard = async_to_sync(listen)(judge, f"/ws/judge/{seat.public_id}/", place.debate_id)
    assert heard == {"type": "news"}


def test_a_socket_of_anothers_judgement_or_of_an_experiment_is_closed_to_a_judge(
    made: Experiment, judge: Player
) -> None:
    sit_and_say(judge)
    other = person(Pool.objects.create(name="people/others"), "bob")
    seat = Seat.objects.get(player=judge)
    assert async_to_sync(listen)(other, f"/ws/judge/{seat.public_id}/", None) is None
    assert async_to_sync(listen)(judge, f"/ws/experiments/{made.name}/", None) is None


async def listen(player: Player, address: str, debate_id: int | None) -> Any:
    """What a socket says when its debate moves on; None if it doesn't open."""
    from debate.asgi import application

    client = Client()
    assert player.user is not None
    await sync_to_async(client.force_login)(player.user)
    cookie = client.cookies[settings.SESSION_COOKIE_NAME].value
    headers = [
        (b"cookie", f"{settings.SESSION_COOKIE_NAME}={cookie}".encode()),
        (b"origin", settings.PUBLIC_URL.encode()),
        (b"host", settings.PUBLIC_URL.split("//")[1].encode()),
    ]
    scope = {"type": "websocket", "path": address, "headers": headers, "query_string": b"", "subprotocols": []}
    socket: Any = cast(Any, ApplicationCommunicator)(application, scope)
    await socket.send_input({"type": "websocket.connect"})
    opened = await socket.receive_output(timeout=10)
    if opened["type"] != "websocket.accept" or debate_id is None:
        return None if opened["type"] == "websocket.close" else opened
    await sync_to_async(services.advance)(debate_id)
    heard = await socket.receive_output(timeout=10)
    await socket.send_input({"type": "websocket.disconnect", "code": 1000})
    return json.loads(heard["text"])
