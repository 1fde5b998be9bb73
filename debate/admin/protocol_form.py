"""A form made from a protocol's fields: one typed field a parameter, one text a prompt."""

from __future__ import annotations

from collections.abc import Iterable
from string import Template
from typing import Any

from django import forms
from django.utils.html import format_html
from unfold import widgets

from debate.admin.prompt_variables import listed, own_of, variables_of
from debate.core.parameters import BadParameters, Parameter, parameters
from debate.models import ProtocolConfig
from debate.protocols import PROTOCOLS, OversightProtocol, create

PARAMETER, PROMPT = "parameter_", "prompt_"


class ConfigForm(forms.ModelForm):  # type: ignore[type-arg]  # not subscriptable at run time
    """The base of every protocol's form; `form_for` adds its fields."""

    cls: type[OversightProtocol]

    class Meta:
        model = ProtocolConfig
        fields = ("name",)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for known in parameters(self.cls):
            self.initial[PARAMETER + known.name] = _shown(self.instance.params.get(known.name, known.default))
        for name, text in self.cls.prompts.items():
            self.initial[PROMPT + name] = self.instance.prompts.get(name, text)

    def clean(self) -> dict[str, Any]:
        given = super().clean() or {}
        if not self.errors:
            self._take_parameters(given)
        self._take_prompts(given)
        return given

    def _take_parameters(self, given: dict[str, Any]) -> None:
        values = {known.name: _value(known, given[PARAMETER + known.name]) for known in parameters(self.cls)}
        try:
            create(self.cls.slug, values)
        except BadParameters as problem:
            self.add_error(None, str(problem))
        self.instance.protocol, self.instance.params = self.cls.slug, values

    def _take_prompts(self, given: dict[str, Any]) -> None:
        texts = {name: given.get(PROMPT + name, "").replace("\r\n", "\n").strip() for name in self.cls.prompts}
        own = {name: text for name, text in texts.items() if text and text != self.cls.prompts[name].strip()}
        for name, text in own.items():
            if problem := _wrong_with(text, variables_of(self.cls, name)):
                self.add_error(PROMPT + name, problem)
        self.instance.prompts = own


def form_for(slug: str) -> type[ConfigForm]:
    """The form of the protocol of that name."""
    cls = PROTOCOLS[slug]
    made: dict[str, Any] = {PARAMETER + known.name: _field(known) for known in parameters(cls)}
    made |= {PROMPT + name: _prompt_field(cls, name) for name in cls.prompts}
    return type(f"{cls.__name__}Form", (ConfigForm,), {"cls": cls, **made})


def groups_of(cls: type[OversightProtocol]) -> tuple[list[str], list[str]]:
    """The names of the form's fields: of parameters, of prompts."""
    return [PARAMETER + known.name for known in parameters(cls)], [PROMPT + name for name in cls.prompts]


def _wrong_with(text: str, known: Iterable[str]) -> str:
    template = Template(text)
    known = sorted(known)
    names = ", ".join(f"${name}" for name in known)
    if not template.is_valid():
        return f"There is a $ that names nothing. For the sign itself write $$; the variables are: {names}."
    if unknown := [name for name in template.get_identifiers() if name not in known]:
        return f"There is no variable {', '.join(f'${name}' for name in unknown)}. There are: {names}."
    return ""


def _prompt_field(cls: type[OversightProtocol], name: str) -> forms.Field:
    own = own_of(cls, name)
    return forms.CharField(
        required=False,
        label=name.replace("_", " ").capitalize(),
        strip=False,
        widget=widgets.UnfoldAdminTextareaWidget(attrs={"rows": 8}),
        help_text=format_html("{}{}", "Here alone:" if own else "", listed(own) if own else ""),
    )


def _field(known: Parameter) -> forms.Field:
    """The field that suits a parameter's type, with its help and bounds."""
    common: dict[str, Any] = {
        "label": known.name.replace("_", " ").capitalize(),
        "help_text": " ".join(part for part in (known.help, _bounds(known)) if part),
        "required": not known.optional and known.default != (),
    }
    bounds: dict[str, Any] = {"min_value": known.low, "max_value": known.high}
    if known.type is bool:
        return forms.BooleanField(**common | {"required": False}, widget=widgets.UnfoldBooleanSwitchWidget)
    if known.type is int:
        return forms.IntegerField(**common, **bounds, widget=widgets.UnfoldAdminIntegerFieldWidget)
    if known.type is float:
        return forms.FloatField(**common, **bounds, widget=widgets.UnfoldAdminDecimalFieldWidget)
    choices = [(value, value) for value in known.among]
    if known.type is tuple and choices:
        return forms.MultipleChoiceField(
            **common, choices=choices, widget=widgets.UnfoldAdminCheckboxSelectMultipleWidget
        )
    if choices:
        none = [("", "nothing")] if known.optional else []
        return forms.ChoiceField(**common, choices=none + choices, widget=widgets.UnfoldAdminSelectWidget)
    widget = widgets.UnfoldAdminTextareaWidget if known.type is tuple else widgets.UnfoldAdminTextInputWidget
    return forms.CharField(**common, widget=widget)


def _bounds(known: Parameter) -> str:
    if known.type is tuple and not known.among:
        return "One a line."
    if known.low is not None and known.high is not None:
        return f"From {known.low:g} to {known.high:g}."
    return f"At least {known.low:g}." if known.low is not None else ""


def _shown(value: Any) -> Any:
    return "\n".join(value) if isinstance(value, list | tuple) else value


def _value(known: Parameter, given: Any) -> Any:
    """What the form read, as the parameter's JSON value."""
    if known.optional and given in ("", None):
        return None
    if known.type is tuple:
        return given.splitlines() if isinstance(given, str) else list(given)
    return given
