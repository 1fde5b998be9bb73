"""Which step of a person's way is next, for whatever a pool asks and a person has done."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from judges.course import READYING, Course, Step

OPTIONAL = (*READYING, Step.AFTER)
SOME = st.frozensets(st.sampled_from(OPTIONAL))
COUNTS = st.integers(0, 6)
COURSES = st.builds(
    Course,
    asked=SOME,
    done=SOME,
    ends=st.booleans(),
    least=COUNTS,
    most=st.none() | st.integers(1, 6),
    a_day=st.none() | st.integers(1, 6),
    judged=COUNTS,
    today=COUNTS,
    waits=st.booleans(),
    stopped=st.booleans(),
    finished=st.booleans(),
    ended=st.booleans(),
)


def test_a_pool_that_asks_for_nothing_is_judging_from_the_start() -> None:
    assert Course(ends=False).next is Step.JUDGING
    assert Course(ends=False).steps == (Step.JUDGING,)


def test_the_steps_come_in_their_order_when_each_is_done() -> None:
    course = Course(asked=frozenset(OPTIONAL), least=1)
    walked = []
    while (step := course.next) is not Step.END:
        walked.append(step)
        course = after(course, step)
    assert walked == list(course.steps) == [*READYING, Step.JUDGING, Step.AFTER]


def after(course: Course, step: Step) -> Course:
    """The course when a person has done this step of it."""
    if step is Step.JUDGING:
        return replace(course, judged=course.least, waits=False)
    return replace(course, done=course.done | {step})


@given(COURSES)
def test_nobody_judges_before_everything_that_readies_them(course: Course) -> None:
    if course.next is Step.JUDGING:
        assert course.asked & frozenset(READYING) <= course.done


@given(COURSES)
def test_the_next_step_is_one_that_is_asked_and_not_done(course: Course) -> None:
    if course.next not in (Step.JUDGING, Step.END):
        assert course.next in course.asked - course.done
        assert course.next in course.steps


@given(COURSES)
def test_doing_a_step_never_leads_back_before_it(course: Course) -> None:
    order = list(Step)
    step = course.next
    if step not in (Step.JUDGING, Step.END):
        assert order.index(after(course, step).next) > order.index(step)


@given(COURSES)
def test_what_has_ended_stays_so_whatever_is_asked_later(course: Course) -> None:
    assert replace(course, ended=True).next is Step.END


@given(COURSES)
def test_a_course_without_an_end_never_comes_to_one_by_judging(course: Course) -> None:
    assert replace(course, ends=False, ended=False).next not in (Step.AFTER, Step.END)


@given(COURSES)
def test_nobody_is_complete_with_less_than_the_least_unless_the_most_is_less(course: Course) -> None:
    if course.enough and not course.finished:
        assert course.judged >= course.least or (course.most is not None and course.judged >= course.most)


def test_a_new_version_of_the_consent_is_asked_before_further_judging_but_not_of_who_has_finished() -> None:
    judging = Course(asked=frozenset({Step.CONSENT}), judged=2, least=2)
    assert judging.next is Step.CONSENT
    assert replace(judging, finished=True).next is Step.END


@pytest.mark.parametrize(
    ("judged", "today", "waits", "stopped", "over"),
    [
        (3, 0, True, False, False),  # there is more
        (3, 0, False, False, True),  # nothing is left
        (3, 2, False, False, False),  # enough for today: tomorrow there is more
        (3, 2, False, True, True),  # there won't be, since the room was stopped
        (1, 0, False, False, False),  # too few: look in later
        (5, 2, True, False, True),  # the most
    ],
)
def test_judging_is_over_when_there_is_no_more_or_it_was_the_most(
    judged: int, today: int, waits: bool, stopped: bool, over: bool
) -> None:
    course = Course(least=2, most=5, a_day=2, judged=judged, today=today, waits=waits, stopped=stopped)
    assert course.enough is over
