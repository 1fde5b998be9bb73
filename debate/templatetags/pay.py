"""How amounts of money are written, in the reader's language."""

from __future__ import annotations

from decimal import Decimal

from django import template
from django.utils.formats import number_format

register = template.Library()
LEAST, MOST = 2, 4


@register.filter
def amount(value: Decimal | None) -> str:
    """“2.00”, “0.125”: two decimals, up to four where they say more; nothing known is a dash."""
    if value is None:
        return "–"
    exponent = round(value, MOST).normalize().as_tuple().exponent
    places = min(max(LEAST, -exponent), MOST) if isinstance(exponent, int) else LEAST
    return number_format(round(value, places), places, use_l10n=True, force_grouping=True)


@register.filter
def gained(value: Decimal | None) -> str:
    """With its sign, a real minus: “+0.34”, “−0.12”."""
    if value is None:
        return "–"
    sign = "+" if value > 0 else "−" if value < 0 else ""
    return f"{sign}{amount(abs(value))}"


@register.filter
def points(score: float | None) -> str:
    """−15.6 -> “−16”, with a real minus; what rounds to nothing has no sign."""
    return "–" if score is None else f"{round(score) + 0:d}".replace("-", "−")


@register.filter
def share(value: float | None) -> str:
    """0.843 -> “84”."""
    return "–" if value is None else f"{100 * value:.0f}"
