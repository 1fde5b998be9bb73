"""Rooms in the release's format, written for these tests: a short story, made-up people, no word of the real data."""

from __future__ import annotations

import json
from math import log2
from pathlib import Path
from typing import Any

Json = dict[str, Any]

STORY = (
    "THE LAMP \n \n -LSB- A tale of the coast . -RSB- \n \n `` Do n't light the lamp , '' said the keeper 's wife . "
    "`` The ships -LRB- all three -RRB- wo n't come -- not tonight ! '' \n \n He lit it at nine o'clock , and watched ."
)
TOKENS = STORY.split(" ")
ANSWERS = ["At nine o'clock", "Not at all"]
QUESTION = "When was the lamp lit?"
BEGAN = 1_700_000_000_000
MINUTE = 60_000


def text(words: str) -> Json:
    return {"Text": {"text": words}}


def quote(begin: int, end: int) -> Json:
    return {"Quote": {"span": [begin, end]}}


def span_of(words: str) -> Json:
    """The quote of these tokens, said with a space between any two."""
    sought = words.split(" ")
    begin = next(n for n in range(len(TOKENS)) if TOKENS[n : n + len(sought)] == sought)
    return quote(begin, begin + len(sought))


def speech(speaker: str, minute: int, *content: Json) -> Json:
    return {"speaker": speaker, "timestamp": BEGAN + minute * MINUTE, "content": list(content)}


def feedback(speaker: str, minute: int, first: float, *content: Json, end: bool = False) -> Json:
    """What a judge believes: `first` of the first answer, with the noise that the release carries."""
    return {
        "distribution": [first, 1 - first],
        "feedback": speech(speaker, minute, *content),
        "endDebate": end,
    }


def judge(speaker: str, minute: int, first: float, *content: Json, end: bool = False) -> Json:
    return {"JudgeFeedback": feedback(speaker, minute, first, *content, end=end)}


def together(*speeches: Json) -> Json:
    return {"SimultaneousSpeeches": {"speeches": {str(n): one for n, one in enumerate(speeches)}}}


def in_turn(**speeches: Json) -> Json:
    """By index: _0=..., _1=..."""
    return {"SequentialSpeeches": {"speeches": {name.removeprefix("_"): one for name, one in speeches.items()}}}


def votes(*end: bool) -> Json:
    return {"NegotiateEnd": {"votes": {str(n): one for n, one in enumerate(end)}}}


def offline(**judgments: Json) -> Json:
    return {"OfflineJudgments": {"judgments": {name.replace("_", " "): one for name, one in judgments.items()}}}


def reading(mode: str, *judgments: Json, begun: int | None = None) -> Json:
    start = -1 if begun is None else BEGAN + begun * MINUTE
    return {"mode": mode, "startTimeMillis": start, "judgments": list(judgments)}


def room(roles: Json, *rounds: Json, answers: list[str] = ANSWERS, correct: int = 0, **other: Any) -> Json:
    setup = {
        "rules": {"fixedOpening": [], "repeatingStructure": [], "fixedClosing": None},
        "sourceMaterial": {"QuALITYSourceMaterial": {"articleId": "7", "title": "The Lamp", "contents": TOKENS}},
        "question": QUESTION,
        "answers": answers,
        "correctAnswerIndex": correct,
        "roles": roles,
        "offlineJudges": {},
        "creationTime": BEGAN,
    }
    return {"setup": setup, "rounds": list(rounds), "feedback": {}, "scratchpads": {}, **other}


def line(name: str, made: Json, *, in_paper: bool = True, human: bool = True) -> Json:
    """How the release lists a room; one whose last judge has ended it is complete, as is one ended by votes."""
    debaters = [role for role in made["setup"]["roles"] if role.startswith("Debater")]
    return {
        "setting": {"isHuman": human, "isDebate": len(debaters) == 2},
        "name": name,
        "status": _status(made),
        "includedInPaper": in_paper,
    }


def _status(made: Json) -> Json:
    judged = [one["JudgeFeedback"] for one in made["rounds"] if "JudgeFeedback" in one]
    voted = [one["NegotiateEnd"] for one in made["rounds"] if "NegotiateEnd" in one]
    if judged and judged[-1]["endDebate"]:
        continues = len(judged) - 1
        right = judged[-1]["distribution"][made["setup"]["correctAnswerIndex"]]
        info = {"numContinues": continues, "judgeReward": log2(right) - 0.05 * continues}
        return {"Complete": {"result": _result("JudgeDecided", judgingInfo=info)}}
    if voted and all(voted[-1]["votes"].values()):
        return {"Complete": {"result": _result("MutualAgreement", judgingInfo=None)}}
    return {"InProgress": {}}


def _result(ended_by: str, **told: Any) -> Json:
    return {"timestamp": BEGAN + 90 * MINUTE, "endedBy": {ended_by: {}}, **told}


def release(folder: Path, rooms: dict[str, Json], lines: list[Json] | None = None) -> Path:
    """A folder as a release unpacks to."""
    (folder / "debates/official").mkdir(parents=True)
    for name, made in rooms.items():
        (folder / f"debates/official/{name}.json").write_text(json.dumps(made))
    listed = [line(name, made) for name, made in rooms.items()] if lines is None else lines
    (folder / "debates-metadata.jsonl").write_text("".join(json.dumps(one) + "\n" for one in listed))
    return folder
