"""Judgements as contests: who spoke for the right option and who against it, and with how many words and quotes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import CharField, F, IntegerField, Min, Q, Sum, Value
from django.db.models.expressions import Func
from django.db.models.functions import Coalesce

from debate.models import Arm, Seat
from debate.sides import Sides
from judges.queries.drawn import Drawn
from judges.stats.bouts import SEATS, Bout
from judges.stats.rated import Rated

# Debates whose speeches are counted together.
AT_ONCE = 2_000
# As `debate.core.limits.count` has it: a letter or digit makes a word; where writing has no spaces, each character.
_UNSPACED = r"\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_WORD = rf"[{_UNSPACED}]|[^\s{_UNSPACED}]*[[:alnum:]][^\s{_UNSPACED}]*"


@dataclass(frozen=True)
class Spoken:
    """What is said for one option in a debate: by whom, and its words and quotes in numbers.

    `began` = the step and the turn of its first speech, by which it is seen who spoke first; () = nothing was said.
    """

    who: str
    began: tuple[int, ...]
    words: int
    verified: int
    unverified: int
    passage: bool


NOBODY = Spoken("", (), 0, 0, 0, True)


def bouts(these: Drawn, rated: Iterable[Rated]) -> list[Bout]:
    """One for each of these judgements between two options of a debate in which somebody defends one."""
    spoken = dict(_spoken(these))
    return [_bout(one, spoken[one.debate]) for one in rated if len(one.belief) == 2 and one.debate in spoken]


def _bout(one: Rated, by_option: Mapping[int, Spoken]) -> Bout:
    honest, dishonest = (by_option.get(option, NOBODY) for option in (one.answer, 1 - one.answer))
    # Without a passage no quote can be verified.
    checked = honest.passage and dishonest.passage
    return Bout(
        arm=one.arm,
        debate=one.debate,
        question=one.question,
        honest=honest.who,
        dishonest=dishonest.who,
        won=0.5 if one.tie else float(one.right),
        first=SEATS[dishonest.began < honest.began] if honest.began and dishonest.began else "",
        words=(honest.words, dishonest.words),
        verified=(honest.verified, dishonest.verified) if checked else None,
        unverified=(honest.unverified, dishonest.unverified) if checked else None,
    )


def _spoken(these: Drawn) -> Iterator[tuple[str, dict[int, Spoken]]]:
    """What is said for which option (its index among the debate's own) in each debate in which somebody takes one."""
    sides = Sides(Arm.objects.filter(experiment__in=these.scope.experiments).select_related("config"))
    debates = dict(these.debates().filter(arm__in=sides.arms).values_list("pk", "public_id"))
    for some in _parts(list(debates)):
        said = _by_role(some)
        for debate, settled in sides.of(some).items():
            if found := {option: said[debate, role] for role, option in settled.items() if (debate, role) in said}:
                yield debates[debate], found


def _parts(debates: list[int]) -> Iterator[list[int]]:
    return (debates[start : start + AT_ONCE] for start in range(0, len(debates), AT_ONCE))


def _by_role(debates: list[int]) -> dict[tuple[int, str], Spoken]:
    """By debate and role of its stage."""
    said = Q(turns__status="ok") & ~Q(turns__text="")
    bare = Func(F("turns__text"), Value("</?quote>"), Value(" "), Value("g"), function="regexp_replace")
    words = Func(bare, Value(_WORD), function="regexp_count", output_field=IntegerField())
    quotes = Func(F("turns__quotes"), function="jsonb_array_length", output_field=IntegerField())
    found = Func(
        F("turns__quotes"),
        template="jsonb_array_length(jsonb_path_query_array(%(expressions)s, '$[*] ? (@.found != null)'))",
        output_field=IntegerField(),
    )
    rows = Seat.objects.filter(debate__in=debates, reader=0).order_by().values_list("debate", "role")
    counted = rows.annotate(
        who=Coalesce("player__endpoint__model", "pool__name", Value(""), output_field=CharField()),
        step=Min("turns__step", filter=said),
        turn=Min("turns", filter=said),
        words=Coalesce(Sum(words, filter=said), 0),
        verified=Coalesce(Sum(found, filter=said), 0),
        quotes=Coalesce(Sum(quotes, filter=said), 0),
        passage=F("debate__question__passage"),
    )
    return {
        (debate, role): Spoken(
            who, () if step is None else (step, turn), words, verified, quotes - verified, passage is not None
        )
        for debate, role, who, step, turn, words, verified, quotes, passage in counted
    }
