"""An experiment's analysis plan: from the JSON of its row, of a file of debates or of TOML, to what statistics take."""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    SerializerFunctionWrapHandler,
    ValidationError,
    model_serializer,
    model_validator,
)

from debate.models import Experiment
from judges.stats.analysis_plan import AnalysisPlan, Wrong
from judges.stats.exclusions import Exclusions
from judges.stats.sequential import Plan as Stopping

# No column takes a text with a NUL.
Text = Annotated[str, Field(pattern=r"^[^\x00]*$")]
Pair = Annotated[list[Text], Field(min_length=2, max_length=2)]
Number = Annotated[float, Field(allow_inf_nan=False)]


class BadPlan(ValueError):
    """A plan that can't be read; `wrong` says what is wrong, by field."""

    def __init__(self, wrong: tuple[Wrong, ...]) -> None:
        super().__init__("\n".join(map(str, wrong)))
        self.wrong = wrong


class PlanPart(BaseModel):
    """Nothing is guessed: an unknown field is an error."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class StoppingRecord(PlanPart):
    looks: list[Number]
    target: int
    spending: Literal["obrien_fleming", "pocock"] = "obrien_fleming"
    alpha: Number = 0.05

    @model_validator(mode="after")
    def _possible(self) -> StoppingRecord:
        self.rule()
        return self

    def rule(self) -> Stopping:
        return Stopping(looks=tuple(self.looks), target=self.target, spending=self.spending, alpha=self.alpha)


class ExclusionsRecord(PlanPart):
    """The rules by which people and judgements are left out; what isn't there is no rule."""

    failed_checks: int | None = None
    comprehension_tries: int | None = None
    seconds_least: Number | None = None

    @model_serializer(mode="wrap")
    def _told(self, told: SerializerFunctionWrapHandler) -> dict[str, Any]:
        return {name: value for name, value in told(self).items() if value is not None}

    def rules(self) -> Exclusions:
        return Exclusions(**self.model_dump())


class PlanRecord(PlanPart):
    """The fields of AnalysisPlan, as JSON has them."""

    primary: Pair | None = None
    secondary: list[Pair] = []
    figures: list[Text] = ["accuracy"]
    test: Text = ""
    where: dict[Text, list[Text]] = {}
    without: dict[Text, list[Text]] = {"question.disputed": ["true"]}
    rule: Text = "log2"
    penalty: Number = 0.0
    stopping: StoppingRecord | None = None
    notes: Text = ""
    hourly_rate_usd: Number | None = None
    exclude: ExclusionsRecord = ExclusionsRecord()

    @model_serializer(mode="wrap")
    def _told(self, told: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """As `to_json` has it: without a rate or rules where nobody set them, so that the hash of both is the same."""
        values: dict[str, Any] = told(self)
        if values.get("hourly_rate_usd") is None:
            values.pop("hourly_rate_usd", None)
        if not values.get("exclude"):
            values.pop("exclude", None)
        return values

    def plan(self) -> AnalysisPlan:
        return AnalysisPlan(
            primary=_pair(self.primary) if self.primary else None,
            secondary=tuple(map(_pair, self.secondary)),
            figures=tuple(self.figures),
            test=self.test,
            where={name: tuple(values) for name, values in self.where.items()},
            without={name: tuple(values) for name, values in self.without.items()},
            rule=self.rule,
            penalty=self.penalty,
            stopping=self.stopping.rule() if self.stopping else None,
            notes=self.notes,
            hourly_rate_usd=self.hourly_rate_usd,
            exclude=self.exclude.rules(),
        )


def _pair(names: list[str]) -> tuple[str, str]:
    return names[0], names[1]


def plan_from(values: Any) -> AnalysisPlan:
    """The plan of this JSON; what is left out is as by default. Raises BadPlan."""
    try:
        return PlanRecord.model_validate(values).plan()
    except ValidationError as error:
        found = [(".".join(map(str, one["loc"])), one["msg"]) for one in error.errors(include_url=False)]
        raise BadPlan(tuple(Wrong(field or "plan", f"{words}.") for field, words in found)) from None


def plan_of(experiment: Experiment) -> AnalysisPlan:
    """As it was frozen at the launch; of a draft, as it stands. Raises BadPlan, where a draft's can't be read."""
    frozen = experiment.analysis_frozen
    return plan_from(experiment.analysis if frozen is None else frozen)
