"""The form of a pool: its name, its welcome, and its pages, each of them in versions."""

from __future__ import annotations

from typing import Any

from django import forms

from debate.models import Pool
from judges.admin.preview import PreviewedWidget
from judges.models import PageText
from judges.services import texts

Kind = PageText.Kind
PAGES = {
    Kind.CONSENT: "What people agree to before anything else. Say what is kept, who reads it, that their words may go "
    "to providers of models, what they are paid, and that they can withdraw. Nothing = nobody is asked.",
    Kind.INSTRUCTIONS: "How to judge, in your words. People can open it again at any time.",
    Kind.ENDING: "The last page, under the thanks and the code: whom to write to, what the study was about.",
}
MET = {Kind.CONSENT: "accepted by", Kind.INSTRUCTIONS: "read by", Kind.ENDING: "reached by"}


class PoolForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    consent = forms.CharField(required=False, widget=PreviewedWidget())
    instructions = forms.CharField(required=False, widget=PreviewedWidget())
    ending = forms.CharField(label="Last page", required=False, widget=PreviewedWidget(rows=6))

    class Meta:
        model = Pool
        fields = ("name", "welcome", "study")
        widgets = {"welcome": PreviewedWidget(rows=6)}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        stand = texts.in_force(self.instance) if self.instance.pk else {}
        for kind, what in PAGES.items():
            text = stand.get(kind)
            self.fields[kind].help_text = f"{what} {_state(text)}" if text else what
            self.initial[kind] = text.words if text else ""

    def write_pages(self) -> None:
        """Once the pool is saved."""
        for kind in PAGES:
            if kind in self.changed_data:
                texts.write(self.instance, kind, self.cleaned_data[kind])


def _state(text: PageText) -> str:
    met = texts.accepted(text)
    people = f"{met} person" if met == 1 else f"{met} people"
    change = "A change makes a new version" if met else "A change changes it in place, unless somebody is reading it"
    return f"Version {text.version}, {MET[Kind(text.kind)]} {people}. {change}."
