"""Words of models and people as HTML that can do nothing but be read.

What isn't listed here is text: no HTML, no links or images of a writer's own, no larger type. A link is shown as it was
typed. Quotes get their marks from us alone: they are taken out before Markdown is read and put back after, so nothing
that is typed around them can open, close or imitate one. What comes out has been through `nh3` last.
"""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Sequence
from functools import lru_cache
from unicodedata import category

import nh3
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext
from markdown_it import MarkdownIt
from markdown_it.renderer import RendererHTML
from markdown_it.rules_inline import StateInline
from markdown_it.rules_inline.emphasis import tokenize as emphasis
from markdown_it.token import Token
from markdown_it.utils import EnvType, OptionsDict

from debate.core.quotes import UNSEEN, Segment

# Longer texts keep their paragraphs only: 20,000 characters of Markdown take about a second at worst.
LONGEST = 20_000

# Each quote is one private letter, its number and another such letter while Markdown is read.
_OPEN, _CLOSE = "\ue000", "\ue001"
_QUOTE = re.compile(f"{_OPEN}([0-9]+){_CLOSE}")

# Control characters and lone surrogates show nothing, or something else than what is there.
_CONTROLS = {code for code in range(sys.maxunicode + 1) if category(chr(code)) in ("Cc", "Cs")} - {*map(ord, "\n\t")}
_UNSEEN = UNSEEN | dict.fromkeys((*_CONTROLS, ord(_OPEN), ord(_CLOSE)))

_BLOCKS = ("p", "ul", "ol", "blockquote", "pre")
_CLEANER = nh3.Cleaner(
    tags={*_BLOCKS, "li", "hr", "br", "em", "strong", "code", "q", "span", "a"},
    attributes={"q": {"id"}, "a": {"href"}, "li": {"value"}},
    allowed_classes={"q": {"verified", "not-found"}, "span": {"found", "verified", "not-found"}},
    tag_attribute_values={block: {"dir": {"auto"}} for block in _BLOCKS},
    url_schemes=set(),
    link_rel=None,
)


def prose(segments: Iterable[Segment], name: str = "", link: Callable[[int], str] | None = None) -> SafeString:
    """A text's blocks, each in its own direction of writing; single line breaks stay.

    Its n-th quote, from 1, is `<q class="verified" id="quote-NAME-n">` (or "not-found"; no id without `name`) with a
    mark in words after it. `link(n)` is the address on this site that the quote leads to; "" = to none.
    """
    text = ""
    quotes: list[str] = []
    for segment in segments:
        if segment.quote is None:
            text += _seen(segment.text)
        else:
            number = len(quotes) + 1
            text += f"{_OPEN}{number}{_CLOSE}"
            quotes.append(_quote(segment, f"quote-{name}-{number}" if name else "", link(number) if link else ""))
    html = _QUOTE.sub(lambda mark: quotes[int(mark[1]) - 1], _blocks(text))
    return mark_safe(_CLEANER.clean(html))  # noqa: S308


def plain(text: str) -> SafeString:
    """A text without quotes: a reason, a note, a critique."""
    return prose([Segment(text)])


def _seen(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_UNSEEN)


def _quote(segment: Segment, name: str, address: str) -> str:
    verified = segment.quote is not None and segment.quote.verified
    found, mark = ("verified", f"✓ {gettext('verified')}") if verified else ("not-found", f"✗ {gettext('not found')}")
    words = _lines(_seen(segment.text))
    words = f'<a href="{escape(address)}">{words}</a>' if address else words
    named = f' id="{escape(name)}"' if name else ""
    return f'<q class="{found}"{named}>{words}</q><span class="found {found}">{escape(mark)}</span>'


# A speech is on each page of its debate, of each of its judges.
@lru_cache(maxsize=1024)
def _blocks(text: str) -> str:
    """Markdown as HTML; where it would lose a word (lists in lists, too deep to follow), paragraphs only."""
    if len(text) > LONGEST:
        return _paragraphs(text)
    tokens = _MARKDOWN.parse(text)
    if _letters("".join(token.info + token.content for token in tokens)) != _letters(text):
        return _paragraphs(text)
    for token in tokens:
        if token.block and token.level == 0 and token.nesting == 1:
            token.attrSet("dir", "auto")
    html: str = _MARKDOWN.renderer.render(tokens, _MARKDOWN.options, {})
    return html


def _paragraphs(text: str) -> str:
    parts = (part.strip("\n") for part in re.split(r"\n{2,}", text))
    return "".join(f'<p dir="auto">{_lines(part)}</p>' for part in parts if part)


def _lines(text: str) -> str:
    return escape(text).replace("\n", "<br>")


def _letters(text: str) -> str:
    """What of a text is surely no mark of Markdown's."""
    return re.sub(rf"[^\w{_OPEN}{_CLOSE}]|_", "", text)


class _Renderer(RendererHTML):
    """Headings are strong paragraphs, items keep the numbers that they were given."""

    def heading_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return f"<p{self.renderAttrs(tokens[idx])}><strong>"

    def heading_close(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "</strong></p>"

    def list_item_open(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        # A line that begins with a plus is as likely a sum's.
        plus = "+ " if tokens[idx].markup == "+" else ""
        return (f'<li value="{tokens[idx].info}">' if tokens[idx].info else "<li>") + plus

    def softbreak(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        return "<br>"

    hardbreak = softbreak

    def fence(self, tokens: Sequence[Token], idx: int, options: OptionsDict, env: EnvType) -> str:
        """What stands beside the opening fence is shown too, since words could be hidden there."""
        lines = [tokens[idx].info.strip(), tokens[idx].content]
        return f'<pre dir="auto"><code>{escape(chr(10).join(filter(None, lines)))}</code></pre>'


def _whole_words(state: StateInline, silent: bool) -> bool:
    """Emphasis, but for a mark that stands between two operands: 2*3*4 and 2**(n)**2 are sums."""
    start = state.pos
    if not emphasis(state, silent):
        return False
    before, after = state.src[start - 1 : start] if start else "", state.src[state.pos : state.pos + 1]
    if (before.isalnum() or before in tuple(")]}")) and (after.isalnum() or after in tuple("([{")):
        for delimiter in state.delimiters[start - state.pos :]:
            delimiter.open = delimiter.close = False
    return True


_MARKDOWN = MarkdownIt("zero", renderer_cls=_Renderer)
_MARKDOWN.enable(["blockquote", "fence", "heading", "hr", "list", "newline", "backticks", "emphasis"])
_MARKDOWN.inline.ruler.at("emphasis", _whole_words)
