"""Bouts, written short, for the figures of debaters to be made of."""

from __future__ import annotations

from judges.stats.bouts import Bout


def bouts(honest: str, dishonest: str, *won: float, question: str = "") -> list[Bout]:
    """One bout of these two for each result, each about a question of its own unless told."""
    return [
        Bout(
            arm="debate",
            debate=f"{honest}-{dishonest}-{question}-{number:03}",
            question=question or f"q{number:03}",
            honest=honest,
            dishonest=dishonest,
            won=result,
        )
        for number, result in enumerate(won)
    ]


def results(wins: int, losses: int) -> list[float]:
    return [1.0] * wins + [0.0] * losses
