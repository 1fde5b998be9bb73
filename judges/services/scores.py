"""The last words of people on debates whose truth is told, for showing each what they were worth."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import QuerySet

from debate.core.types import Question, is_right, is_tie
from debate.models import Experiment, Player, Pool
from debate.transcripts import question_in
from judges import pay
from judges.models import Place, Rating
from judges.scoring import Unscorable


@dataclass(frozen=True, kw_only=True)
class Told:
    """A judgement and its truth. `score` = 100 for certainty that was right, 0 for equal shares, less for worse."""

    place: int
    player: Player
    debate: int
    question_id: int
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
    for rating in _last_words(pool, player):
        question = question_in(rating.place.debate)
        if question.truth is None or rating.place.player is None:
            continue
        try:
            score = 100 * pay.share(rule, tuple(rating.belief), question.truth)
        except Unscorable:
            continue
        yield Told(
            place=rating.place_id,
            player=rating.place.player,
            debate=rating.place.debate_id,
            question_id=rating.place.debate.question_id,
            question=question,
            belief=tuple(rating.belief),
            truth=question.truth,
            rounds=rating.round,
            score=score,
        )


def _last_words(pool: Pool, player: Player | None) -> QuerySet[Rating]:
    ended = Place.judgements.filter(pool=pool, player__isnull=False, finished_at__isnull=False, left_at=None)
    study = {"debate__experiment__closed": True, "debate__experiment__purpose": Experiment.Purpose.STUDY}
    theirs = ended.filter(player=player, **study) if player else ended.filter(player__bot=False, **study)
    words = Rating.objects.filter(final=True, place__in=theirs).exclude(belief=[])
    return words.select_related("place__player", "place__debate__question__passage").order_by(
        "place__finished_at", "pk"
    )
