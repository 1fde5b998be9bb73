"""What is made from judgements one by one, as tables: how judges agree, what goes with winning, how debaters fare."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from debate.publishing.tables import Column, Table, Value, Written, count, figure, number, points, table, word
from judges.stats import Figure
from judges.stats.judging import Judging
from judges.stats.winning import Use

MOST_PAIRS = 50
ARM, INTERVAL, N = Column("Arm"), Column("95 % interval", True), Column("n", True)

AGREEING: dict[str, tuple[Callable[[Judging], Figure], Written]] = {
    "judges agree on the option, alpha": (lambda found: found.agreement.choice, "number"),
    "judges agree in belief, alpha": (lambda found: found.agreement.belief, "number"),
    "a model chooses alike in both orders": (lambda found: found.order_consistency, "share"),
    "an option gains by being shown first, points of belief": (lambda found: found.first_shown, "points"),
    "people are right, where models judged too": (lambda found: found.people_and_models.people, "share"),
    "models are right, where people judged too": (lambda found: found.people_and_models.models, "share"),
    "people less models, points": (lambda found: found.people_and_models.difference, "points"),
    "people and models take the same side": (lambda found: found.people_and_models.same_side, "share"),
    "the honest side wins": (lambda found: found.honest_wins, "share"),
    "the first speaker wins": (lambda found: found.first_speaker_wins, "share"),
}
USES: dict[str, Callable[[Judging], Use]] = {
    "words": lambda found: found.length,
    "verified quotes": lambda found: found.verified_quotes,
    "unverified quotes": lambda found: found.unverified_quotes,
}


def tables(found: Judging) -> tuple[Table, ...]:
    return agreeing(found), winning(found), win_rates(found), ratings(found), pairs(found), apart(found)


def _scopes(found: Judging) -> Iterator[tuple[str, Judging]]:
    """All together, then each arm where there are several."""
    yield "all arms" if found.by_arm else "", found
    yield from found.by_arm.items()


def agreeing(found: Judging) -> Table:
    """What can't be said of an arm is left out of it."""
    columns = [Column("Figure"), ARM, Column("Value", True), INTERVAL, N]
    known = [
        (what, arm, of(one), unit)
        for what, (of, unit) in AGREEING.items()
        for arm, one in _scopes(found)
        if of(one).value is not None
    ]
    return table(
        "How judges agree",
        columns,
        (
            (word(what), word(arm), *(points(of) if unit == "points" else figure(of, unit)), count(of.n))
            for what, arm, of, unit in known
        ),
    )


def winning(found: Judging) -> Table:
    """How much of something each side brings, and how that goes with winning."""
    columns = [Column("Of what"), ARM, Column("Honest side", True), Column("Other side", True)]
    columns += [Column("Correlation with winning", True), INTERVAL, Column("The side with more wins", True), INTERVAL]
    known = [(what, arm, of(one)) for what, of in USES.items() for arm, one in _scopes(found)]
    return table(
        "What goes with winning",
        columns,
        (_use(what, arm, of) for what, arm, of in known if of.honest.value is not None),
    )


def _use(what: str, arm: str, of: Use) -> tuple[Value, ...]:
    sides = figure(of.honest)[0], figure(of.dishonest)[0]
    return word(what), word(arm), *sides, *figure(of.correlation), *figure(of.more_wins, "share")


def win_rates(found: Judging) -> Table:
    columns = [Column("Debater"), Column("Wins", True), INTERVAL, Column("For the truth", True)]
    columns += [Column("Against it", True), Column("Speaking first", True), Column("Second", True), N]
    return table(
        "Win rates of debaters",
        columns,
        (
            (
                word(one.debater),
                *figure(one.overall, "share"),
                *(figure(of, "share")[0] for of in (one.honest, one.dishonest, one.first, one.second)),
                count(one.overall.n),
            )
            for one in found.win_rates
        ),
    )


def ratings(found: Judging) -> Table:
    """By Bradley and Terry's model, within groups that met each other."""
    columns = [Column("Debater"), Column("Seat"), Column("Group", True), Column("Elo points", True), INTERVAL, N]
    return table(
        "Ratings of debaters",
        columns,
        (
            (word(one.debater), word(one.seat), count(one.group), *figure(one.rating), count(one.rating.n))
            for one in found.ratings
        ),
    )


def pairs(found: Judging) -> Table:
    """Of many, those that judged most together."""
    most = sorted(found.pairs.items(), key=lambda pair: -pair[1].n)[:MOST_PAIRS]
    columns = [Column("Judge"), Column("Other judge"), Column("Alpha of the option", True), INTERVAL, N]
    return table(
        "Agreement of every two judges"
        if len(most) == len(found.pairs)
        else "Agreement of those who judged most together",
        columns,
        ((word(one), word(other), *figure(of), count(of.n)) for (one, other), of in most),
    )


def apart(found: Judging) -> Table:
    """The debates in which people and models differ most."""
    columns = [Column("Debate"), ARM, Column("People’s belief in the truth", True), Column("Models’", True)]
    return table(
        "Where people and models differ most",
        columns,
        (
            (word(one.debate), word(one.arm), number(one.people, "share"), number(one.models, "share"))
            for one in found.people_and_models.apart
        ),
    )
