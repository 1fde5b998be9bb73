"""What an answer says, in words, before it is submitted; and when it is asked again whether it is meant."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from debate.core.prompts import LETTERS
from debate.core.quotes import quotes
from debate.core.types import WHOLE, Belief, Choice, Items, Marks, Scale, Speech, Turn
from judges.forms import AnswerForm
from judges.parts import BeliefPart, ChoicePart, MarksPart, Part, StrengthPart

# Beyond this, one says that one errs less than once in twenty: easily said, seldom so.
SURE = 9_500


@dataclass(frozen=True)
class Said:
    """One part of an answer; `own` says that the lines are the person's own words."""

    title: str
    lines: tuple[str, ...]
    own: bool


def said(form: AnswerForm) -> list[Said]:
    """A valid form's answer, part by part; what was left empty isn't said."""
    parts = [(part, _lines(part, form.reply)) for part in form.parts]
    return [Said(part.title, lines, isinstance(part.want, Speech | Items)) for part, lines in parts if lines]


def _lines(part: Part, reply: Turn) -> tuple[str, ...]:
    match part.want:
        case Belief():
            return (_preferred(part) if isinstance(part, StrengthPart) else _believed(part, reply.belief),)
        case Speech():
            return (reply.text,) if reply.text else ()
        case Choice(name=name):
            assert isinstance(part, ChoicePart)
            return (part.said(reply.choices[name]),)
        case Scale(name=name, low=low, high=high):
            step = {"step": reply.scales[name], "low": low, "high": high}
            return (_("%(step)s, where %(low)s is the least and %(high)s the most") % step,)
        case Marks():
            return _marked(part)
        case Items(name=name):
            return reply.items[name]
        case _:
            raise NotImplementedError(f"{part.want} has no words here")


def _believed(part: Part, belief: Sequence[int]) -> str:
    """“You give 70 % to B: Paris; 30 % to A: Rome.”, the most first: the very words that stand below the sliders."""
    assert isinstance(part, BeliefPart)
    shares = _shown(part, belief)
    places = sorted(range(len(shares)), key=lambda place: -shares[place])
    return _("You give {shares}.").format(shares="; ".join(_share(part, shares, place) for place in places))


def _share(part: BeliefPart, shares: Sequence[int], place: int) -> str:
    """“70 % to B: Paris”"""
    # Texts of either direction of writing stay whole in a sentence of ours.
    text = f"\u2068{part.want.over[part.order[place]]}\u2069"
    return _("{share} to {letter}: {text}").format(share=_percent(shares[place]), letter=LETTERS[place], text=text)


def _preferred(part: StrengthPart) -> str:
    first, last = part.ends
    said = {"step": part.bound().value(), "first": first, "steps": part.want.steps, "last": last}
    return _("%(step)s, where 1 is %(first)s for certain and %(steps)s is %(last)s for certain") % said


def _marked(part: Part) -> tuple[str, ...]:
    assert isinstance(part, MarksPart)
    marked = [(str(box.label), str(note.value() or "").strip()) for box, note in part.rows if box.value()]
    return tuple(f"{label}: {note}" if note else label for label, note in marked)


# Doubts


def doubts(form: AnswerForm, passage: str = "") -> list[str]:
    """What to ask before a belief is taken: whether its swing to another side is meant, or its passing 95 %.

    Nothing when it is what was said last. The ends of a scale of preferences say in words how sure they are. And
    whether somebody is to be challenged without a word, or the `passage`, which they have
    before them, quoted otherwise than it says.
    """
    return [*_of_belief(form), *_unsaid(form), *_misquoted(form, passage)]


def _unsaid(form: AnswerForm) -> list[str]:
    if form.reply.choices.get("verdict") != "challenge" or form.reply.text:
        return []
    return [_("You challenge a step and give no reason: the prover has to guess what is wrong. Is that what you mean?")]


def _misquoted(form: AnswerForm, passage: str) -> list[str]:
    """Others are shown that such a quote was not found."""
    found = quotes(form.reply.text, passage) if passage else ()
    missing = [quote.text for quote in found if not quote.verified]
    said = _(
        "The passage doesn’t say this word for word, in three words or more: “%(words)s”. It is shown as not found."
    )
    return [said % {"words": f"\u2068{words}\u2069"} for words in missing]


def _of_belief(form: AnswerForm) -> list[str]:
    part = next((part for part in form.parts if isinstance(part, BeliefPart)), None)
    if part is None:
        return []
    before = tuple(round(share * 100) for share in part.page.before)
    now = _shown(part, form.reply.belief)
    return [doubt for doubt in (_swing(part, before, now), _sure(before, now)) if doubt]


def _shown(part: BeliefPart, belief: Sequence[int]) -> tuple[int, ...]:
    """In the order in which the part shows its labels."""
    return tuple(belief[option] for option in part.order)


def _swing(part: BeliefPart, before: Sequence[int], now: Sequence[int]) -> str:
    was, becomes = _leader(before), _leader(now)
    if was is None or becomes is None or was == becomes:
        return ""
    said = {"before": _share(part, before, was), "now": _share(part, now, becomes)}
    return _("Before you gave %(before)s, now %(now)s. Is that what you mean?") % said


def _leader(shares: Sequence[int]) -> int | None:
    """The place that has the most; None where several have."""
    most = max(shares, default=0)
    return shares.index(most) if list(shares).count(most) == 1 else None


def _sure(before: Sequence[int], now: Sequence[int]) -> str:
    place = now.index(max(now))
    if now[place] <= SURE or (before and before[place] > SURE):
        return ""
    times, of = _at_most(WHOLE - now[place])
    said = {"share": _percent(now[place]), "times": times, "of": number_format(of, use_l10n=True, force_grouping=True)}
    if not times:
        never = _("%(share)s says: not even once in %(of)s cases like this am I wrong. Is that what you mean?")
        return never % said
    return (
        ngettext(
            "%(share)s says: in %(of)s cases like this I am wrong once at most. Is that what you mean?",
            "%(share)s says: in %(of)s cases like this I am wrong %(times)s times at most. Is that what you mean?",
            times,
        )
        % said
    )


def _at_most(rest: int) -> tuple[int, int]:
    """How often in how many cases, in the smallest numbers: 4 % is 1 in 25, 3 % is 3 in 100."""
    of = next(of for of in (25, 50, 100, 200, 1_000, WHOLE) if rest * of % WHOLE == 0 and (rest or of == 1_000))
    return rest * of // WHOLE, of


def _percent(share: int) -> str:
    return f"{number_format(Decimal(share) / 100, use_l10n=True)}\u00a0%"
