"""Debates that wait for a chair who doesn't come: they go on without the answer, or with somebody else."""

from __future__ import annotations

from django.db import transaction

from debate.core.types import Turn as Reply
from debate.models import Turn
from debate.services.advance import locked
from debate.services.answer import Answer, answer_by_person
from debate.services.wake import tell
from debate.transcripts import ask_from_json
from judges import services as judging
from judges.models import Place
from judges.services.chairs import Late, late_chairs

# The reason in a turn that the debate no longer waited for.
TOO_LATE = "no answer within the time that the debate waits for its chair"


def close_late_chairs() -> int:
    """Let debates go on whose chair is late, by the rules of the chair's pool; returns how many.

    A chair who has answered nothing yet is given to somebody else, if the rules say so. Of one who has, the answer is
    missing whatever they say: that loses one belief, where to fail would lose the debate and all who judge it.
    """
    return sum(_close(late) for late in late_chairs())


@transaction.atomic
def _close(found: Late) -> bool:
    debate = locked(found.debate)
    # Read again under the lock: they may have answered meanwhile.
    for late in late_chairs(found.turn):
        if late.free:
            judging.leave(Place.objects.select_for_update().get(pk=late.place))
            tell(debate.public_id, debate.experiment.name)
        else:
            turn = Turn.objects.select_related("debate", "seat").get(pk=late.turn)
            turn.debate = debate
            reply = Reply(ask=ask_from_json(turn.ask), status="timed_out")
            return answer_by_person(turn, Answer(reply=reply, reason=TOO_LATE))
        return True
    return False
