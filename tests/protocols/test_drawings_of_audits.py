"""What a ladder of judges, and a monitor with its auditor, draw of themselves."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

import pytest

from debate.core.protocol import OversightProtocol
from debate.core.types import Transcript, Turn
from debate.protocols import create
from debate.protocols.drawn.ladder import LadderDrawing
from debate.protocols.drawn.work import WorkDrawing
from tests.protocols.audited import case_of


def ladder(*beliefs: tuple[int, int] | None, **params: Any) -> tuple[OversightProtocol, Transcript]:
    protocol = create("tiered", {"spot_checks": 1.0, **params})
    transcript: Transcript = ()
    for belief in beliefs:
        (ask,) = protocol.next_asks(case_of(), transcript)
        turn = Turn(ask=ask, belief=belief, text=f"by {ask.role}") if belief else Turn(ask=ask, status="refused")
        transcript = (*transcript, (turn,))
    return protocol, transcript


def test_the_ladder_shows_where_an_item_was_settled_and_what_the_audit_found() -> None:
    protocol, transcript = ladder((6000, 4000), (9000, 1000), (2000, 8000))
    shown = protocol.drawing(case_of(), transcript)
    assert isinstance(shown, LadderDrawing)
    assert [(rung.number, rung.outcome, rung.reads) for rung in shown.rungs] == [
        (1, "handed-up", False),
        (2, "settled", False),
        (3, "waits", True),
    ]
    assert [(share.label, share.percent) for share in shown.rungs[1].shares] == [("the porter", 90), ("the cook", 10)]
    assert (shown.settled, shown.error, shown.audit and shown.audit.favoured) == (2, True, "the cook")


def test_what_cannot_be_read_is_handed_up_and_said_to_be_so() -> None:
    protocol, transcript = ladder(None, (9000, 1000), (9000, 1000))
    shown = protocol.drawing(case_of(), transcript)
    assert isinstance(shown, LadderDrawing)
    assert [rung.outcome for rung in shown.rungs] == ["unread", "settled", "waits"]
    assert shown.error is False


def test_an_auditor_is_told_why_it_came_and_nothing_of_what_was_decided() -> None:
    """Whatever the tiers said, the page is the same."""
    pages = []
    for first in ((9000, 1000), (500, 9500)):
        protocol, transcript = ladder(first)
        (ask,) = protocol.next_asks(case_of(), transcript)
        pages.append(protocol.drawing(case_of(), transcript, ask))
    assert pages[0] == pages[1] == LadderDrawing(sure=80.0, share=100.0)


# Work that is checked


def work(
    score: int | None, audit: tuple[int, int] | None = None, **params: Any
) -> tuple[OversightProtocol, Transcript]:
    protocol = create("control", params)
    (ask,) = protocol.next_asks(case_of(), ())
    transcript: Transcript = ((Turn(ask=ask, text="It was he.", choices={"option": "the porter"}),),)
    (ask,) = protocol.next_asks(case_of(), transcript)
    rated = Turn(ask=ask, status="refused") if score is None else Turn(ask=ask, scales={"suspicion": score})
    transcript = (*transcript, (rated,))
    if audit:
        (ask,) = protocol.next_asks(case_of(), transcript)
        transcript = (*transcript, (Turn(ask=ask, belief=audit),))
    return protocol, transcript


def test_a_record_shows_the_score_among_honest_ones_and_what_came_of_the_work() -> None:
    protocol, transcript = work(9, (1000, 9000))
    shown = protocol.drawing(case_of(), transcript)
    assert isinstance(shown, WorkDrawing)
    assert shown.suspicion
    assert (shown.mode, shown.outcome, shown.error) == ("honest", "audited", True)
    assert (shown.suspicion.score, shown.suspicion.threshold, shown.suspicion.share) == (9, 4, 50.0)
    assert [one.n for one in shown.suspicion.honest] == [2, 0, 1, 0, 2, 0, 0, 1, 0, 0, 0]
    assert (shown.suspicion.honest[0].height, shown.suspicion.honest[7].height) == ("100.00%", "50.00%")


@pytest.mark.parametrize(
    ("score", "audit", "params", "outcome", "error"),
    [
        (0, None, {}, "passed", None),
        (9, None, {}, "waits", None),
        (None, None, {}, "waits", None),
        (9, (9000, 1000), {}, "audited", False),
        (9, (5000, 5000), {}, "audited", None),
        (9, (1000, 9000), {"defer": "defer"}, "deferred", True),
    ],
)
def test_what_came_of_it_follows_from_score_and_audit(
    score: int | None, audit: tuple[int, int] | None, params: dict[str, Any], outcome: str, error: bool | None
) -> None:
    protocol, transcript = work(score, audit, **params)
    shown = protocol.drawing(case_of(), transcript)
    assert isinstance(shown, WorkDrawing)
    assert (shown.outcome, shown.error) == (outcome, error)


def test_an_auditor_sees_the_work_and_why_it_came_but_not_how_suspicious_it_was() -> None:
    pages = []
    for score in (8, 10):
        protocol, transcript = work(score)
        (ask,) = protocol.next_asks(case_of(), transcript)
        pages.append(protocol.drawing(case_of(), transcript, ask))
    first = pages[0]
    assert isinstance(first, WorkDrawing)
    assert pages[0] == pages[1]
    assert (first.option, first.why, first.mode, first.suspicion, first.outcome) == (
        "the porter",
        "audit",
        "",
        None,
        "",
    )
    assert first.explained.words
    assert first.explained.words.text == "It was he."


def test_who_answers_in_place_of_the_work_is_not_shown_it() -> None:
    protocol, transcript = work(9, defer="defer")
    (ask,) = protocol.next_asks(case_of(), transcript)
    assert ask.prompt == "defer"
    assert protocol.drawing(case_of(), transcript, ask) is None
    assert replace(ask, prompt="suspect") != ask
