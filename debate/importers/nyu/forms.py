"""The release's own format, as far as it is read: a line of debates-metadata.jsonl, and a file of debates/official.

Each field keeps the release's name (endDebate is end_debate here), so that what is wrong is named as it stands in the
file. What isn't read is passed over: other people's format may grow.
"""

from __future__ import annotations

from math import isclose
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, JsonValue, model_validator
from pydantic.alias_generators import to_camel, to_pascal
from pydantic_core import PydanticCustomError

# 0.19999999999999993 is common; what is off by more than this would be another hundredth of a percent.
NOISE = 5e-5


class Form(BaseModel):
    model_config = ConfigDict(frozen=True, alias_generator=to_camel)


class Tagged(BaseModel):
    """One of several things, told by the name it stands under: {"Text": {...}} or {"Quote": {...}}."""

    model_config = ConfigDict(frozen=True, alias_generator=to_pascal)

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if len([value for value in self.__dict__.values() if value is not None]) != 1:
            names = ", ".join(to_pascal(name) for name in type(self).model_fields)
            raise PydanticCustomError("tag", f"it must be just one of {names}")
        return self


def _probability(value: float) -> float:
    if not 0 <= value <= 1:
        raise PydanticCustomError("probability_outside", "a probability must lie in [0, 1]")
    return value


def _whole(values: list[float]) -> list[float]:
    if not isclose(sum(values), 1, abs_tol=NOISE):
        raise PydanticCustomError("probability_sum", "the probabilities must add up to 1")
    return values


def _different(answers: list[str]) -> list[str]:
    if answers[0] == answers[1]:
        raise PydanticCustomError("answers", "the two answers must differ")
    return answers


def _index(index: int) -> int:
    if index not in (0, 1):
        raise PydanticCustomError("answer_index", "the index of the right answer must be 0 or 1")
    return index


def _rising(span: tuple[int, int]) -> tuple[int, int]:
    if not 0 <= span[0] < span[1]:
        raise PydanticCustomError("span", "a span must begin at 0 or later, and before its end")
    return span


Probability = Annotated[float, AfterValidator(_probability)]
Distribution = Annotated[list[Probability], Field(min_length=2, max_length=2), AfterValidator(_whole)]
# Milliseconds since 1970, of this century or the next. Offline judgements have -1 where the beginning isn't known.
Time = Annotated[int, Field(ge=10**11, lt=10**13)]
Name = Annotated[str, Field(min_length=1, max_length=100)]
Debater = Literal["0", "1"]


class Words(Form):
    text: str


class Cited(Form):
    """Tokens of the story, from the first to the one before `span[1]`."""

    span: Annotated[tuple[int, int], AfterValidator(_rising)]


class Segment(Tagged):
    text: Words | None = None
    quote: Cited | None = None


class Speech(Form):
    speaker: Name
    timestamp: Time
    content: list[Segment]


class Feedback(Form):
    """What a judge believes, with a few words. `distribution` is over the room's answers in their order."""

    distribution: Distribution
    feedback: Speech
    end_debate: bool


class Speeches(Form):
    speeches: dict[Debater, Speech]


class Votes(Form):
    votes: dict[Debater, bool]


class OfflineJudgment(Form):
    """`stepped`: a judgement before the first round and after each that was read; `timed`: one, after all of them."""

    mode: Literal["stepped", "timed"]
    start_time_millis: Time | Literal[-1]
    judgments: list[Feedback]


class OfflineJudgments(Form):
    judgments: dict[Name, OfflineJudgment]


class Round(Tagged):
    judge_feedback: Feedback | None = None
    simultaneous_speeches: Speeches | None = None
    sequential_speeches: Speeches | None = None
    negotiate_end: Votes | None = None
    offline_judgments: OfflineJudgments | None = None


class Story(Form):
    article_id: Annotated[str, Field(max_length=100)] = "custom"
    title: Annotated[str, Field(max_length=500)]
    contents: list[str]


class Source(BaseModel):
    """The alias generator would spell QuALITY otherwise."""

    quality: Story | None = Field(None, alias="QuALITYSourceMaterial")
    custom: Story | None = Field(None, alias="CustomSourceMaterial")

    @model_validator(mode="after")
    def _just_one(self) -> Self:
        if (self.quality is None) == (self.custom is None):
            raise PydanticCustomError("tag", "it must be just one of QuALITYSourceMaterial, CustomSourceMaterial")
        return self

    @property
    def story(self) -> Story:
        story = self.quality or self.custom
        assert story is not None, "checked when it came in"
        return story


class Setup(Form):
    source_material: Source
    question: Annotated[str, Field(min_length=1)]
    answers: Annotated[list[str], Field(min_length=2, max_length=2), AfterValidator(_different)]
    correct_answer_index: Annotated[int, AfterValidator(_index)]
    roles: dict[str, Name]
    creation_time: Time


class Survey(Form):
    """A scale's answer counts from 0 to 4, where people were shown 1 to 5; free text is passed over."""

    answers: dict[str, JsonValue]


class Surveyed(Tagged):
    debater: Survey | None = None
    judge: Survey | None = None
    offline_judge: Survey | None = None

    @property
    def survey(self) -> Survey:
        survey = self.debater or self.judge or self.offline_judge
        assert survey is not None, "checked when it came in"
        return survey


class RoomForm(Form):
    setup: Setup
    rounds: list[Round]
    feedback: dict[Name, Surveyed] = {}


class Setting(Form):
    is_human: bool
    is_debate: bool


class JudgingInfo(Form):
    judge_reward: float


class Result(Form):
    timestamp: Time
    ended_by: dict[str, JsonValue]
    judging_info: JudgingInfo | None = None


class Complete(Form):
    result: Result


class Status(Tagged):
    waiting_to_begin: dict[str, JsonValue] | None = None
    in_progress: dict[str, JsonValue] | None = None
    complete: Complete | None = None


class RoomLine(Form):
    """A room as the release lists it."""

    name: Annotated[str, Field(pattern=r"^[^/\\]{1,200}$")]
    setting: Setting
    status: Status
    included_in_paper: bool
