"""The tokens that a reply says it used, whoever sent it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

# No model reads or writes as many: a larger count is a fault of whoever counted, not a bill.
MOST_TOKENS = 40_000_000


@dataclass(frozen=True, kw_only=True)
class Used:
    """Tokens of one call. Of those in, `cached` came from the provider's own cache and `written` went into it."""

    tokens_in: int
    tokens_out: int
    cached: int = 0
    written: int = 0


def used_in(reply: Mapping[str, Any]) -> Used | None:
    """What a Chat Completions reply says that it used; None where it doesn't say, or can't be right.

    Reasoning is output. Most providers count it among `completion_tokens`, x-ai and Google only in `total_tokens`.
    """
    usage = _mapping(reply.get("usage"))
    tokens_in, said = _count(usage.get("prompt_tokens")), _count(usage.get("completion_tokens"))
    if tokens_in is None or said is None or tokens_in + said == 0:
        return None
    total = _count(usage.get("total_tokens")) or 0
    details = _mapping(usage.get("prompt_tokens_details"))
    # Elsewhere than in OpenAI's details: DeepSeek, and Anthropic's compatible address.
    cached = details.get("cached_tokens", usage.get("prompt_cache_hit_tokens", usage.get("cached_tokens")))
    hits = min(_count(cached) or 0, tokens_in)
    written = min(_count(details.get("cache_write_tokens")) or 0, tokens_in - hits)
    return Used(tokens_in=tokens_in, tokens_out=max(said, total - tokens_in), cached=hits, written=written)


def _mapping(value: Any) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _count(value: Any) -> int | None:
    """A count of tokens, from 0; None for whatever isn't one."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return value if whole and 0 <= value <= MOST_TOKENS else None
