"""What a line of any question file, or of a passage file, must be; what only one kind of question has is in `kinds`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated, Any, ClassVar, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    JsonValue,
    ValidationInfo,
    field_validator,
    model_validator,
)

from debate.services.questions import NewQuestion


def _id(value: Any) -> Any:
    """Ids that are numbers are as good as their digits."""
    return str(value) if type(value) is int else value


def said(text: str) -> str:
    if not text.strip():
        raise ValueError("is empty.")
    return text


def _fitting(text: str, most: int) -> str:
    if len(text) > most:
        raise ValueError(f"has {len(text)} characters; it can have {most}.")
    return text


Text = Annotated[str, AfterValidator(said)]
Texts = Annotated[list[Text], Field(min_length=2, max_length=10)]
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


class QuestionForm(Form):
    """What a line of every kind has. Own fields go into `tags`, and so do the `kept` ones of a kind."""

    called: ClassVar[str]
    kept: ClassVar[tuple[str, ...]] = ()

    id: Id
    question: Text
    passage: PassageForm | None = None
    passage_id: Id | None = None
    tags: dict[str, JsonValue] = {}

    @field_validator("passage_id")
    @classmethod
    def _one_passage(cls, passage_id: str | None, info: ValidationInfo) -> str | None:
        passage = info.data.get("passage")
        if passage_id and passage and passage.id != passage_id:
            raise ValueError(f"“{passage_id}” isn't the passage that stands in the line, “{passage.id}”; keep one.")
        return passage_id

    @model_validator(mode="after")
    def _tagged_once(self) -> Self:
        if twice := sorted(self._kept().keys() & self.tags.keys()):
            raise ValueError(f"“{twice[0]}” stands in the line and in its tags; keep one.")
        return self

    def new(self) -> NewQuestion:
        """The question as it is to be stored; each kind adds what is its own."""
        passage_id = self.passage.id if self.passage else self.passage_id
        tags = {**self.tags, **self._kept()}
        return NewQuestion(id=self.id, text=self.question, passage_id=passage_id, tags=tags)

    def _kept(self) -> dict[str, str]:
        return {name: value for name in self.kept if (value := getattr(self, name)) is not None}


def each_once(texts: list[str], called: str) -> list[str]:
    if len(set(texts)) < len(texts):
        raise ValueError(f"two {called}s are the same; change one.")
    return texts


def an_index(index: int | None, texts: Sequence[str], called: str) -> int | None:
    """The index, if there is such a text; of fewer than two texts something else is wrong."""
    last = len(texts) - 1
    if index is not None and last > 0 and not 0 <= index <= last:
        raise ValueError(f"{index} is no {called}'s index; it can be 0 to {last}.")
    return index
