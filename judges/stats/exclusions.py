"""Whom and what a plan leaves out, however the rest of it turns out; and how much that came to."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields

# More than a judgement can take, or anybody be asked.
MOST_SECONDS, MOST_TIMES = 86_400.0, 1_000


@dataclass(frozen=True, kw_only=True)
class Exclusions:
    """Rules of a plan; None = it has no such rule.

    `failed_checks` = people who failed at least so many attention checks. `comprehension_tries` = people who needed
    more tries than so many at the comprehension questions. `seconds_least` = judgements on which a person sat less
    than so many seconds in all.
    """

    failed_checks: int | None = None
    comprehension_tries: int | None = None
    seconds_least: float | None = None

    @property
    def set(self) -> Mapping[str, float]:
        """Those that there are, in the order in which they are kept to."""
        named = {field.name: getattr(self, field.name) for field in fields(self)}
        return {name: value for name, value in named.items() if value is not None}

    def wrong(self) -> Iterator[str]:
        """What of them can't be, in words."""
        for name, value in self.set.items():
            least, most = (0.0, MOST_SECONDS) if name == "seconds_least" else (1, MOST_TIMES)
            if not least <= value <= most:
                yield f"{name} is {value:g}, and must be from {least:g} to {most:,g}."


# Of which judgements nothing is known, where a rule can leave nothing out.
_UNKNOWN = {
    "failed_checks": "nobody was given an attention check",
    "comprehension_tries": "nobody’s tries at the comprehension questions are known",
    "seconds_least": "how long a judgement took is known of none",
}


def in_words(rule: str, value: float) -> str:
    """Whom or what a rule leaves out: “people who failed 2 or more attention checks”."""
    what = "judgements that" if rule == "seconds_least" else "people who"
    return f"{what} {_did(rule, value)}"


def _did(rule: str, value: float) -> str:
    times = f"{value:g} or more attention checks" if value > 1 else "an attention check"
    tries = f"{value:g} tries" if value > 1 else "one try"
    return {
        "failed_checks": f"failed {times}",
        "comprehension_tries": f"needed more than {tries} at the comprehension questions",
        "seconds_least": f"took less than {value:g} seconds",
    }[rule]


@dataclass(frozen=True, kw_only=True)
class Excluded:
    """What one rule of a plan left out: so many judgements, of so many `people`.

    `known` = the people of whom it can be told; where there are none, nobody could be left out.
    """

    rule: str
    value: float
    judgements: int
    people: int
    known: int

    @property
    def words(self) -> str:
        """“14 judgements of 2 people who failed 2 or more attention checks (of 31 of whom that is known)”"""
        did = _did(self.rule, self.value)
        if not self.known:
            return f"nothing, since {_UNKNOWN[self.rule]}"
        known = f"(of {self.known:,} of whom that is known)"
        if not self.judgements:
            return f"nothing, since {'no judgement' if self.rule == 'seconds_least' else 'nobody'} {did} {known}"
        judgements = "1 judgement" if self.judgements == 1 else f"{self.judgements:,} judgements"
        people = "1 person" if self.people == 1 else f"{self.people:,} people"
        return f"{judgements} of {people} {'that' if self.rule == 'seconds_least' else 'who'} {did} {known}"
