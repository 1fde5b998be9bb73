"""The form that narrows a list of debates."""

from __future__ import annotations

from django import forms
from django.http import QueryDict

from debate.desk.audits import STATES
from debate.desk.listing import MISSING, OUTCOMES, Filter
from debate.models import Debate, Experiment
from judges.queries import Filters, UnknownDimension, filters_from, texts_of

ORDERS = [
    ("", "as they were opened"),
    ("-order", "opened last"),
    ("question", "question, A to Z"),
    ("-question", "question, Z to A"),
    ("arm", "arm, A to Z"),
    ("-arm", "arm, Z to A"),
    ("status", "status, A to Z"),
    ("-status", "status, Z to A"),
    ("outcome", "judged wrong first"),
    ("-outcome", "judged right first"),
    ("finished", "finished first"),
    ("-finished", "finished last"),
]


class FilterForm(forms.Form):
    """Which debates of an experiment to list; what it doesn't know is ignored."""

    question = forms.CharField(
        required=False, label="Question, or its id", widget=forms.TextInput(attrs={"type": "search"})
    )
    arm = forms.ChoiceField(required=False)
    judge = forms.ChoiceField(required=False)
    outcome = forms.ChoiceField(required=False, label="Judged")
    status = forms.ChoiceField(required=False, choices=[("", "any"), *Debate.Status.choices])
    half = forms.ChoiceField(
        required=False, choices=[("", "any"), ("honest", "honest"), ("dishonest", "dishonest")], label="Speaker"
    )
    sort = forms.ChoiceField(required=False, choices=ORDERS, label="Sorted by")
    round = forms.IntegerField(required=False, widget=forms.HiddenInput())
    reason = forms.CharField(required=False, widget=forms.HiddenInput())
    audit = forms.ChoiceField(required=False, choices=[(state, state) for state in STATES], widget=forms.HiddenInput())

    def __init__(self, experiment: Experiment, data: QueryDict) -> None:
        super().__init__(data)
        arms = experiment.arms.prefetch_related("seats__endpoint", "seats__pool")
        judges = {s.who for arm in arms for s in arm.seats.all() if s.kind == "judge"}
        self._offer("arm", [arm.name for arm in arms])
        self._offer("judge", sorted(judges))
        # A link may ask for one of the many reasons for a missing judgement.
        self._offer("outcome", list(dict.fromkeys([*OUTCOMES, MISSING, data.get("outcome") or MISSING])))

    def _offer(self, name: str, values: list[str]) -> None:
        field = self.fields[name]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", "any"), *((value, value) for value in values)]

    def wanted(self) -> Filter:
        self.is_valid()
        given = {name: value for name, value in self.cleaned_data.items() if value not in ("", None)}
        return Filter(**given, where=self._filters("where"), without=self._filters("without"))

    @property
    def kept(self) -> list[tuple[str, str]]:
        """The judgements that a page of statistics counted, as pairs of an address: they stay with every search."""
        wanted = self.wanted()
        return [("where", text) for text in texts_of(wanted.where)] + [
            ("without", text) for text in texts_of(wanted.without)
        ]

    def _filters(self, name: str) -> Filters:
        assert isinstance(self.data, QueryDict)
        try:
            return filters_from(self.data.getlist(name))
        except UnknownDimension:
            return {}
