"""What people are owed, as it was settled."""

from __future__ import annotations

from django.db import models

from debate.models import Experiment
from judges.models.arriving import Attendance


class Payment(models.Model):
    """What one person earned by one experiment: settled once its truth may be told, and not changed afterwards.

    `detail` has what it was made from: the rules as they were, and each judgement with its bonus.
    """

    attendance = models.ForeignKey(Attendance, on_delete=models.PROTECT, related_name="payments")
    experiment = models.ForeignKey(Experiment, on_delete=models.PROTECT, related_name="payments")
    currency = models.CharField(max_length=3)
    base = models.DecimalField(max_digits=10, decimal_places=2)
    judged = models.DecimalField(max_digits=10, decimal_places=2, help_text="For the judgements, at so much each.")
    bonus = models.DecimalField(max_digits=10, decimal_places=2)
    detail = models.JSONField(default=dict)
    settled_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["id"]
        constraints = [models.UniqueConstraint(fields=["attendance", "experiment"], name="paid_once")]

    def __str__(self) -> str:
        return f"payment of {self.attendance_id}"
