"""What the database counts is what the beliefs say, however judgements are split, narrowed and put together."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from debate.models import Debate, ModelCall, Pool, Question, Seat, Turn
from judges.models import Place, Rating, Sitting
from judges.queries import Scope, UnknownDimension, filters_from, report_of, report_on, texts_of
from judges.queries.cells import counted
from judges.queries.gains import gains
from judges.queries.scope import MOST_QUESTIONS, QUESTION_GROUPS
from judges.queries.spent import spent
from judges.scoring import score
from judges.stats import Report, to_json
from judges.stats.calibration import calibration
from tests.debate.stage import person
from tests.judges.stored import Stored, judge_named

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(
    "beliefs",
    [
        [(8000, 2000), (5000, 5000), (10000, 0), (0, 10000), (9849, 151), (50, 9950)],
        [(5000, 3000, 2000), (4000, 4000, 2000), (2000, 4000, 4000), (3333, 3333, 3334), (10000, 0, 0), (0, 100, 9900)],
        [(2500, 2500, 2500, 2500), (1, 9997, 1, 1), (7000, 1000, 1000, 1000), (100, 100, 4900, 4900)],
    ],
)
def test_sums_of_cells_are_those_of_the_scores_of_each_belief(beliefs: list[tuple[int, ...]]) -> None:
    made = Stored(questions=1, options=len(beliefs[0]))
    arm = made.arm()
    for belief in beliefs:
        made.judged(made.debate(arm, made.question(0)), belief)
    found = counted(Scope((made.experiment,)))
    (cell,) = found.cells
    scores = [score(belief, 0) for belief in beliefs]
    tops = [[option for option, share in enumerate(belief) if share == max(belief)] for belief in beliefs]
    shared = sum(1 / len(top) for top in tops if len(top) > 1 and 0 in top)
    assert (cell.n, cell.right, cell.ties) == (
        len(beliefs),
        sum(one.right for one in scores),
        sum(one.tie for one in scores),
    )
    assert cell.clipped == sum(one.clipped for one in scores)
    assert [cell.brier_sum, cell.log_sum, cell.p_sum, cell.spherical_sum, cell.shared] == pytest.approx(
        [
            sum(one.brier for one in scores),
            sum(one.log2 for one in scores),
            sum(belief[0] for belief in beliefs) / 10_000,
            sum(one.spherical for one in scores),
            shared,
        ]
    )
    if len(beliefs[0]) == 2:
        assert cell.log_other_sum == pytest.approx(sum(score(belief, 1).log2 for belief in beliefs))
    else:
        assert cell.log_other_sum is None
    sure = [(max(belief) + 50) // 100 for belief in beliefs]
    assert (sum(level.n for level in found.levels), sum(level.belief for level in found.levels)) == (
        len(beliefs),
        sum(sure),
    )
    for one in calibration(found.levels).bins:
        assert one.n == sum(
            round(100 * one.low) <= percent < round(100 * one.high) + (one.high == 1) for percent in sure
        )


def two_kinds() -> Stored:
    """Two arms, two questions of which one is hard; a model and two people judge all of it, the model rightly."""
    made = Stored()
    Question.objects.filter(external_id="q1").update(tags={"hard": True})
    pool = Pool.objects.create(name="people/volunteers")
    people = [person(pool, f"{name}@example.org") for name in ("ann", "bob")]
    for arm in (made.arm(name="first"), made.arm(name="second", judge=pool)):
        for number in (0, 1):
            debate = made.debate(arm, made.question(number), tags={"in_paper": number == 0})
            truth = [(9000, 1000), (1000, 9000)][number]
            made.judged(debate, truth)
            for player in people:
                made.judged(debate, truth[::-1], judge=pool, player=player)
    return made


def sizes(report: Report) -> dict[str, int]:
    return {part: one.n for part, one in report.arms[0].groups.items()}


@pytest.mark.parametrize(
    ("by", "parts"),
    [
        (("judge",), {"test/plain": 2, "people/volunteers": 4}),
        (("kind",), {"models": 2, "people": 4}),
        (("model",), {"plain": 2, "none": 4}),
        (("set",), {"trial": 6}),
        (("question.hard",), {"true": 3, "none": 3}),
        (("debate.in_paper",), {"true": 3, "false": 3}),
        (
            ("kind", "question.hard"),
            {"models · true": 1, "models · none": 1, "people · true": 2, "people · none": 2},
        ),
    ],
)
def test_arms_are_split_by_any_dimension_and_by_several(by: tuple[str, ...], parts: dict[str, int]) -> None:
    made = two_kinds()
    report = report_of(Scope((made.experiment,), by))
    assert sizes(report) == parts
    assert report.arms[0].overall.n == 6
    shown = to_json(report)["arms"][0]  # type: ignore[index]
    listed = shown["by_judge" if by == ("judge",) else "by_group"]
    assert {tuple(one["values"]) for one in listed} == {by}


def test_filters_count_only_some_judgements_and_say_what_they_leave_out() -> None:
    made = two_kinds()
    scope = Scope((made.experiment,), where=filters_from(["kind=people"]), without=filters_from(["question.hard=true"]))
    first = report_of(scope).arms[0]
    assert (first.overall.n, first.overall.right) == (2, 0)
    assert [(one.reason, one.n) for one in first.left_out] == [("kind isn't people", 2), ("question.hard = true", 2)]
    assert first.overall.n + sum(one.n for one in first.left_out) == 6


def test_values_of_one_filter_let_either_pass_and_are_read_back_as_they_are_written() -> None:
    made = two_kinds()
    where = filters_from(["judge=test/plain", "judge = people/volunteers", "debate.in_paper=true"])
    assert where == {"judge": ("test/plain", "people/volunteers"), "debate.in_paper": ("true",)}
    assert filters_from(texts_of(where)) == where
    assert report_of(Scope((made.experiment,), where=where)).arms[0].overall.n == 3


@pytest.mark.parametrize("text", ["nothing", "colour=red", "question.=x", "arm"])
def test_what_is_no_filter_is_refused_in_words(text: str) -> None:
    with pytest.raises(UnknownDimension, match=r"write DIMENSION=VALUE|can't be told apart"):
        filters_from([text])


def test_people_are_told_apart_and_models_are_not() -> None:
    cells = counted(Scope((two_kinds().experiment,))).cells
    by_people = [cell for cell in cells if cell.judge == "people/volunteers"]
    assert len({cell.rater for cell in by_people}) == 2
    assert {cell.rater for cell in cells if cell.judge == "test/plain"} == {None}


def test_a_disputed_answer_key_is_left_out_and_told_with_and_without() -> None:
    made = two_kinds()
    Question.objects.filter(external_id="q1").update(tags={"disputed": True})
    first = report_on(made.experiment).arms[0]
    assert first.overall.n == 3
    assert [(one.reason, one.n) for one in first.left_out] == [("question.disputed = true", 3)]
    assert first.with_disputed is not None
    assert [first.with_disputed.n, first.with_disputed.value] == pytest.approx([6, 2 / 6])


def test_several_experiments_stand_beside_each_other_and_none_of_their_figures_was_planned() -> None:
    one, other = two_kinds(), Stored("later")
    other.judged(other.debate(other.arm(name="first"), other.question(0)), (9000, 1000))
    report = report_on(one.experiment, other.experiment)
    assert [row.arm.name for row in report.arms] == ["trial · first", "trial · second", "later · first"]
    assert report.experiment == "trial + later"
    assert report.planned == frozenset()
    assert [row.overall.n for row in report.arms] == [6, 6, 1]


def test_so_many_questions_are_drawn_in_random_groups_and_give_the_same_accuracy() -> None:
    made = Stored(questions=1)
    arm, judge = made.arm(), judge_named("plain")
    questions = made.experiment.question_set.questions
    rows = [
        Question(question_set=made.experiment.question_set, external_id=f"m{n}", text="?", options=["a", "b"], answer=0)
        for n in range(MOST_QUESTIONS)
    ]
    Question.objects.bulk_create(rows)
    debates = Debate.objects.bulk_create(
        Debate(experiment=made.experiment, arm=arm, question=one, seed=0, status="finished") for one in questions.all()
    )
    places = Place.objects.bulk_create(Place(debate=one, number=0, endpoint=judge) for one in debates)
    Rating.objects.bulk_create(
        Rating(place=one, round=0, final=True, belief=[9000, 1000], right=n % 4 > 0, tie=False, brier=0.01, log2=-0.15)
        for n, one in enumerate(places)
    )
    report = report_on(made.experiment)
    figure = report.arms[0].overall.accuracy
    assert report.asked.grouped == MOST_QUESTIONS + 1
    assert [figure.n, figure.value] == pytest.approx([MOST_QUESTIONS + 1, 0.75], abs=0.001)
    assert figure.low is not None
    assert figure.high is not None
    # As wide as of independent ratings, 3.8 points, give or take what random groups add.
    assert 0.033 < figure.high - figure.low < 0.043
    assert len({cell.question for cell in counted(Scope((made.experiment,))).cells}) <= QUESTION_GROUPS


def test_a_gain_is_what_moved_between_the_first_word_and_the_last() -> None:
    made = Stored(questions=1)
    debate = made.debate(made.arm("debate"), made.question(0))
    made.judged(debate, (5000, 5000), (2500, 7500), (10000, 0))
    made.judged(debate, (5000, 5000))
    (gain,) = gains(Scope((made.experiment,)))
    assert [gain.n, gain.rounds, gain.bits] == pytest.approx([1, 2, score((10000, 0), 0).log2 + 1])


def call(debate: Debate, reader: int, usd: float, **values: object) -> Seat:
    """A seat on the stage (0) or of a reader, in which one call was made."""
    judge = judge_named("plain")
    seat = Seat.objects.create(debate=debate, role=f"seat {debate.seats.count()}", reader=reader)
    turn = Turn.objects.create(debate=debate, seat=seat, step=0, ask={}, status="ok")
    given = {"status": "ok", "cost_usd": Decimal(str(usd)), "seconds": 3.0, **values}
    ModelCall.objects.create(turn=turn, endpoint=judge, kind="reply", number=0, request={}, **given)
    return seat


def test_a_judgement_costs_its_own_calls_and_an_even_share_of_its_debates() -> None:
    made = Stored(questions=1)
    debate = made.debate(made.arm(), made.question(0))
    pool = Pool.objects.create(name="people/volunteers")
    ended = timezone.now()
    by_model = made.judged(debate, (9000, 1000))
    made.judged(debate, (1000, 9000), judge=pool, taken_at=ended - timedelta(seconds=90), finished_at=ended)
    call(debate, 0, 0.40)
    Sitting.objects.create(place=by_model, seat=call(debate, 1, 0.10))
    model, people = sorted(spent(Scope((made.experiment,))), key=lambda one: one.judge, reverse=True)
    assert [model.cost_usd, model.seconds, model.right] == pytest.approx([0.30, 3, 1])
    assert [people.cost_usd, people.seconds, people.right] == pytest.approx([0.20, 90, 0])
    overall = report_on(made.experiment).arms[0].overall.figures
    assert [overall["cost"].value, overall["cost_right"].value] == pytest.approx([0.25, 0.50])


def test_a_call_of_unknown_price_makes_what_it_cost_unknown() -> None:
    made = Stored(questions=1)
    debate = made.debate(made.arm(), made.question(0))
    made.judged(debate, (9000, 1000))
    call(debate, 0, 0.0)
    (one,) = spent(Scope((made.experiment,)))
    assert (one.cost_usd, one.n) == (None, 1)
    assert "no judgement with a known price" in report_on(made.experiment).arms[0].overall.figures["cost"].method


def test_replies_from_the_cache_are_warned_of() -> None:
    made = Stored(questions=1)
    debate = made.debate(made.arm(), made.question(0))
    place = made.judged(debate, (9000, 1000))
    Sitting.objects.create(place=place, seat=call(debate, 1, 0.0, cached=True))
    (warned,) = [words for words in report_on(made.experiment).arms[0].warnings if "cache" in words]
    assert warned.startswith("1 judgements rest on replies from the cache")
