"""The audit queue: of what was settled or rated, how much is asked of auditors, what they found, what still waits."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from django.db.models import Exists, OuterRef, Q

from debate.models import Experiment, Turn
from debate.models.statements import rows
from debate.protocols.control import Control
from debate.protocols.tiered import Tiered
from debate.transcripts import protocol_of

# What the audit of a debate is asked by: an auditor's prompt, or that of the trusted model that answers instead.
PROMPTS = ("audit", "defer")
STATES = {
    "asked": Q(),
    "waiting": Q(status=Turn.Status.OPEN),
    "answered": Q(status=Turn.Status.OK),
    "unread": ~Q(status__in=(Turn.Status.OPEN, Turn.Status.OK)),
}

# By arm: what could have been audited (settled below the top, or rated), and its audits. An error, of tiers, is what
# the debate's own figures say; of control, another answer than the untrusted model's that alone has the most belief.
_AUDITS = """
SELECT d.arm_id,
    count(*) FILTER (WHERE d.measures ? 'audited' OR audit.id IS NOT NULL),
    count(audit.id),
    count(audit.id) FILTER (WHERE audit.status = 'open'),
    count(audit.id) FILTER (WHERE audit.status = 'ok'),
    count(audit.id) FILTER (WHERE (d.measures->>'error_found')::float = 1 OR (
        cardinality(array_positions(audit.belief, best.share)) = 1
        AND audit.ask->'wants'->0->'over'->>(array_position(audit.belief, best.share) - 1) <> work.option
    ))
FROM debate_debate d
LEFT JOIN LATERAL (
    SELECT t.id, t.status, t.belief, t.ask FROM debate_turn t
    WHERE t.debate_id = d.id AND t.ask->>'prompt' IN ('audit', 'defer') ORDER BY t.step LIMIT 1
) audit ON true
LEFT JOIN LATERAL (SELECT max(b) AS share FROM unnest(audit.belief) b) best ON true
LEFT JOIN LATERAL (
    SELECT t.fields->'choices'->>'option' AS option FROM debate_turn t
    WHERE audit.id IS NOT NULL AND t.debate_id = d.id AND t.step = 0 AND t.fields->'choices' ? 'option' LIMIT 1
) work ON true
WHERE d.arm_id = ANY(%(arms)s) AND d.status <> 'withdrawn' GROUP BY d.arm_id
"""


@dataclass(frozen=True, kw_only=True)
class Audits:
    """The audits of one arm. `budget` = the share to audit: of what is settled below the top, or of honest work.

    `control`: under control, where `judged` is the work that was rated; else it is what was settled below the top.
    `unread` = closed without an answer; `errors` = an auditor favours another answer.
    """

    arm: str
    control: bool
    deferred: bool
    budget: float
    judged: int
    asked: int
    waiting: int
    answered: int
    errors: int

    @property
    def unread(self) -> int:
        return self.asked - self.waiting - self.answered

    @property
    def share(self) -> float | None:
        """Of what could have been audited, the share that was asked to be."""
        return self.asked / self.judged if self.judged else None


def audits_of(experiment: Experiment) -> tuple[Audits, ...]:
    """Of its arms that audit at all; () where none does."""
    auditing = {
        arm.pk: (arm.name, protocol)
        for arm in experiment.arms.select_related("config")
        if isinstance(protocol := protocol_of(arm), Control | Tiered)
    }
    return tuple(_audits(auditing)) if auditing else ()


def _audits(auditing: dict[int, tuple[str, Control | Tiered]]) -> Iterator[Audits]:
    counted = {arm: numbers for arm, *numbers in rows(_AUDITS, {"arms": list(auditing)})}
    for pk, (name, protocol) in auditing.items():
        judged, asked, waiting, answered, errors = counted.get(pk, (0, 0, 0, 0, 0))
        control = isinstance(protocol, Control)
        yield Audits(
            arm=name,
            control=control,
            deferred=isinstance(protocol, Control) and protocol.defer == "defer",
            budget=protocol.audit_budget if isinstance(protocol, Control) else protocol.spot_checks,
            judged=judged,
            asked=asked,
            waiting=waiting,
            answered=answered,
            errors=errors,
        )


def audited(state: str) -> Exists:
    """Whether a debate has an audit in this state."""
    turns = Turn.objects.filter(STATES[state], debate=OuterRef("pk"), ask__prompt__in=PROMPTS)
    return Exists(turns)
