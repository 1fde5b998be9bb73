"""What a pool asks of its people: comprehension questions and surveys, a form each."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django import forms
from django.db.models import Max
from unfold.admin import StackedInline
from unfold.widgets import UnfoldAdminTextareaWidget

from debate.admin.studies import Ours
from judges.models import FormItem

Kind, Part = FormItem.Kind, FormItem.Part
WITH_OPTIONS = (Kind.CHOICE, Kind.LIKERT)
WITH_LIMITS = (Kind.NUMBER, Kind.TEXT)
# What stays open once somebody has answered: whoever reads the answers must know what was asked.
ALWAYS = ("retired", "position", "id", "DELETE")
KEPT = "It was answered {}, so it stays as it was asked. Retire it, and ask another in its place."
FEWEST = 2
LONGEST = 300


class Lines(forms.CharField):
    """A list of texts, one a line."""

    widget = UnfoldAdminTextareaWidget(attrs={"rows": 4})

    def prepare_value(self, value: Any) -> Any:
        return "\n".join(value) if isinstance(value, list) else value

    def to_python(self, value: Any) -> Any:
        """A list is what is stored, of a field that can't be changed any more."""
        lines = value if isinstance(value, list) else str(value or "").splitlines()
        return [line.strip() for line in lines if line.strip()]

    def validate(self, value: Any) -> None:
        super().validate(value)
        if len(set(value)) < len(value):
            raise forms.ValidationError("One of them is there twice.")
        if any(len(line) > LONGEST for line in value):
            raise forms.ValidationError(f"One of them is longer than {LONGEST} characters.")

    def has_changed(self, initial: Any, data: Any) -> bool:
        return bool(self.to_python(data) != (initial or []))


class FormItemForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    options = Lines(
        required=False,
        help_text="One a line. Of a Likert scale: the words of its points, from one end to the other.",
    )

    class Meta:
        model = FormItem
        fields = (
            "part",
            "kind",
            "words",
            "help",
            "options",
            "right",
            "why",
            "least",
            "most",
            "required",
            "position",
            "retired",
        )
        widgets = {
            "words": UnfoldAdminTextareaWidget(attrs={"rows": 2}),
            "why": UnfoldAdminTextareaWidget(attrs={"rows": 2}),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        answers = self.instance.answers.count() if self.instance.pk else 0
        if answers:
            for name, field in self.fields.items():
                field.disabled = name not in ALWAYS
            times = "once" if answers == 1 else f"{answers} times"
            self.fields["words"].help_text = KEPT.format(times)

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or self.cleaned_data
        if self.fields["words"].disabled:
            return given
        for name, problem in problems(given):
            self.add_error(name, problem)
        if given.get("part") == Part.COMPREHENSION:
            given["required"] = True
        return given

    def save(self, commit: bool = True) -> FormItem:
        """A new one comes after those that there are."""
        item: FormItem = self.instance
        if item._state.adding and not item.position:
            last: int | None = FormItem.objects.filter(pool=item.pool).aggregate(last=Max("position"))["last"]
            item.position = 0 if last is None else last + 1
        saved: FormItem = super().save(commit)
        return saved


def problems(given: dict[str, Any]) -> Iterator[tuple[str, str]]:
    """What is wrong with a question, by field; `given` are its cleaned values."""
    kind, options = given.get("kind"), given.get("options") or []
    if kind in WITH_OPTIONS and len(options) < FEWEST:
        yield "options", "A scale needs two points at least." if kind == Kind.LIKERT else "Give two options at least."
    if kind in WITH_LIMITS and options:
        yield "options", "Only a choice and a scale have options."
    least, most = given.get("least"), given.get("most")
    if kind in WITH_OPTIONS and (least is not None or most is not None):
        yield "least", "Only a number and a text have a least and a most."
    if least is not None and most is not None and least > most:
        yield "most", "It is less than the least."
    yield from _of_the_answer(given, kind, options)


def _of_the_answer(given: dict[str, Any], kind: Any, options: list[str]) -> Iterator[tuple[str, str]]:
    right = given.get("right") or ""
    if given.get("part") != Part.COMPREHENSION:
        if right:
            yield "right", "Only a comprehension question has a right answer."
        return
    if kind == Kind.TEXT:
        yield "kind", "A text can’t be marked: ask for one of several, or for a number."
    elif not right:
        yield "right", "A comprehension question needs its right answer."
    elif kind in WITH_OPTIONS and options and right not in options:
        yield "right", "It isn’t among the options: copy one of them, word for word."
    elif kind == Kind.NUMBER and not _within(right, given.get("least"), given.get("most")):
        yield "right", "Give a number within the limits."


def _within(right: str, least: float | None, most: float | None) -> bool:
    try:
        number = float(right)
    except ValueError:
        return False
    return (least is None or number >= least) and (most is None or number <= most)


class QuestionInline(Ours, StackedInline):
    through = "pool__"
    model = FormItem
    form = FormItemForm
    extra = 0
    tab = True
    ordering = ("position", "pk")
    ordering_field = "position"
    hide_ordering_field = True
    verbose_name, verbose_name_plural = "question", "questions"
    fieldsets = (
        (
            None,
            {
                "fields": (
                    ("part", "kind"),
                    ("words", "options"),
                    ("right", "why"),
                    ("help", "least", "most"),
                    ("required", "retired"),
                    "position",
                )
            },
        ),
    )
