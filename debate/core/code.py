"""Whether an answer is a program, by the look of its lines: then they want letters of one width."""

from __future__ import annotations

import re
from collections.abc import Iterable

# An indented line, one that ends in a bracket or a semicolon, a statement, a call, a comment.
CODE = re.compile(
    r"(?:\t| {2,})\S"
    r"|.*[{};]\s*$"
    r"|(?:def|class|for|if|elif|else|while|with|try|except|switch|case)\b.*[:({]\s*$"
    r"|(?:import|from|const|let|var|return|function|#include|public|private|static)\s+[\w<{\"'(]+(?:\s*[=.(,;].*|\s+import\b.*)?$"
    r"|[\w.]+\([^)]*\)\s*$"
    r"|(?:#|//|/\*)"
)


def is_code(texts: Iterable[str]) -> bool:
    """Whether at least a third of their lines look so."""
    lines = [line for text in texts for line in text.splitlines() if line.strip()]
    return 3 * sum(bool(CODE.match(line)) for line in lines) >= len(lines) > 0
