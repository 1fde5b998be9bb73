"""Whether the judgements of a scope are still those that figures were made from."""

from __future__ import annotations

from django.db.models import Count, Max, Sum

from judges.queries.scope import Scope


def version_of(scope: Scope) -> str:
    """Equal while no rating of the scope comes, changes or goes: how many, which by their keys' sum, and the last."""
    ratings = scope.ratings().aggregate(n=Count("pk"), keys=Sum("pk"), last=Max("at"))
    last = ratings["last"].isoformat() if ratings["last"] else "never"
    return f"{ratings['n']} ratings, {ratings['keys'] or 0}, {last}"
