"""Arms whose model judges read earlier transcripts first: planned, learnt, asked, estimated and kept."""

from __future__ import annotations

import pytest

from debate import services
from debate.models import Arm, ArmSeat, Endpoint, Experiment, ModelCall, Passage, Pool, ProtocolConfig
from debate.services import CannotLaunch
from debate.services.estimate import estimate
from judges.models import Place
from tests.debate.stage import arm, endpoint, experiment, question_set, work_off

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def plain(provider: str) -> Endpoint:
    return endpoint(provider)


def told_apart(plain: Endpoint, earlier: int = 2, questions: int = 4) -> Experiment:
    """Debates judged as they are, and the same again by judges who read earlier ones first."""
    made = experiment(question_set(questions=questions))
    for passage in Passage.objects.all():
        passage.text = f"{passage.text} So much for {passage.external_id}."
        passage.save()
    first = arm(made, "debate", judge=plain, speaker=plain, params={"rounds": 1})
    params = {"rounds": 1, "earlier": earlier}
    config = ProtocolConfig.objects.create(name="with earlier ones", protocol="debate", params=params)
    later = Arm.objects.create(experiment=made, name="after-others", config=config)
    ArmSeat.objects.create(arm=later, endpoint=plain)
    ArmSeat.objects.create(arm=later, kind=ArmSeat.Kind.JUDGE, endpoint=plain)
    later.after.set([first])
    return made


def test_its_models_read_earlier_debates_and_its_places_say_how_many(plain: Endpoint) -> None:
    made = told_apart(plain)
    services.launch(made)
    work_off()
    work_off()
    places = Place.objects.order_by("debate__arm", "pk").values_list("debate__arm__name", "experience")
    assert list(places) == [("debate", 0)] * 4 + [("after-others", 2)] * 4
    given = made.arms.get(name="after-others").given
    assert given is not None
    assert len(given["earlier"]) == 3
    judged = ModelCall.objects.filter(turn__seat__reader__gt=0)
    sent = [call.request["messages"][0]["content"] for call in judged.filter(turn__debate__arm__name="after-others")]
    assert len(sent) >= 8
    for call in judged.filter(turn__debate__arm__name="after-others").select_related("turn__debate__question"):
        words = call.request["messages"][0]["content"]
        before = words.split("That was the last earlier debate.")[0]
        assert before.count("Earlier debate ") == before.count("At its end you believed: ") == 2
        assert call.turn.debate.question.text not in before
    assert all("Earlier debate" not in str(call.request) for call in judged.filter(turn__debate__arm__name="debate"))
    spoken = ModelCall.objects.filter(turn__seat__reader=0)
    assert all("Earlier debate" not in str(call.request) for call in spoken)


def test_an_estimate_counts_what_is_read_first(plain: Endpoint) -> None:
    made = told_apart(plain)
    foreseen = estimate(made)
    services.launch(made)
    work_off()
    work_off()
    sent = sum(len(call.request["messages"][0]["content"]) for call in ModelCall.objects.all()) / 4
    assert ModelCall.objects.count() == foreseen.calls
    assert foreseen.tokens_in > 0.9 * sent


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ("after", "name in “after” the arms that these are from"),
        ("people", "earlier transcripts are for models"),
        ("few", "but for some question there are 1"),
    ],
)
def test_what_could_never_be_read_is_refused_before_launch(plain: Endpoint, change: str, words: str) -> None:
    made = told_apart(plain, questions=2 if change == "few" else 4)
    later = made.arms.get(name="after-others")
    if change == "after":
        later.after.clear()
    if change == "people":
        judges = later.seats.filter(kind=ArmSeat.Kind.JUDGE)
        judges.update(endpoint=None, pool=Pool.objects.create(name="people/volunteers"))
    with pytest.raises(CannotLaunch, match=words):
        services.launch(made)


def test_an_arm_that_learns_by_itself_keeps_both(plain: Endpoint, provider: str) -> None:
    made = told_apart(plain)
    made.arms.get(name="after-others").delete()
    config = ProtocolConfig.objects.create(name="strong", protocol="weak-to-strong", params={"earlier": 1})
    strong = Arm.objects.create(experiment=made, name="strong", config=config)
    decided = endpoint(provider, "decided")
    ArmSeat.objects.create(arm=strong, endpoint=decided)
    blind = arm(made, "blind", judge=decided)
    strong.after.set([blind])
    services.launch(made)
    work_off()
    work_off()
    strong.refresh_from_db()
    assert strong.given is not None
    assert {"labelled", "earlier"} <= strong.given.keys()
    call = ModelCall.objects.filter(turn__debate__arm=strong).first()
    assert call is not None
    assert "Earlier debate 1" in str(call.request)
    assert set(Place.objects.filter(debate__arm=strong).values_list("experience", flat=True)) == {1}
