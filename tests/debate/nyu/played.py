"""One room of each kind."""

from __future__ import annotations

from typing import Any

from tests.debate.nyu.rooms import (
    ANSWERS,
    Json,
    feedback,
    in_turn,
    judge,
    line,
    offline,
    reading,
    room,
    span_of,
    speech,
    text,
    together,
    votes,
)

DEBATE = {"Debater A": "Ada Anchor", "Debater B": "Ben Buoy", "Judge": "Cleo Compass"}


def debate(**other: Any) -> Json:
    """Two rounds, the right answer first; two people read it afterwards, and Dora joined for a round."""
    return room(
        DEBATE,
        judge("Dora Dinghy", 1, 0.5, text("No idea.")),
        together(
            speech("Ada Anchor", 3, text("It was lit: "), span_of("nine o'clock"), span_of("and watched ."), text(" ")),
            speech("Ben Buoy", 2, text("She said "), span_of("`` Do n't light the lamp , ''"), text(".")),
        ),
        judge("Cleo Compass", 4, 0.55, text("And then?")),
        in_turn(_0=speech("Ada Anchor", 5, text("He lit it.")), _1=speech("Ben Buoy", 6, text("He did not."))),
        judge("Cleo Compass", 7, 0.8000000000000001, text("Enough."), end=True),
        offline(
            Eve_Estuary=reading(
                "stepped",
                feedback("Eve Estuary", 201, 0.5),
                feedback("Eve Estuary", 203, 0.3, text("Hm."), end=True),
                begun=200,
            ),
            Finn_Fjord=reading("timed", feedback("Finn Fjord", 300, 0.99, end=True)),
        ),
        **other,
    )


def surveyed() -> Json:
    """Free text stays outside; a debater compares itself with its opponent, a judge A with B."""
    both = {"first": 4, "second": 0}
    return {
        "Ada Anchor": {"Debater": {"answers": {"clarity": both, "reason for outcome": "I was right."}}},
        "Cleo Compass": {"Judge": {"answers": {"clarity": both, "judge reasoning": 2}}},
        "Eve Estuary": {"OfflineJudge": {"answers": {"judge reasoning": 3}}},
    }


def consultancy(
    index: int, *, correct: int, first: float, answers: list[str] = ANSWERS, who: str = "Ada Anchor"
) -> Json:
    """One round by the debater of that index alone."""
    spoken = in_turn(**{f"_{index}": speech(who, 2, text("Believe me."))})
    name = f"Debater {'AB'[index]}"
    began, ended = judge("Cleo Compass", 1, 0.5), judge("Cleo Compass", 3, first, end=True)
    return room({name: who, "Judge": "Cleo Compass"}, began, spoken, ended, answers=answers, correct=correct)


def by_vote() -> Json:
    """As the earliest rooms were: nobody judges, the debaters agree on the end."""
    return room(
        {"Debater A": "Ada Anchor", "Debater B": "Ben Buoy"},
        together(speech("Ada Anchor", 1, text("Lit.")), speech("Ben Buoy", 1, text("Dark."))),
        votes(True, False),
        in_turn(_0=speech("Ada Anchor", 2, text("Lit!")), _1=speech("Ben Buoy", 3, text("Dark!"))),
        votes(True, True),
        offline(Eve_Estuary=reading("stepped", *(feedback("Eve Estuary", 9, p, end=p > 0.7) for p in (0.5, 0.6, 0.9)))),
    )


def unfinished() -> Json:
    return room(DEBATE, judge("Cleo Compass", 1, 0.5), together(speech("Ada Anchor", 2, text("Lit."))))


def by_models(*, both: bool) -> Json:
    """As the release calls them; their judge is a person."""
    spoken = {"_0": speech("GPT-4", 2, text("Lit."))} | ({"_1": speech("GPT-4", 2, text("Dark."))} if both else {})
    roles = {"Debater A": "GPT-4", "Judge": "Cleo Compass"} | ({"Debater B": "GPT-4"} if both else {})
    return room(roles, judge("Cleo Compass", 1, 0.5), in_turn(**spoken), judge("Cleo Compass", 3, 0.9, end=True))


def all_rooms() -> dict[str, Json]:
    swapped = ANSWERS[::-1]
    return {
        "lamp-0": debate(feedback=surveyed()),
        "lamp-1": consultancy(0, correct=0, first=0.8),
        "lamp-2": consultancy(0, correct=1, first=0.8, answers=swapped),
        "lamp-3": consultancy(1, correct=1, first=0.5, answers=swapped),
        "lamp-4": by_vote(),
        "lamp-5": unfinished(),
        "lamp-6": by_models(both=True),
        "lamp-7": by_models(both=False),
    }


def all_lines() -> list[Json]:
    """The debate, the consultancies and the models' are in the paper."""
    outside, models = ("lamp-4", "lamp-5"), ("lamp-6", "lamp-7")
    rooms = all_rooms().items()
    return [line(name, made, in_paper=name not in outside, human=name not in models) for name, made in rooms]
