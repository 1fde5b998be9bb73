"""What a line of a question file, or of a passage file, must be."""

from __future__ import annotations

from typing import Annotated, Any

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
)


def _id(value: Any) -> Any:
    """Ids that are numbers are as good as their digits."""
    return str(value) if type(value) is int else value


def _said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty.")
    return text


def _fitting(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(f"has {len(text)} characters; it can have {most}.")
    return text


Text = Annotated[str, AfterValidator(_said)]
Id = Annotated[Text, BeforeValidator(_id), AfterValidator(lambda text: _fitting(text, 200))]
Short = Annotated[str, AfterValidator(lambda text: _fitting(text, 500))]


class Form(BaseModel):
    """Nothing is guessed: 1.0 is no whole number, and an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class PassageForm(Form):
    id: Id
    title: Short = ""
    text: Text
    source: Short = ""


class Argument(Form):
    """A recorded speech."""

    text: Text
    quotes: list[Text] = []


class QuestionForm(Form):
    """`answer` is an index into `options`; null says that nobody knows it. Own fields go into `tags`."""

    id: Id
    question: Text
    options: Annotated[list[Text], Field(min_length=2, max_length=10)]
    answer: int | None
    pair: list[int] | None = None
    passage: PassageForm | None = None
    passage_id: Id | None = None
    tags: dict[str, JsonValue] = {}
    arguments: list[list[Argument]] | None = None

    @field_validator("options")
    @classmethod
    def _each_once(cls, options: list[str]) -> list[str]:
        if len(set(options)) < len(options):
            raise ValueError("two options are the same.")
        return options

    @field_validator("answer")
    @classmethod
    def _an_option(cls, answer: int | None, info: ValidationInfo) -> int | None:
        last = len(info.data.get("options", ())) - 1
        if answer is not None and last > 0 and not 0 <= answer <= last:
            raise ValueError(f"{answer} is no option's index; it can be 0 to {last}.")
        return answer

    @field_validator("pair")
    @classmethod
    def _two_with_the_answer(cls, pair: list[int] | None, info: ValidationInfo) -> list[int] | None:
        options, answer = range(len(info.data.get("options", ()))), info.data.get("answer")
        if pair is None or not options:
            return pair
        if len(pair) != 2 or len(set(pair)) != 2 or not set(pair) <= set(options):
            raise ValueError(f"{pair} must be two different indices of options, each 0 to {options[-1]}.")
        if answer is not None and answer not in pair:
            raise ValueError(f"{pair} lacks the answer, option {answer}.")
        return pair

    @field_validator("passage_id")
    @classmethod
    def _one_passage(cls, passage_id: str | None, info: ValidationInfo) -> str | None:
        passage = info.data.get("passage")
        if passage_id and passage and passage.id != passage_id:
            raise ValueError(f"“{passage_id}” isn't the passage that stands in the line, “{passage.id}”; keep one.")
        return passage_id

    @field_validator("arguments")
    @classmethod
    def _for_each_option(
        cls, arguments: list[list[Argument]] | None, info: ValidationInfo
    ) -> list[list[Argument]] | None:
        options = info.data.get("options", ())
        if arguments is not None and options and len(arguments) != len(options):
            raise ValueError(f"has {len(arguments)} lists; it must have one for each of the {len(options)} options.")
        return arguments
