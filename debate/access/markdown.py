"""A researcher's own words to people, in Markdown, as HTML: a welcome, a form of consent, instructions, a last page."""

from __future__ import annotations

import nh3
from django.utils.safestring import SafeString, mark_safe
from markdown_it import MarkdownIt

# Unlike a model, a researcher may link: to a form of consent, say.
_MARKDOWN = MarkdownIt("js-default").disable("image")
_CLEANER = nh3.Cleaner(
    tags=nh3.ALLOWED_TAGS - {"img", "map", "area"},
    attributes={"a": {"href"}, "ol": {"start"}},
    url_schemes={"https", "http", "mailto"},
    link_rel="noopener noreferrer",
)


def page(markdown: str) -> SafeString:
    """The preset passes no HTML through; of what it makes, pictures and anything else from elsewhere are left out."""
    return mark_safe(_CLEANER.clean(_MARKDOWN.render(markdown)))  # noqa: S308
