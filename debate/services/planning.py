"""What an experiment would run: its questions, its trials, and everything that stands in the way."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from random import Random

from debate.core.design import ArmDesign, BadDesign, Item, Trial, trials
from debate.core.parameters import BadParameters
from debate.core.protocol import OversightProtocol
from debate.core.types import Case, Question, Role
from debate.llm.prices import price_of
from debate.models import Arm, ArmSeat, Endpoint, Experiment, OfStudy, ProtocolConfig, QuestionSet
from debate.models import Question as QuestionRow
from debate.services.plants import kinds_for, no_such_plant
from debate.services.preregister import wrong_in
from debate.transcripts import protocol_of, question_of
from judges import services as judging

Kind = ArmSeat.Kind


def chosen_questions(experiment: Experiment) -> list[QuestionRow]:
    """The set's questions, or a seeded sample of them, in the set's order. What is long of them is read when needed."""
    questions = list(experiment.question_set.questions.defer("candidate", "tags", "arguments"))
    if experiment.most_questions is None or experiment.most_questions >= len(questions):
        return questions
    drawn = Random(experiment.seed).sample(range(len(questions)), experiment.most_questions)
    return [questions[n] for n in sorted(drawn)]


@dataclass(frozen=True)
class Problem:
    """One thing that stands in the way of a launch, in words; `where` has to be changed to mend it."""

    words: str
    where: Experiment | QuestionSet | ProtocolConfig | Endpoint

    def __str__(self) -> str:
        return self.words


def problems(experiment: Experiment, arms: Sequence[Arm], questions: Sequence[QuestionRow]) -> list[Problem]:
    """Everything that stands in the way of a launch."""
    found = []
    if not arms:
        found.append(Problem("It has no arms: add at least one.", experiment))
    if not questions:
        empty = f"The question set “{experiment.question_set}” is empty: import questions into it."
        found.append(Problem(empty, experiment.question_set))
    for arm in arms:
        own = _arm_problems(experiment, arm, questions)
        found += [Problem(f"Arm “{arm.name}”: {problem}", problem.where) for problem in own]
    found += [Problem(words, experiment) for words in _strangers(experiment, arms)]
    found += [Problem(f"Analysis plan, {wrong}", experiment) for wrong in wrong_in(experiment, arms)]
    if loop := untaught(arms):
        names = ", ".join(f"“{arm.name}”" for arm in loop)
        circle = f"The arms {names} wait for each other, so that none of them would ever begin."
        found.append(Problem(circle, experiment))
    if not found:
        found += _design_problems(experiment, arms, questions)
    return found


def _strangers(experiment: Experiment, arms: Sequence[Arm]) -> list[str]:
    """What another study owns: its members alone may see it, and here others would."""
    seats = [seat for arm in arms for seat in arm.seats.all()]
    used: set[OfStudy | None] = {experiment.question_set, *(arm.config for arm in arms)}
    used |= {thing for seat in seats for thing in (seat.endpoint, seat.pool, seat.selector)}
    foreign = [thing for thing in used if thing and thing.study_id not in (None, experiment.study_id)]
    return sorted(
        f"“{thing}” belongs to the study “{thing.study}”: put the experiment into that study, or use another."
        for thing in foreign
    )


def _arm_problems(experiment: Experiment, arm: Arm, questions: Sequence[QuestionRow]) -> list[Problem]:
    try:
        protocol = protocol_of(arm)
    except BadParameters as problem:
        return [Problem(str(problem), arm.config)]
    found = [Problem(words, experiment) for words in _seat_problems(arm, protocol, questions)]
    return found + _unpriced(experiment, arm.seats.all())


def _seat_problems(arm: Arm, protocol: OversightProtocol, questions: Sequence[QuestionRow]) -> list[str]:
    found, seats = [], list(arm.seats.all())
    question = question_of(questions[0]) if questions else Question(text="", options=("", ""))
    roles = {role.name: role for role in protocol.roles(Case(question=question))}
    for role in roles.values():
        if not role.chair and speaker(seats, role.name) is None:
            found.append(f"nobody sits in the seat “{role.name}”; name an endpoint or a pool for it.")
    for seat in seats:
        if seat.kind == Kind.SPEAKER and seat.role and seat.role not in roles:
            found.append(f"it has no seat “{seat.role}”; it has: {', '.join(sorted(roles)) or 'none'}.")
        if seat.best_of > 1 and seat.selector is None:
            found.append(f"best-of-{seat.best_of} needs a selector: name the endpoint that picks.")
        if seat.probed and seat.selector is None:
            found.append("probing private reasoning needs a selector: name the endpoint that reads it.")
    if protocol.decides and judges_of(seats):
        found.append("its verdict comes from its own seats, so it takes no judges.")
    if not protocol.decides and not judges_of(seats):
        found.append("it has no judges; name an endpoint or a pool of people.")
    if protocol.learns and not arm.after.all():
        found.append("it learns from other arms: name in “after” those that it waits for.")
    found += _plant_problems(arm, roles)
    if protocol.announced and not protocol.flags:
        found.append(
            "“announced” tells speakers that others flag misbehaviour, and nobody does: switch “flags” on too."
        )
    found += _earlier_problems(arm, protocol, questions)
    if protocol.reader().reads_passage and any(q.passage_id is None for q in questions):
        found.append("its judge reads the passage, but some questions have none.")
    return found


def _earlier_problems(arm: Arm, protocol: OversightProtocol, questions: Sequence[QuestionRow]) -> Iterator[str]:
    """What keeps its model judges from reading earlier transcripts first."""
    if not protocol.earlier:
        return
    if not arm.after.all():
        yield "its judges read earlier transcripts: name in “after” the arms that these are from."
    judges = list(arm.seats.all()) if protocol.decides else judges_of(arm.seats.all())
    if not any(seat.endpoint_id for seat in judges):
        yield "earlier transcripts are for models, and none of its judges is one: set “earlier” to 0."
    # Those about a judge's own question, or on its passage, are none that it may read.
    matters = Counter(row.passage_id or f"question {row.pk}" for row in questions)
    most = min((len(questions) - n for n in matters.values()), default=0)
    if questions and most < protocol.earlier:
        yield (
            f"its judges are to read {protocol.earlier} transcripts about other questions and passages than their own, "
            f"but for some question there are {most}: take fewer, or more questions."
        )


def _plant_problems(arm: Arm, roles: Mapping[str, Role]) -> Iterator[str]:
    able = [name for name, role in roles.items() if not (role.chair or role.monitor)]
    kinds = kinds_for(arm.experiment.study_id) if arm.plants else {}
    for seat, wanted in arm.plants.items():
        if seat not in able:
            yield f"no plant can sit in “{seat}”; one can in: {', '.join(able) or 'none'}."
        if wanted.get("plant") not in kinds:
            yield no_such_plant(wanted.get("plant"), kinds)


def taught_first(arms: Sequence[Arm]) -> list[Arm]:
    """The arms in an order in which each comes after those that it learns from; circles are left out."""
    taught: list[Arm] = []
    while more := [arm for arm in arms if arm not in taught and set(arm.after.all()) <= set(taught)]:
        taught += more
    return taught


def untaught(arms: Sequence[Arm]) -> list[Arm]:
    """The arms that wait, in the end, for themselves."""
    able = taught_first(arms)
    return [arm for arm in arms if arm not in able]


def endpoints_in(seats: Iterable[ArmSeat]) -> list[Endpoint]:
    """The endpoints that these seats name, once each, by name."""
    named = {endpoint for seat in seats for endpoint in (seat.endpoint, seat.selector) if endpoint}
    return sorted(named, key=lambda endpoint: endpoint.name)


def _unpriced(experiment: Experiment, seats: Iterable[ArmSeat]) -> list[Problem]:
    if experiment.budget_usd is None:
        return []
    unpriced = [endpoint for endpoint in endpoints_in(seats) if price_of(endpoint) is None]
    words = "the price of {} isn't known, so the budget can't be kept; enter its price or take the cap away."
    return [Problem(words.format(endpoint.name), endpoint) for endpoint in unpriced]


def _design_problems(experiment: Experiment, arms: Sequence[Arm], questions: Sequence[QuestionRow]) -> list[Problem]:
    try:
        design(experiment, arms, questions)
    except BadDesign as problem:
        return [Problem(str(problem), experiment)]
    return []


def design(experiment: Experiment, arms: Sequence[Arm], questions: Sequence[QuestionRow]) -> tuple[Trial, ...]:
    """The trials that the experiment's seed gives; raises BadDesign."""
    items = [item_of(question) for question in questions]
    return trials(items, [_arm_design(arm) for arm in arms], experiment.repeats, experiment.seed)


def item_of(question: QuestionRow) -> Item:
    """A question row as the design sees it."""
    return Item(
        id=question.external_id,
        options=len(question.options),
        answer=question.answer,
        pair=(question.pair[0], question.pair[1]) if question.pair else None,
        form="candidate" if question.kind == QuestionRow.Kind.CANDIDATE else "options",
    )


def _arm_design(arm: Arm) -> ArmDesign:
    protocol = protocol_of(arm)
    chairs = len(judging.wanted_by(arm)) if protocol.chaired else 0
    return ArmDesign(name=arm.name, protocol=protocol, chairs=chairs)


def speaker(seats: Sequence[ArmSeat], role: str) -> ArmSeat | None:
    """The row for this role, else the one for every speaking seat."""
    speakers = [seat for seat in seats if seat.kind == Kind.SPEAKER]
    return next((s for s in speakers if s.role == role), next((s for s in speakers if not s.role), None))


def judges_of(seats: Iterable[ArmSeat]) -> list[ArmSeat]:
    return [seat for seat in seats if seat.kind == Kind.JUDGE]
