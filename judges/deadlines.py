"""What was kept of an answer when its time ran out is the answer, if it is one: nobody's work is lost to a clock."""

from __future__ import annotations

from django.db.models import Q
from django.utils import timezone

from debate import access, services
from debate.models import Turn
from judges import services as judging
from judges.forms import AnswerForm
from judges.models import Draft

KEPT = "its time ran out: taken as it was kept then"


def submit_kept() -> int:
    """Answer the turns past their deadline, and late chairs', of which a whole answer was kept; returns how many.

    The others are closed without an answer by the sweep. A form that is submitted before the sweep comes, counts.
    """
    over = Q(turn__deadline__lt=timezone.now()) | Q(turn__in=[one.turn for one in judging.late_chairs()])
    late = Draft.objects.filter(over, turn__status=Turn.Status.OPEN)
    return sum(_submit(draft) for draft in late.select_related("turn__seat"))


def _submit(draft: Draft) -> bool:
    page = access.seat_page(draft.turn.seat)
    if page.turn != draft.turn.public_id:
        return False
    form = AnswerForm(page, draft.values)
    return form.is_valid() and services.answer_by_person(draft.turn, services.Answer(reply=form.reply, reason=KEPT))
