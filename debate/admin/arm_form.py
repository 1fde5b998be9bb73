"""An arm's form: its protocol, the arms that it learns from, and the plants of its seats, a line each."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django import forms
from unfold.widgets import UnfoldAdminSelectMultipleWidget, UnfoldAdminTextareaWidget

from debate.models import Arm
from debate.services.plants import kinds_for

LINE = re.compile(
    r"(?P<seat>\w+)\s*[:=]\s*(?P<plant>[\w-]+)(?:[\s,]+(?P<percent>\d{1,3})\s*%)?(?P<free>[\s,]+free)?", re.I
)


class PlantsField(forms.CharField):
    """Lines such as “debater_a: stall, 50 %, free”, as the arm stores them: seat -> {plant, share, free}."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 2})

    def prepare_value(self, value: Any) -> Any:
        if not isinstance(value, dict):
            return value
        return "\n".join(_line(seat, told) for seat, told in value.items())

    def to_python(self, value: Any) -> Any:
        lines = [line.strip() for line in str(value or "").splitlines() if line.strip()]
        return dict(_planted(line) for line in lines)

    def has_changed(self, initial: Any, data: Any) -> bool:
        try:
            before = {seat: {"free": False, **told} for seat, told in (initial or {}).items()}
            return bool(self.to_python(data) != before)
        except forms.ValidationError:
            return True


def _line(seat: str, told: Mapping[str, Any]) -> str:
    return f"{seat}: {told['plant']}, {100 * told['share']:g} %{', free' if told.get('free') else ''}"


def _planted(line: str) -> tuple[str, dict[str, Any]]:
    read = LINE.fullmatch(line)
    if read is None or not 0 < int(read["percent"] or 100) <= 100:
        raise forms.ValidationError(f"“{line}” isn’t a seat with its plant, such as “debater_a: stall, 50 %”.")
    share = int(read["percent"] or 100) / 100
    return read["seat"], {"plant": read["plant"], "share": share, "free": bool(read["free"])}


class ArmForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The arms to learn from can be chosen once they are saved."""

    plants = PlantsField(
        required=False,
        help_text="Seats that misbehave covertly, a line each: “debater_a: stall, 50 %”; with “, free” if they may, "
        "and need not. The kinds and their words stand under “Plants”.",
    )

    class Meta:
        model = Arm
        fields = ("name", "config", "judgements_per_debate", "after", "plants")
        labels = {"config": "Protocol"}
        widgets = {"after": UnfoldAdminSelectMultipleWidget}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if isinstance(after := self.fields.get("after"), forms.ModelMultipleChoiceField):
            others = Arm.objects.filter(experiment=self.instance.experiment_id).exclude(pk=self.instance.pk)
            after.queryset = others if self.instance.pk else Arm.objects.none()

    def clean_plants(self) -> dict[str, Any]:
        """The library's kinds, and those of nobody or of the experiment's own study."""
        planted: dict[str, Any] = self.cleaned_data["plants"]
        experiment = self.instance.experiment if hasattr(self.instance, "experiment") else None
        kinds = kinds_for(experiment.study_id if experiment else None) if planted else {}
        if unknown := [told["plant"] for told in planted.values() if told["plant"] not in kinds]:
            raise forms.ValidationError(f"There is no plant “{unknown[0]}”. There are: {', '.join(kinds)}.")
        return planted
