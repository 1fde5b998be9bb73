"""Judgements one by one, as the database has them: who judged what, in which order, and who had argued for it."""

from __future__ import annotations

from collections import Counter

import pytest
from django.utils import timezone

from debate.core.limits import count
from debate.models import Debate, Pool, Question
from judges.models import Place, Rating
from judges.queries import Scope
from judges.queries.bouts import bouts
from judges.queries.drawn import drawn
from judges.queries.judging import judging_of, slow_of
from judges.queries.singles import rated, readings
from judges.stats.judging import Judging
from judges.stats.rated import Rated
from tests.debate import stage
from tests.judges.argued import SAID, argued, blind

pytestmark = pytest.mark.django_db


@pytest.fixture
def scope() -> Scope:
    return Scope((argued(),))


def test_a_judgement_is_told_with_its_judge_and_what_is_right_among_what_beliefs_are_over(scope: Scope) -> None:
    found = rated(drawn(scope))
    assert Counter((one.arm, one.half) for one in found) == {
        ("debate", ""): 2,
        ("consultancy", "honest"): 2,
        ("consultancy", "dishonest"): 2,
    }
    assert {(one.judge, one.rater, one.kind, one.model) for one in found} == {("test/judge",) * 2 + ("model", "judge")}
    assert {(one.question, one.p_right, one.right) for one in found} == {
        ("keys/q0", 0.7, True),
        ("keys/q1", 0.2, False),
    }


def test_what_is_right_is_what_the_stored_rating_says(scope: Scope) -> None:
    stored = Rating.objects.filter(final=True).values_list("place__debate__public_id", "right", "tie")
    assert {(one.debate, one.right, one.tie) for one in rated(drawn(scope))} == set(stored)


def test_of_one_candidate_it_is_right_or_wrong_that_beliefs_are_over(scope: Scope) -> None:
    debate = Debate.objects.filter(arm__name="debate", question__external_id="q1").get()
    Debate.objects.filter(arm__name="consultancy").delete()
    for candidate, truth in ((1, 0), (3, 1)):
        Debate.objects.filter(pk=debate.pk).update(form="candidate", pair=None, candidate=candidate)
        (one,) = [one for one in rated(drawn(scope)) if one.debate == debate.public_id]
        assert one.answer == truth
    Question.objects.filter(pk=debate.question_id).update(kind="candidate", options=[], answer=None, correct=False)
    Debate.objects.filter(pk=debate.pk).update(candidate=None)
    (one,) = [one for one in rated(drawn(scope)) if one.debate == debate.public_id]
    assert one.answer == 1


def test_people_of_a_pool_are_told_apart_by_pseudonym(scope: Scope) -> None:
    pool = Pool.objects.create(name="people")
    debate = Debate.objects.filter(arm__name="debate", question__external_id="q0").get()
    people = [stage.person(pool, name) for name in ("eve", "fay")]
    for number, player in enumerate(people, 10):
        judged(debate, number, pool=pool, player=player)
    found = [one for one in rated(drawn(scope)) if one.kind == "person"]
    assert [(one.judge, one.rater, one.model) for one in found] == [("people", one.public_id, "") for one in people]


def judged(debate: Debate, number: int, **who: object) -> None:
    """A person's judgement beside the others, as sure of either option."""
    place = Place.objects.create(debate=debate, number=number, finished_at=timezone.now(), **who)
    Rating.objects.create(
        place=place, round=1, final=True, belief=[5000, 5000], right=False, tie=True, brier=0.25, log2=-1
    )


def test_each_reading_has_its_order_and_its_last_belief(scope: Scope) -> None:
    found = readings(drawn(scope))
    assert len(found) == 12
    assert Counter((one.debate, one.place) for one in found).most_common(1)[0][1] == 2
    answers = {one.debate: (one.answer, one.question) for one in rated(drawn(scope))}
    for one in found:
        answer, question = answers[one.debate]
        assert one.belief[answer] == {"keys/q0": 7000, "keys/q1": 2000}[question] + (
            1000 if one.display[0] == answer else -1000
        )


def test_a_bout_has_both_speakers_who_won_and_what_each_side_said(scope: Scope) -> None:
    these = drawn(scope)
    found = {one.question: one for one in bouts(these, rated(these)) if one.arm == "debate"}
    assert {question: one.won for question, one in found.items()} == {"keys/q0": 1.0, "keys/q1": 0.0}
    for one in found.values():
        anns = 0 if one.honest == "ann" else 1
        assert {one.honest, one.dishonest} == {"ann", "bob"}
        assert (one.words or ())[anns] == count(SAID["debater_a"]) == 9
        assert (one.words or ())[1 - anns] == count(SAID["debater_b"]) == 10
        assert one.verified == (1, 1)
        assert (one.unverified or ())[anns] == 0
        assert (one.unverified or ())[1 - anns] == 1
        assert one.first == ("honest", "dishonest")[anns]
        assert one.conceded is None


def test_a_side_is_the_option_that_the_design_gave_the_seat(scope: Scope) -> None:
    these = drawn(scope)
    for one in bouts(these, rated(these)):
        debate = Debate.objects.get(public_id=one.debate)
        assert debate.pair is not None
        defended = debate.pair[debate.way]
        seats = (one.honest, one.dishonest) if defended == debate.question.answer else (one.dishonest, one.honest)
        assert seats == ("ann", "bob" if one.arm == "debate" else "")


def test_a_consultants_bout_has_one_speaker_and_no_first(scope: Scope) -> None:
    these = drawn(scope)
    found = [one for one in bouts(these, rated(these)) if one.arm == "consultancy"]
    assert Counter((one.honest, one.dishonest, one.words, one.first) for one in found) == {
        ("ann", "", (2, 0), ""): 2,
        ("", "ann", (0, 2), ""): 2,
    }


def test_without_a_passage_no_quote_counts_as_unverified(scope: Scope) -> None:
    Question.objects.update(passage=None)
    these = drawn(scope)
    assert {(one.verified, one.unverified) for one in bouts(these, rated(these))} == {(None, None)}


def test_where_speakers_pick_their_sides_what_was_said_tells_them() -> None:
    made = argued(open=True)
    these = drawn(Scope((made,)))
    found = {one.question: one.honest for one in bouts(these, rated(these)) if one.arm == "debate"}
    # Ann always picks the option that the question names last, which is in half of the pairs the right one.
    for debate in Debate.objects.filter(arm__name="debate"):
        picked = (debate.pair or [])[1]
        name = f"keys/{debate.question.external_id}"
        assert found[name] == ("ann" if picked == debate.question.answer else "bob")


def test_judging_gives_what_is_worked_out_by_hand(scope: Scope) -> None:
    found = judging_of(scope)
    assert set(found.by_arm) == {"debate", "consultancy"}
    assert (found.order_consistency.value, found.order_consistency.n) == (1.0, 6)
    assert found.first_shown.value == pytest.approx(0.2)
    assert (found.honest_wins.value, found.honest_wins.n) == (0.5, 2)
    assert found.by_arm["consultancy"].honest_wins.n == 0
    assert (found.verified_quotes.honest.value, found.by_arm["debate"].verified_quotes.honest.value) == (0.5, 1.0)
    assert [one.debater for one in found.win_rates] == ["ann", "bob"]
    assert [one.overall.n for one in found.win_rates] == [6, 2]


def test_slow_figures_hold_arms_against_the_planned_one(scope: Scope) -> None:
    experiment = scope.experiments[0]
    assert slow_of(scope).mixed.reference == "consultancy"
    experiment.analysis_frozen = {"primary": ["consultancy", "debate"]}
    assert slow_of(Scope((experiment,))).mixed.reference == "debate"


def test_of_too_many_judgements_whole_questions_are_drawn_the_same_each_time() -> None:
    scope = Scope((blind(30),))
    these = drawn(scope, most=10)
    found = rated(these)
    assert len(found) == len({one.question for one in found}) == 10
    assert these.note == "over a sample of 10 of 30 questions"
    assert rated(drawn(scope, most=10)) == found
    assert {one.question for one in rated(drawn(scope, most=20))} > {one.question for one in found}


def test_a_question_with_more_judgements_than_are_read_is_still_whole(scope: Scope) -> None:
    found = rated(drawn(scope, most=2))
    assert len(found) == 3
    assert len({one.question for one in found}) == 1
    assert len(readings(drawn(scope, most=2))) == 6


def test_every_figure_of_a_sample_says_so() -> None:
    scope = Scope((blind(12),))
    found = judging_of(scope, most=5)
    assert all(words.endswith("; over a sample of 5 of 12 questions") for words in methods(found))
    assert not any("sample" in words for words in methods(judging_of(scope)))


def methods(found: Judging) -> list[str]:
    return [found.agreement.choice.method, found.length.honest.method, found.concessions[1].wins.method]


def test_a_scope_leaves_out_what_it_filters(scope: Scope) -> None:
    Question.objects.filter(external_id="q1").update(tags={"disputed": True})
    these = drawn(Scope(scope.experiments, without={"question.disputed": ("true",)}))
    found = rated(these)
    assert {one.question for one in found} == {"keys/q0"}
    assert len(readings(these)) == 6
    assert len(bouts(these, found)) == 3


def test_whoever_left_counts_nowhere(scope: Scope) -> None:
    Place.objects.filter(debate__arm__name="debate").update(left_at=timezone.now())
    these = drawn(scope)
    found: list[Rated] = rated(these)
    assert {one.arm for one in found} == {one.arm for one in readings(these)} == {"consultancy"}
