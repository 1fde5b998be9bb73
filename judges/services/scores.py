"""The last words of people on debates whose truth is told, for showing each what they were worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from debate.core.types import Question, is_right, is_tie
from debate.models import Experiment, Player, Pool
from judges import pay
from judges.models import Place, Rating
from judges.scoring import Unscorable
from judges.services.truths import questions_of


@dataclass(frozen=True, kw_only=True)
class Told:
    """A judgement by the `person` of this public id, and its truth.

    `score` = 100 for certainty that was right, 0 for equal shares, less for what is worse.
    """

    person: str
    debate: int
    question: Question
    belief: tuple[int, ...]
    truth: int
    rounds: int
    score: float

    @property
    def right(self) -> bool:
        return is_right(self.belief, self.truth)

    @property
    def tie(self) -> bool:
        return is_tie(self.belief)


def told(pool: Pool, rule: str, player: Player | None = None) -> Iterator[Told]:
    """Of the pool's closed studies, in the order in which they were ended; of one person or of all but bots.

    `rule` = one of judges.pay.RULES. What is missing or has no known truth is left out.
    """
    rows = list(_last_words(pool, player).values_list("place__player__public_id", "place__debate", "belief", "round"))
    questions = questions_of(debate for _, debate, _, _ in rows)
    for person, debate, belief, rounds in rows:
        question, stated = questions[debate], tuple(belief)
        if question.truth is None:
            continue
        try:
            score = 100 * pay.share(rule, stated, question.truth)
        except Unscorable:
            continue
        yield Told(
            person=person,
            debate=debate,
            question=question,
            belief=stated,
            truth=question.truth,
            rounds=rounds,
            score=score,
        )


def is_told(pool: Pool) -> bool:
    """Whether there is anything to tell."""
    return _last_words(pool, None).exists()


def _last_words(pool: Pool, player: Player | None) -> QuerySet[Rating]:
    ended = Place.judgements.filter(pool=pool, player__isnull=False, finished_at__isnull=False, left_at=None)
    study = {"debate__experiment__closed": True, "debate__experiment__purpose": Experiment.Purpose.STUDY}
    theirs = ended.filter(player=player, **study) if player else ended.filter(player__bot=False, **study)
    return Rating.objects.filter(final=True, place__in=theirs).exclude(belief=[]).order_by("place__finished_at", "pk")
