"""How strong debaters are, a rating for the honest and one for the dishonest seat: Bradley and Terry's model.

Bradley and Terry 1952 (Biometrika 39, 324-345), fitted by evalica (Newman 2023, JMLR 24, 1-25). A rating is on Elo's
scale: the chance to win is 1 / (1 + 10^(-d / 400)), d being the rating less the opponent's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from judges.stats.bouts import SEATS, Bout, Seat
from judges.stats.cells import Figure
from judges.stats.intervals import SEED, Array, summed

# A fit takes 0.3 ms. evalica's own bootstrap draws single bouts, and so can't keep a question's bouts together.
DRAWS = 1_000
MOST_UNRATED = 0.01
STEPS = 10_000
UNDEFINED = "undefined: it won all, or lost all, against those it could be compared with"
Player = tuple[str, Seat]
Pair = tuple[int, int]


@dataclass(frozen=True)
class Rating:
    """One debater in one seat. Elo points, 0 = the mean of its group; `n` counts its bouts within the group.

    A `group` = seats of which each beat each other, at least by way of others: only between them is there a finite
    difference (Ford 1957, American Mathematical Monthly 64, 28-33). Ratings of two groups can't be compared.
    """

    debater: str
    seat: Seat
    group: int
    rating: Figure


def ratings(bouts: Sequence[Bout]) -> tuple[Rating, ...]:
    """Every debater's rating in each seat that it had against an opponent; the largest group and the strongest first.

    A seat that makes a group alone is refused a rating, in words.
    """
    two_sided = sorted((bout for bout in bouts if bout.two_sided), key=lambda bout: bout.debate)
    if not two_sided:
        return ()
    players: list[Player] = sorted({(bout.speaker(seat), seat) for bout in two_sided for seat in SEATS})
    place = {player: number for number, player in enumerate(players)}
    pairs, by_question = _wins(two_sided, place)
    label = _comparable(pairs, by_question.sum(0), len(players))
    sizes = Counter(label)
    order = {group: number for number, group in enumerate(sorted(sizes, key=lambda group: (-sizes[group], group)))}
    rated = []
    for group, number in order.items():
        members = [player for player in players if label[place[player]] == group]
        own = [bout for bout in two_sided if {(bout.honest, "honest"), (bout.dishonest, "dishonest")} <= set(members)]
        figures = _figures(own, members) if own else [Figure(None, _bouts(two_sided, members[0]), method=UNDEFINED)]
        rated += [Rating(*player, number, figure) for player, figure in zip(members, figures, strict=True)]
    return tuple(sorted(rated, key=lambda one: (one.group, -(one.rating.value or 0), one.debater, one.seat)))


def _bouts(bouts: Sequence[Bout], player: Player) -> int:
    debater, seat = player
    return sum(bout.speaker(seat) == debater for bout in bouts)


def _wins(bouts: Sequence[Bout], place: Mapping[Player, int]) -> tuple[list[Pair], Array]:
    """Who met whom; and how often the honest one of each pair won, then how often the other: (questions, 2 x pairs)."""
    met = [(place[bout.honest, "honest"], place[bout.dishonest, "dishonest"]) for bout in bouts]
    pairs = sorted(set(met))
    column = {pair: number for number, pair in enumerate(pairs)}
    wins = np.zeros((len(bouts), 2 * len(pairs)))
    for row, (bout, pair) in enumerate(zip(bouts, met, strict=True)):
        wins[row, [column[pair], len(pairs) + column[pair]]] = bout.won, 1 - bout.won
    return pairs, summed([bout.question for bout in bouts], wins)


def _figures(bouts: Sequence[Bout], players: Sequence[Player]) -> list[Figure]:
    """A figure for each player of one group, from the bouts within it."""
    pairs, by_question = _wins(bouts, {player: number for number, player in enumerate(players)})
    elo = fitted(pairs, by_question.sum(0), len(players))
    counts = [_bouts(bouts, player) for player in players]
    if len(by_question) == 1:
        how = "Bradley-Terry; no interval: all bouts are of one question"
        return [Figure(value, n, method=how) for value, n in zip(elo.tolist(), counts, strict=True)]
    drawn = _drawn(pairs, by_question, elo)
    questions = len(by_question)
    return [_figure(*row, questions) for row in zip(elo.tolist(), counts, drawn.T, strict=True)]


def _figure(value: float, n: int, drawn: Array, questions: int) -> Figure:
    known = drawn[~np.isnan(drawn)]
    unrated = len(drawn) - len(known)
    if unrated > MOST_UNRATED * len(drawn):
        why = f"no interval: in {unrated:,} of {len(drawn):,} draws of questions it won or lost all"
        return Figure(value, n, method=f"Bradley-Terry; {why}")
    low, high = np.quantile(known, (0.025, 0.975)).tolist()
    if high - low < 1e-6:
        why = "no interval: every question gave the same, so drawing questions shows no spread"
        return Figure(value, n, method=f"Bradley-Terry; {why}")
    without = f"; {unrated} in which it won or lost all are left out" if unrated else ""
    how = f"Bradley-Terry; bootstrap, 95 %, {len(drawn):,} draws of the {questions:,} questions{without}"
    return Figure(value, n, low, high, how)


def _drawn(pairs: Sequence[Pair], by_question: Array, elo: Array) -> Array:
    """Ratings by draw of questions, (draws, players); where some can't be rated, the others keep their own mean."""
    source = np.random.default_rng(SEED)
    questions = len(by_question)
    drawn = np.empty((DRAWS, len(elo)))
    for row in drawn:
        often = np.bincount(source.integers(questions, size=questions), minlength=questions)
        found = fitted(pairs, often @ by_question, len(elo))
        rated = ~np.isnan(found)
        row[:] = found + (elo[rated].mean() if rated.any() else 0)
    return drawn


def fitted(pairs: Sequence[Pair], wins: Array, players: int) -> Array:
    """Elo ratings (players,) with mean 0, by maximum likelihood, of the largest part that can be compared; else nan.

    `wins` (2 x pairs,) = how often the first of each pair of players (numbers from 0) won, then how often the second.
    """
    # Imported here because it takes a second, which every process would pay at its start.
    from evalica import Winner, bradley_terry

    elo = np.full(players, np.nan)
    label = np.array(_comparable(pairs, wins, players))
    inside = label == np.bincount(label).argmax()
    if inside.sum() == 1:
        return elo
    both = [number for number, (first, second) in enumerate(pairs) if inside[first] and inside[second]]
    firsts, seconds = [pairs[number][0] for number in both], [pairs[number][1] for number in both]
    weights = [*wins[both].tolist(), *wins[[len(pairs) + number for number in both]].tolist()]
    winners = [Winner.X] * len(both) + [Winner.Y] * len(both)
    result = bradley_terry(firsts * 2, seconds * 2, winners, weights=weights, tolerance=1e-9, limit=STEPS)
    elo[inside] = 400 * np.log10(result.scores.loc[np.flatnonzero(inside).tolist()].to_numpy(dtype=np.float64))
    elo -= elo[inside].mean()
    return elo


def _comparable(pairs: Sequence[Pair], wins: npt.NDArray[np.float64], players: int) -> list[int]:
    """A number for each player, equal for those of whom each beat each other, at least by way of others."""
    from scipy.sparse import coo_array
    from scipy.sparse.csgraph import connected_components

    firsts, seconds = ([pair[side] for pair in pairs] for side in (0, 1))
    beaten = coo_array((wins, (firsts + seconds, seconds + firsts)), shape=(players, players))
    beaten.eliminate_zeros()
    _, labels = connected_components(beaten, connection="strong")
    found: list[int] = labels.tolist()
    return found
