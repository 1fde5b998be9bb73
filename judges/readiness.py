"""What of a study with people is set up, and what is missing or wrong: worked out from plain values, in words. Pure.

What Prolific asks of attention checks and of pay is from its researchers' help pages, as of 2026: a study longer than
five minutes rejects nobody for a single failed check, and nobody is ever rejected for comprehension questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

# Above that share, checks are most of what people remember of a study.
MANY_CHECKS = 0.2
# Checks that all people together may meet, so few that nobody meets one twice.
FEWEST_CHECKS = 2


class Level(StrEnum):
    READY = "ready"
    NOTE = "note"
    MISSING = "missing"
    WRONG = "wrong"


@dataclass(frozen=True)
class Finding:
    """One line of the list; `where` is the tab of the pool's page that it is about."""

    level: Level
    words: str
    where: str = "general"


@dataclass(frozen=True, kw_only=True)
class Panel:
    name: str
    code_complete: str = ""
    code_screened_out: str = ""
    code_no_consent: str = ""
    code_quota_full: str = ""
    return_url: str = ""
    quota: int | None = None


@dataclass(frozen=True, kw_only=True)
class Setup:
    """A pool as it stands. `questions` counts those asked, by part; `minutes` is what one judgement typically takes,
    measured on `timed` of them; without any it is unknown."""

    consent: bool = False
    instructions: bool = False
    questions: Mapping[str, int] = field(default_factory=dict)
    rules: bool = False
    pass_mark: int = 100
    tries: int = 2
    practice: int | None = None  # debates of the experiment that is named, None = none is
    practice_debates: int = 1
    attention: int | None = None
    attention_rate: float = 0
    least_failed: int | None = None  # checks that an analysis plan takes before it leaves somebody out
    preview: bool = False
    bonus_rule: str = ""
    bonus_each: Decimal = Decimal(0)
    currency: str = "USD"
    base_pay: Decimal = Decimal(0)
    pay_each: Decimal = Decimal(0)
    least_each: int = 1
    most_each: int | None = None
    least_hourly: Decimal | None = None
    minutes: float | None = None
    timed: int = 0
    rooms: int = 0
    panels: tuple[Panel, ...] = ()
    invitations: int = 0
    unsent: int = 0  # invitations with an address that no letter has gone to
    mail: bool = False
    experiments: tuple[str, ...] = ()  # running ones that people of this pool judge
    drafts: tuple[str, ...] = ()

    @property
    def paid(self) -> bool:
        return self.base_pay > 0 or self.pay_each > 0 or self.bonus_each > 0


def findings(setup: Setup) -> tuple[Finding, ...]:
    """In the order of a study."""
    return tuple(found for look in LOOKS for found in look(setup))


def _ready(words: str, where: str = "general") -> Finding:
    return Finding(Level.READY, words, where)


def _pages(setup: Setup) -> Iterator[Finding]:
    if setup.consent:
        yield _ready("People are asked for their consent.")
    else:
        yield Finding(Level.MISSING, "There is no consent page: nobody is asked whether they agree to take part.")
    if setup.instructions:
        yield _ready("There are instructions.")
    else:
        yield Finding(Level.MISSING, "There are no instructions: people begin to judge without being told how.")


def _questions(setup: Setup) -> Iterator[Finding]:
    asked = setup.questions.get("comprehension", 0)
    if not asked and setup.rules and setup.pass_mark < 100:
        words = f"A pass mark of {setup.pass_mark} % is set, but there are no comprehension questions."
        yield Finding(Level.WRONG, words, "form_items")
    elif asked:
        words = f"{_count(asked, 'comprehension question')}, {setup.pass_mark} % to pass, {_count(setup.tries, 'try')}."
        yield _ready(words, "form_items")
    if asked and setup.pass_mark == 0:
        yield Finding(Level.WRONG, "A pass mark of 0 % lets everybody pass the comprehension questions.", "rules")
    if asked and setup.tries < 2:
        words = "People have a single try at the comprehension questions; Prolific asks for two at least."
        yield Finding(Level.WRONG if setup.panels else Level.NOTE, words, "rules")
    surveyed = sum(setup.questions.get(part, 0) for part in ("before", "after"))
    if surveyed:
        yield _ready(f"{_count(surveyed, 'survey question')}.", "form_items")


def _practice(setup: Setup) -> Iterator[Finding]:
    if setup.practice is None:
        yield Finding(Level.NOTE, "Nobody practises: the first debate that people judge counts.", "rules")
    elif setup.practice < setup.practice_debates:
        has = _count(setup.practice, "finished debate")
        words = f"{_count(setup.practice_debates, 'practice debate')} asked for, but the experiment has {has}."
        yield Finding(Level.WRONG, words, "rules")
    else:
        yield _ready(f"{_count(setup.practice_debates, 'practice debate')} before the first that counts.", "rules")


def _attention(setup: Setup) -> Iterator[Finding]:
    if setup.attention_rate > 0 and setup.attention is None:
        yield Finding(Level.WRONG, "A share of attention checks is set, but no experiment to take them from.", "rules")
    elif setup.attention_rate == 0 and setup.attention is not None:
        yield Finding(Level.WRONG, "Attention checks are chosen, but their share is 0: nobody is given one.", "rules")
    elif setup.attention is not None and setup.attention < FEWEST_CHECKS:
        words = f"The experiment with the attention checks has {_count(setup.attention, 'finished debate')}."
        yield Finding(Level.WRONG, words, "rules")
    elif setup.attention is not None:
        yield _ready(f"{100 * setup.attention_rate:g} % of a person’s debates are attention checks.", "rules")
        yield from _policy(setup)


def _policy(setup: Setup) -> Iterator[Finding]:
    if setup.attention_rate > MANY_CHECKS:
        words = f"More than {100 * MANY_CHECKS:g} % attention checks: people will feel tested rather than asked."
        yield Finding(Level.NOTE, words, "rules")
    if setup.least_failed is not None and setup.least_failed < 2:
        words = (
            "An analysis plan leaves out who failed a single check; Prolific lets nobody be rejected for fewer than 2."
        )
        yield Finding(Level.WRONG if setup.panels else Level.NOTE, words, "rules")
    likely = setup.attention_rate * setup.least_each
    if setup.panels and likely < 2:
        words = (
            f"Somebody who judges {_count(setup.least_each, 'debate')} meets fewer than 2 attention checks, too few to "
            "leave anybody out or to reject them for on Prolific: they can only be reported."
        )
        yield Finding(Level.NOTE, words, "rules")


def _pay(setup: Setup) -> Iterator[Finding]:
    if setup.preview and not (setup.bonus_rule and setup.bonus_each):
        words = "People are to be shown what an answer would earn, but there is no bonus."
        yield Finding(Level.WRONG, words, "rules")
    elif bool(setup.bonus_rule) != bool(setup.bonus_each):
        words = "A bonus needs both a rule and an amount for each judgement: one of them is missing."
        yield Finding(Level.WRONG, words, "rules")
    if not setup.paid:
        level = Level.MISSING if setup.panels else Level.NOTE
        yield Finding(level, "Nothing is paid: base pay, pay for each judgement and bonus are 0.", "rules")
        return
    sure = setup.base_pay + setup.pay_each * setup.least_each
    yield _ready(f"At least {sure:.2f} {setup.currency} for {_count(setup.least_each, 'judgement')}.", "rules")
    yield from _hourly(setup, sure)


def _hourly(setup: Setup, sure: Decimal) -> Iterator[Finding]:
    if setup.least_hourly is None:
        words = "No least hourly pay is set, so nobody is warned of pay that is too low."
        yield Finding(Level.MISSING if setup.panels else Level.NOTE, words, "rules")
        return
    if setup.minutes is None:
        words = "How long a judgement takes isn’t known yet: try the study yourself, and the hourly pay is worked out."
        yield Finding(Level.NOTE, words, "rules")
        return
    hourly = sure * 60 / Decimal(str(max(setup.minutes * setup.least_each, 0.1)))
    words = (
        f"{hourly:.2f} {setup.currency} an hour without any bonus, at {setup.minutes:.1f} minutes for a judgement "
        f"(the median of {setup.timed})"
    )
    if hourly < setup.least_hourly:
        yield Finding(Level.WRONG, f"{words}: less than the least of {setup.least_hourly:.2f}.", "rules")
    else:
        yield _ready(f"{words}.", "rules")


def _doors(setup: Setup) -> Iterator[Finding]:
    for panel in setup.panels:
        yield from _panel(panel, setup)
    if setup.rooms:
        yield _ready(f"{_count(setup.rooms, 'open room')}.", "doors")
    if setup.invitations:
        yield _ready(f"{_count(setup.invitations, 'invitation')} to use.", "invitations")
    if not (setup.panels or setup.rooms or setup.invitations):
        words = "There is no way in yet: invite people, or make a room or a panel."
        yield Finding(Level.MISSING, words, "doors")
    if setup.unsent:
        waits = f"{_count(setup.unsent, 'invitation')} with an address that no letter has gone to"
        how = "press “Invite people”" if setup.mail else "mail isn’t set up here, so copy the links"
        yield Finding(Level.NOTE, f"{waits}: {how}.", "invitations")


def _panel(panel: Panel, setup: Setup) -> Iterator[Finding]:
    wanted = (
        (panel.code_complete, "for who completes", True),
        (panel.code_screened_out, "for who doesn’t pass", bool(setup.questions.get("comprehension"))),
        (panel.code_no_consent, "for who doesn’t consent", setup.consent),
        (panel.code_quota_full, "for who comes when it is full", bool(panel.quota)),
    )
    lacks = tuple(words for code, words, needed in wanted if needed and not code)
    if lacks:
        yield Finding(Level.WRONG, f"The panel “{panel.name}” has no code {_list(lacks)}.", "doors")
    if "{code}" not in panel.return_url:
        words = "no address to hand a code in at" if not panel.return_url else "a return address without {code}"
        yield Finding(Level.WRONG, f"The panel “{panel.name}” has {words}.", "doors")
    elif not lacks:
        yield _ready(f"The panel “{panel.name}” has its link and its codes.", "doors")


def _judged(setup: Setup) -> Iterator[Finding]:
    if setup.experiments:
        yield _ready(f"People of this pool judge {_list(setup.experiments)}.")
    elif setup.drafts:
        verb = "waits" if len(setup.drafts) == 1 else "wait"
        yield Finding(Level.MISSING, f"Nothing to judge yet: {_list(setup.drafts)} {verb} to be launched.")
    else:
        words = "Nothing to judge yet: choose this pool among the judges of an experiment’s arm, and launch it."
        yield Finding(Level.MISSING, words)
    if setup.most_each is not None and setup.most_each < setup.least_each:
        words = f"At most {setup.most_each} judgements are fewer than the least, {setup.least_each}: nobody can finish."
        yield Finding(Level.WRONG, words, "rules")


LOOKS: tuple[Callable[[Setup], Iterator[Finding]], ...] = (
    _pages,
    _questions,
    _practice,
    _attention,
    _pay,
    _doors,
    _judged,
)


def _count(n: int, what: str) -> str:
    many = f"{what[:-1]}ies" if what.endswith("y") else f"{what}s"
    return f"{n} {what if n == 1 else many}"


def _list(names: tuple[str, ...]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"
