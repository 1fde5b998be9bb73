"""Who sits where in an arm: one list of models and people to choose from, for speakers and for judges."""

from __future__ import annotations

from typing import Any

from django import forms
from unfold.forms import PaginationInlineFormSet
from unfold.widgets import UnfoldAdminSelectWidget

from debate import access
from debate.core.types import Case, Question
from debate.models import ArmSeat, Endpoint, Pool
from debate.protocols import PROTOCOLS

Choices = list[tuple[str, Any]]
CASE = Case(question=Question(text="", options=("", ""), answer=0))


class SeatForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """`who` is an endpoint or a pool in one choice, since a seat holds exactly one of them."""

    kind: ArmSeat.Kind
    viewer = access.Viewer()
    who = forms.ChoiceField(label="who", widget=UnfoldAdminSelectWidget)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("who", who_choices(self.viewer))
        if self.instance.endpoint_id:
            self.initial["who"] = f"endpoint:{self.instance.endpoint_id}"
        elif self.instance.pool_id:
            self.initial["who"] = f"pool:{self.instance.pool_id}"

    def _offer(self, name: str, choices: Choices) -> None:
        field = self.fields.get(name)
        if isinstance(field, forms.ChoiceField):
            field.choices = choices

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        what, _, key = given.get("who", "").partition(":")
        self.instance.kind = self.kind
        self.instance.endpoint_id = int(key) if what == "endpoint" else None
        self.instance.pool_id = int(key) if what == "pool" else None
        return given


class SpeakerForm(SeatForm):
    kind = ArmSeat.Kind.SPEAKER
    role = forms.ChoiceField(label="seat", required=False, widget=UnfoldAdminSelectWidget)

    class Meta:
        model = ArmSeat
        fields = ("role", "best_of", "refine", "selector", "reasoning", "probed")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._offer("role", role_choices())


class JudgeForm(SeatForm):
    kind = ArmSeat.Kind.JUDGE

    class Meta:
        model = ArmSeat
        fields = ("reasoning", "probed", "selector")


class SpeakerFormSet(PaginationInlineFormSet):
    """With a prefix of its own: speakers and judges are rows of one table."""

    @classmethod
    def get_default_prefix(cls) -> str:
        return "speakers"


class JudgeFormSet(PaginationInlineFormSet):
    @classmethod
    def get_default_prefix(cls) -> str:
        return "judges"


def who_choices(viewer: access.Viewer) -> Choices:
    """The models and pools that the viewer may seat."""
    models = [(f"endpoint:{found.pk}", found.name) for found in access.set_up(viewer, Endpoint.objects.only("name"))]
    people = [(f"pool:{found.pk}", found.name) for found in access.set_up(viewer, Pool.objects.only("name"))]
    return [("", "choose ..."), ("Models", models), ("People", people)]


def role_choices() -> Choices:
    """Every protocol's speaking seats; whether an arm's protocol has the seat is checked at launch."""
    chosen: Choices = [("", "every seat")]
    for slug in sorted(PROTOCOLS):
        roles = [role.name for role in PROTOCOLS[slug]().roles(CASE) if not role.chair]
        if roles:
            chosen.append((PROTOCOLS[slug].title, [(role, role.replace("_", " ")) for role in roles]))
    return chosen
