"""An experiment as it was, from its exported debates: rows with the ids, times and words of the file.

Restoring calls no model and spends nothing. Turns that waited for a model come back without being due: "retry what
failed" takes them up.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from decimal import Decimal
from itertools import islice
from typing import Any

from django.db import transaction

from debate.models import (
    Arm,
    ArmSeat,
    Debate,
    Endpoint,
    Experiment,
    Passage,
    Player,
    Pool,
    ProtocolConfig,
    Question,
    QuestionSet,
)
from debate.records import ArmRecord, ArmSeatRecord, DebateRecord, ExperimentRecord, PassageRecord, QuestionRecord
from debate.services.restore_rows import store_rows
from judges import services as judging

CHUNK = 100
# The address of endpoints that aren't known here: a name that resolves nowhere (RFC 2606), so that they call nobody.
NOWHERE = "http://imported.invalid/v1"


class NameTaken(Exception):
    """There is an experiment of that name."""


@transaction.atomic
def restore(
    name: str, header: ExperimentRecord, arms: Sequence[ArmRecord], debates: Iterable[DebateRecord]
) -> Experiment:
    """Store an experiment under this name; `debates` in the order of their file. Raises NameTaken.

    Its questions become a set of the experiment's name, each with the speeches that were held for its options as its
    recorded `arguments`. Debates that are in this database already get new public ids.
    """
    if Experiment.objects.filter(name=name).exists():
        raise NameTaken(name)
    who = Who()
    questions = Questions(QuestionSet.objects.create(name=_free_set_name(name), notes=f"Imported with “{name}”."))
    experiment = _experiment(name, header, questions.question_set)
    rows = {arm.name: _arm(experiment, arm, who) for arm in arms}
    for arm in arms:
        rows[arm.name].after.set(rows[name] for name in arm.after)
    left = iter(debates)
    while chunk := list(islice(left, CHUNK)):
        known = Debate.objects.filter(public_id__in=[record.id for record in chunk]).exists()
        asked = [questions.row(record) for record in chunk]
        store_rows(chunk, [rows[record.arm.name] for record in chunk], asked, who, new_ids=known)
    questions.keep_arguments()
    judging.lay_out(experiment)
    judging.begin_leases(experiment)
    judging.order_experience(experiment)
    return experiment


def _free_set_name(name: str) -> str:
    taken = set(QuestionSet.objects.filter(name__startswith=name[:90]).values_list("name", flat=True))
    others = (f"{name[:90]}-{n}" for n in range(2, len(taken) + 3))
    return next(free for free in (name, *others) if free not in taken)


def _experiment(name: str, header: ExperimentRecord, questions: QuestionSet) -> Experiment:
    other = {"name", "arms", "created_at", "budget_usd", "spent_usd", "analysis", "withdrawn"}
    values = header.model_dump(exclude=other)
    budget = None if header.budget_usd is None else Decimal(str(header.budget_usd))
    spent = Decimal(str(header.spent_usd))
    row = Experiment.objects.create(
        name=name,
        question_set=questions,
        budget_usd=budget,
        spent_usd=spent,
        analysis_frozen=header.analysis and header.analysis.model_dump(),
        **values,
    )
    # The column's own clock overrules what `create` is given.
    Experiment.objects.filter(pk=row.pk).update(created_at=header.created_at)
    return row


def _arm(experiment: Experiment, record: ArmRecord, who: Who) -> Arm:
    frozen = {"protocol": record.protocol, "version": record.version, "judges": record.judges}
    settings = {"params": record.params, "prompts": record.prompts}
    kinds = {slug: kind.model_dump() for slug, kind in record.kinds.items()}
    config = ProtocolConfig.objects.create(
        name=_free_config_name(f"{experiment.name}/{record.name}"), protocol=record.protocol, **settings
    )
    arm = Arm.objects.create(
        experiment=experiment,
        name=record.name,
        config=config,
        judgements_per_debate=record.judgements_per_debate,
        # Without plants, as a launch without them writes it: the plan's hash is over all of it.
        frozen={**frozen, **settings, **({"plants": kinds} if kinds else {})},
        plants={role: plant.model_dump() for role, plant in record.plants.items()},
        given=record.given,
    )
    for seat in record.seats:
        _arm_seat(arm, seat, who)
    return arm


def _free_config_name(name: str) -> str:
    """A configuration outlives its experiment, and may have been changed since."""
    taken = set(ProtocolConfig.objects.filter(name__startswith=name[:140]).values_list("name", flat=True))
    others = (f"{name[:140]}-{n}" for n in range(2, len(taken) + 3))
    return next(free for free in (name[:150], *others) if free not in taken)


def _arm_seat(arm: Arm, record: ArmSeatRecord, who: Who) -> None:
    ArmSeat.objects.create(
        arm=arm,
        kind=record.kind,
        role=record.role,
        endpoint=who.endpoint(record.endpoint),
        pool=who.pool(record.pool),
        best_of=record.best_of,
        refine=record.refine,
        selector=who.endpoint(record.selector),
        reasoning=record.reasoning,
        probed=record.probed,
    )


class Who:
    """Endpoints, pools and players of the file's names: those that are here, else new ones that do nothing."""

    def __init__(self) -> None:
        self.endpoints: dict[str, Endpoint] = {}
        self.pools: dict[str, Pool] = {}
        self.players: dict[tuple[str | None, str | None], Player] = {}

    def endpoint(self, name: str | None) -> Endpoint | None:
        if name is not None and name not in self.endpoints:
            values = {"base_url": NOWHERE, "model": name, "tags": {"imported": True}}
            self.endpoints[name], _ = Endpoint.objects.get_or_create(name=name, defaults=values)
        return None if name is None else self.endpoints[name]

    def pool(self, name: str | None) -> Pool | None:
        if name is not None and name not in self.pools:
            self.pools[name], _ = Pool.objects.get_or_create(name=name)
        return None if name is None else self.pools[name]

    def player(self, endpoint: str | None, person: str | None) -> Player | None:
        """An endpoint's player, or the person of this pseudonym: without account, if not known here."""
        key = endpoint, person
        if key not in self.players and key != (None, None):
            named = {"public_id": person} if person else {"endpoint": self.endpoint(endpoint)}
            self.players[key], _ = Player.objects.get_or_create(**named)
        return self.players.get(key)


class Questions:
    """The questions of a file, each stored when it is first met, with its passage; and the speeches held on them."""

    def __init__(self, question_set: QuestionSet) -> None:
        self.question_set = question_set
        self.rows: dict[str, Question] = {}
        self.passages: dict[str, Passage] = {}

    def row(self, record: DebateRecord) -> Question:
        asked = record.question
        if asked.id not in self.rows:
            self.rows[asked.id] = self._new(asked)
        row = self.rows[asked.id]
        row.arguments = _fuller(row.arguments, _speeches(record))
        return row

    def _new(self, record: QuestionRecord) -> Question:
        return Question.objects.create(
            question_set=self.question_set,
            external_id=record.id,
            kind=record.kind,
            text=record.question,
            options=record.options,
            answer=record.answer,
            candidate=record.candidate,
            correct=record.correct,
            flaw=record.flaw,
            pair=record.pair,
            tags=record.tags,
            passage=self._passage(record.passage) if record.passage else None,
        )

    def _passage(self, record: PassageRecord) -> Passage:
        if record.id not in self.passages:
            values = {"title": record.title, "source": record.source, "text": record.text or ""}
            self.passages[record.id] = self.question_set.passages.create(external_id=record.id, **values)
        return self.passages[record.id]

    def keep_arguments(self) -> None:
        Question.objects.bulk_update(self.rows.values(), ["arguments"], batch_size=500)


Speeches = list[list[dict[str, Any]]]


def _speeches(record: DebateRecord) -> Speeches | None:
    """What was said for each of the question's options, round by round; None where nobody defended any."""
    if not record.sides:
        return None
    held: Speeches = [[] for _ in record.question.options]
    for turn in record.turns:
        if turn.option is not None and turn.status == "ok" and turn.text:
            held[turn.option].append({"text": turn.text, "quotes": [quote.text for quote in turn.quotes]})
    return held


def _fuller(known: Speeches | None, met: Speeches | None) -> Speeches | None:
    """The first debate that argued the most options; for others, the first that argued those."""
    if not known or not met:
        return known or met
    first, second = sorted((known, met), key=lambda speeches: -sum(map(bool, speeches)))
    return [one or other for one, other in zip(first, second, strict=True)]
