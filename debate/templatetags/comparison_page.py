"""How the page of a comparison says what is known, and writes what a right answer takes."""

from __future__ import annotations

from typing import Literal

from django import template

from debate.desk import Compared
from judges.stats import Figure

register = template.Library()
# From here on, in seconds, times are told in minutes.
LONG = 90


@register.filter
def spelled_out(compared: Compared) -> str:
    """“Of 6 arms, the whole interval of 2 lies above blind judgement, of 1 below it; 3 hold no difference.”"""
    whole, better, worse = len(compared.held), len(compared.better), len(compared.worse)
    unsure = whole - better - worse
    if whole < 2:
        return ""
    if unsure == whole:
        return f"The intervals of all {whole} arms hold no difference."
    sides = [(better, "above blind judgement"), (worse, "below blind judgement")]
    told = " and ".join(f"that of {n} {where}" for n, where in sides if n)
    rest = f"; {unsure} hold{'s' if unsure == 1 else ''} no difference" if unsure else ""
    return f"Of {whole} arms, the whole interval: {told}{rest}."


@register.filter
def change(figure: Figure, unit: Literal["minutes", "usd"]) -> str:
    """A difference: “+2.0 min”, “−$0.10”."""
    if figure.value is None:
        return "–"
    number, before, after = _in(figure, unit)
    return f"{_sign(figure.value)}{before}{number(figure.value)}{after}"


@register.filter
def change_between(figure: Figure, unit: Literal["minutes", "usd"]) -> str:
    """Its interval in the same unit: “+0.5 to +3.5”; nothing where there is none."""
    if figure.low is None or figure.high is None:
        return ""
    number, _, _ = _in(figure, unit)
    return f"{_sign(figure.low)}{number(figure.low)} to {_sign(figure.high)}{number(figure.high)}"


class _Number:
    """Writes amounts of one figure alike: times the unit, with as many digits as its value takes."""

    def __init__(self, times: float, digits: int) -> None:
        self.times, self.digits = times, digits

    def __call__(self, value: float) -> str:
        return f"{abs(value) * self.times:,.{self.digits}f}"


def _in(figure: Figure, unit: Literal["minutes", "usd"]) -> tuple[_Number, str, str]:
    value = abs(figure.value or 0)
    if unit == "usd":
        return _Number(1, 2 if value >= 0.095 else 4 if value >= 0.00095 else 5), "$", ""
    return (_Number(1, 1), "", " min") if 60 * value >= LONG else (_Number(60, 1), "", " s")


def _sign(value: float) -> str:
    return "−" if value < 0 else "+"


@register.filter
def amount(value: float) -> str:
    """For a form: “15”, “12.5”."""
    return f"{value:g}"


@register.filter
def dollars(value: float) -> str:
    """“$15”, “$12.50”."""
    return f"${value:,.0f}" if value == round(value) else f"${value:,.2f}"
