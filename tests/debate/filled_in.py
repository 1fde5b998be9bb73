"""The admin's forms as a browser sends them, and the page that comes back."""

from __future__ import annotations

from typing import Any

ADMIN = "/admin/debate"


def no_inlines(prefix: str) -> dict[str, str]:
    return {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}


def said(response: Any) -> str:
    """The page that followed a form, as text without entities for quotes."""
    return str(response.content.decode()).replace("&#x27;", "'").replace("&quot;", '"')
