"""What a judge is asked for in tests of replies."""

from debate.core.types import Ask, Belief, Want

TWO = Belief(("ice", "methane snow"))


def ask(*wants: Want) -> Ask:
    return Ask(role="judge", prompt="judge", wants=wants)
