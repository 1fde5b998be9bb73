"""A debate as one JSON object: the format of exported files, written by `exporters`, read back by `importers`.

Options are indices into the question's `options`. Beliefs are hundredths of a percent in that order, of the `pair`
alone where there is one. Times are UTC, money is USD, offsets count characters. People are pseudonyms. What stands
under "derived" follows from the rest: it is for readers of the file and passed over when it is read back.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, SerializerFunctionWrapHandler, model_serializer

from debate.analysis_plans import PlanRecord

Id = Annotated[str, Field(min_length=1, max_length=20)]
Name = Annotated[str, Field(max_length=100)]
Small = Annotated[int, Field(ge=0, le=32767)]
Big = Annotated[int, Field(ge=-(2**63), lt=2**63)]
Options = list[Small]


class Record(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class ExperimentRecord(Record):
    """The same in every line. `arms` in the researcher's order.

    `analysis` = the plan that was frozen at the launch, `analysis_hash` = the sha256 of it and of its design.
    `withdrawn` (derived) = how many judgements, people and debates aren't in the file: people took them back.
    One of which `purpose` is for practice, or attention checks, is in no study's figures.
    """

    name: Name
    seed: Big
    repeats: Small
    most_questions: int | None
    budget_usd: float | None
    spent_usd: float
    status: Literal["running", "paused", "finished", "cancelled"]
    pause_reason: str
    closed: bool
    created_at: datetime
    launched_at: datetime | None
    finished_at: datetime | None
    arms: list[Name]
    analysis: PlanRecord | None = None
    analysis_hash: Annotated[str, Field(pattern=r"^([0-9a-f]{64})?$")] = ""
    withdrawn: dict[str, int] | None = None
    purpose: Literal["study", "practice", "attention"] = "study"

    @model_serializer(mode="wrap")
    def _told(self, told: SerializerFunctionWrapHandler) -> dict[str, Any]:
        """Without what goes without saying: so files of studies are as they were before there was anything else."""
        values: dict[str, Any] = told(self)
        unsaid = {"withdrawn": None, "purpose": "study"}
        return {name: value for name, value in values.items() if name not in unsaid or value != unsaid[name]}


class ArmSeatRecord(Record):
    """Who sits where: a speaking role ("" = all of them), or a judge. An endpoint or a pool of people, by name."""

    kind: Literal["speaker", "judge"]
    role: str
    endpoint: Name | None
    pool: Name | None
    best_of: Small
    refine: Small
    selector: Name | None
    reasoning: bool = False
    probed: bool = False


class PlantRecord(Record):
    """In this share of an arm's debates the seat was told to misbehave covertly, in this way; if free, it might."""

    plant: str
    share: float
    free: bool = False


class KindRecord(Record):
    """What a plant was told, under its title, and the phrases by which an own kind is recognised in a speech."""

    title: str
    told: str
    signs: list[str] = []


class ArmRecord(Record):
    """One condition, as launched: `prompts` are those that replaced the protocol's own.

    `after` = the arms that it learnt from, `given` = what it learnt; null before it did. `kinds` = the words of its
    plants, by name, as frozen at the launch.
    """

    name: Name
    protocol: str
    version: str
    params: dict[str, Any]
    prompts: dict[str, str]
    judges: list[Name] = []
    after: list[Name] = []
    plants: dict[str, PlantRecord] = {}
    kinds: dict[str, KindRecord] = {}
    given: dict[str, Any] | None = None
    judgements_per_debate: Small
    seats: list[ArmSeatRecord]


class PassageRecord(Record):
    """`text` stands in the first line of the file that speaks of the passage; null in later ones."""

    id: str
    title: str
    source: str
    text: str | None


class QuestionRecord(Record):
    id: str
    kind: Literal["options", "candidate", "open"] = "options"
    question: str
    options: list[str]
    answer: Small | None
    candidate: str = ""
    correct: bool | None = None
    flaw: dict[str, Any] | None = None
    pair: Options | None
    tags: dict[str, Any]
    passage: PassageRecord | None


class SeatRecord(Record):
    """A role on the stage (`reader` 0), or one reading of a judge's. `display` = the order options are shown in.

    `player` is a person's pseudonym; `models` (derived) are the models that its endpoint's calls resolved to.
    """

    id: Id
    role: str
    reader: Small
    endpoint: Name | None
    pool: Name | None
    player: Id | None
    models: list[str]
    display: Options
    best_of: Small
    refine: Small
    selector: Name | None
    reasoning: bool = False
    probed: bool = False
    plant: str = ""


class CallRecord(Record):
    """One model call, thrown-away drafts included. `cached` = taken from an earlier one: not independent."""

    endpoint: Name
    kind: Annotated[str, Field(max_length=10)]
    sample: Small
    number: Small
    status: Literal["in_flight", "ok", "error", "lost"]
    model: str
    finish: str
    fits: bool
    text: str
    tokens_in: int
    tokens_out: int
    cost_usd: float
    cached: bool
    prompt_hash: str
    error: str
    started_at: datetime
    seconds: float | None


class QuoteRecord(Record):
    """`at` = the offsets in the turn's text, `found` = in the passage; null = not there."""

    text: str
    at: tuple[int, int]
    found: tuple[int, int] | None


class TurnRecord(Record):
    """An ask and its reply, the stage's first, then each reading's. `option` (derived) = what the role defends."""

    id: Id
    role: str
    reader: Small
    step: Small
    key: str
    option: int | None
    ask: dict[str, Any]
    status: Literal["open", "ok", "refused", "cut_off", "unparsed", "error", "timed_out"]
    reason: str
    text: str
    cut: bool
    belief: list[Small]
    fields: dict[str, Any]
    quotes: list[QuoteRecord]
    private: dict[str, Any] | None = None
    opened_at: datetime
    seen_at: datetime | None
    answered_at: datetime | None
    deadline: datetime | None
    calls: list[CallRecord]


class RatingRecord(Record):
    """What a judge believed after a round; `missing` says why there is no belief. The `final` one is the rating."""

    round: Small
    final: bool
    belief: list[Small]
    missing: Annotated[str, Field(max_length=10)]
    right: bool | None
    tie: bool | None
    brier: float | None
    log2: float | None
    clipped: bool
    at: datetime


class ReadingRecord(Record):
    """The seat (by its `reader`) from which a judge read."""

    reader: Small
    finished_at: datetime | None


class JudgementRecord(Record):
    """One wanted judgement: by an endpoint, by one (`player`) of a pool of people, or by neither: the stage's own.

    `experience` = how many judgements this person had begun before, or how many earlier transcripts a model read first.
    One with `left_at` is wanted no longer: its person had gone, and it counts in no figure.
    """

    number: Small
    endpoint: Name | None
    pool: Name | None
    player: Id | None
    chair: bool
    experience: int | None = None
    taken_at: datetime | None
    finished_at: datetime | None
    left_at: datetime | None = None
    readings: list[ReadingRecord]
    ratings: list[RatingRecord]


class OnStageRecord(Record):
    """Somebody of a pool who is wanted, or sits, in a seat of the stage. One with `left_at` had gone."""

    number: Small
    role: Annotated[str, Field(min_length=1, max_length=50)]
    pool: Name
    player: Id | None
    taken_at: datetime | None
    finished_at: datetime | None
    left_at: datetime | None = None


class DebateRecord(Record):
    """One line of a file. `sides` and `cost_usd` are derived. `on_stage` = the people of pools in its seats.

    `form` = the one in which the debate is about its question; `candidate` = the option put up as the one answer.
    """

    format: Literal["moot/1"] = "moot/1"
    id: Id
    experiment: ExperimentRecord
    arm: ArmRecord
    question: QuestionRecord
    order: int
    repeat: Small
    chair: Small
    seed: Big
    way: Small
    half: Annotated[str, Field(max_length=10)]
    pair: Annotated[Options, Field(min_length=2, max_length=2)] | None
    form: Literal["options", "candidate"] = "options"
    candidate: Small | None = None
    display: Options
    measures: dict[str, float]
    tags: dict[str, Any] = {}
    sides: dict[str, int]
    status: Literal["waiting", "running", "finished", "failed", "cancelled"]
    reason: str
    opened_at: datetime
    finished_at: datetime | None
    cost_usd: float
    seats: list[SeatRecord]
    turns: list[TurnRecord]
    judgements: list[JudgementRecord]
    on_stage: list[OnStageRecord] = []
