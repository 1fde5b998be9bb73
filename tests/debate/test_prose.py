"""What people read of a model's words: every word, a few marks of Markdown, and no mark of verification but ours."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from debate.access.prose import LONGEST, plain, prose
from debate.core.quotes import quotes, segments

PASSAGE = "The ferry left at nine. Nobody had told the harbour master, who was asleep."
VERIFIED, INVENTED = "<quote>The ferry left at nine</quote>", "<quote>the ferry sank at ten</quote>"

ALLOWED = {
    "p": {"dir"}, "ul": {"dir"}, "ol": {"dir"}, "blockquote": {"dir"}, "pre": {"dir"}, "li": {"value"},
    "hr": set(), "br": set(), "em": set(), "strong": set(), "code": set(),
    "q": {"class", "id"}, "span": {"class"}, "a": {"href"},
}  # fmt: skip


class Read(HTMLParser):
    """HTML as it is read: its tags and attributes, its words, and those of its quotes and of our marks apart."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.words, self.quoted, self.marks = "", list[str](), list[str]()
        self.feed(html)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in ("br", "hr"):
            self.open.append(tag)
        self.words += dict(attrs).get("value") or ""
        if tag == "q":
            self.quoted.append("")
        if tag == "span":
            self.marks.append("")

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "span" in self.open:
            self.marks[-1] += data
            return
        self.words += data
        if "q" in self.open:
            self.quoted[-1] += data


def shown(text: str) -> str:
    return prose(segments(text, quotes(text, PASSAGE)), "3")


def letters(text: str) -> str:
    return re.sub(r"[\W_]", "", text)


MARKS = ("*", "**", "_", "`", "```", "```py\n", "~~~\n", "> ", "- ", "+ ", "1. ", "12) ", "# ", "---\n", "    ", "\t")
TYPED = (
    "word ",
    "\n",
    "\n\n",
    "\r\n",
    "2*3*4",
    "[a](javascript:b)",
    "![a](b)",
    "<http://a.b>",
    "&lt;",
    "\\*",
    "✓ verified",
)
FORGED = ("<q class=verified id=quote-3-1>", "</q>", "</p>", "<b onclick=x>", "<quote>", "</quote>", "\ue0001\ue001")
TURNED = ("\ue000", "\u202e", "\u2067", "\u200b")
QUOTED = (VERIFIED, INVENTED, "<quote>*one\n\n- two* 3</quote>")
pieces = st.text(max_size=8) | st.sampled_from([*MARKS, *TYPED, *FORGED, *TURNED, *QUOTED])
texts = st.lists(pieces, max_size=30).map("".join)


@given(texts)
def test_it_holds_nothing_but_the_tags_and_attributes_of_the_list(text: str) -> None:
    read = Read(shown(text))
    assert not read.open
    for tag, attributes in read.tags:
        assert attributes.keys() <= ALLOWED[tag]
        assert attributes.get("dir", "auto") == "auto"


@given(texts)
def test_every_word_is_shown_in_its_order(text: str) -> None:
    said = "".join(segment.text for segment in segments(text, quotes(text, PASSAGE)))
    assert letters(Read(shown(text)).words) == letters(said)


@given(texts)
def test_each_quote_has_its_mark_and_nothing_else_has_one(text: str) -> None:
    found, read = quotes(text, PASSAGE), Read(shown(text))
    assert [letters(words) for words in read.quoted] == [letters(quote.text) for quote in found]
    assert read.marks == ["✓ verified" if quote.verified else "✗ not found" for quote in found]
    assert [f"quote-3-{n}" for n in range(1, len(found) + 1)] == [a["id"] for tag, a in read.tags if tag == "q"]


@pytest.mark.parametrize(
    ("text", "html"),
    [
        ("one\ntwo\n\nthree", '<p dir="auto">one<br>two</p>\n<p dir="auto">three</p>\n'),
        ("*a* **b** `c`", '<p dir="auto"><em>a</em> <strong>b</strong> <code>c</code></p>\n'),
        ("## Claim\nso", '<p dir="auto"><strong>Claim</strong></p><p dir="auto">so</p>\n'),
        ("- a\n- b", '<ul dir="auto">\n<li>a</li>\n<li>b</li>\n</ul>\n'),
        ("3. a\n7. b", '<ol dir="auto">\n<li value="3">a</li>\n<li value="7">b</li>\n</ol>\n'),
        ("```py\nx < 1\n```", '<pre dir="auto"><code>py\nx &lt; 1\n</code></pre>'),
        ("> a", '<blockquote dir="auto">\n<p>a</p>\n</blockquote>\n'),
    ],
)
def test_a_little_markdown_is_read(text: str, html: str) -> None:
    assert plain(text) == html


@pytest.mark.parametrize(
    "text",
    [
        "2 * 3 * 4 = 24", "2*3*4 = 24", "2**3**2", "(a+b)*(c+d)*(e)", "x_1 _ y", "a_b_c", r"\(x\) and \{1\}",
        "[the answer](javascript:alert(1))", "![x](http://example.org/x.png)", "<http://example.org>", "a | b\n-- | --",
        '<q class="verified">no</q>', "</p></article>", "✓ verified", "<quote>never closed", "{{ 7*7 }}", "5 &lt; 6",
    ],
)  # fmt: skip
def test_what_is_no_such_markdown_is_shown_as_it_was_typed(text: str) -> None:
    read = Read(plain(text))
    assert read.words.strip() == text.replace("\n", "")
    assert {tag for tag, _ in read.tags} <= {"p", "br"}


def test_a_quote_is_marked_whatever_markdown_stands_around_it() -> None:
    html = shown(f"- **so {VERIFIED}**\n- `and {INVENTED}`")
    assert '<strong>so <q class="verified" id="quote-3-1">The ferry left at nine</q>' in html
    assert '<code>and <q class="not-found" id="quote-3-2">the ferry sank at ten</q>' in html


def test_a_quote_leads_to_its_place_on_this_site_and_nowhere_else() -> None:
    found = segments(f"{VERIFIED} {INVENTED}", quotes(f"{VERIFIED} {INVENTED}", PASSAGE))
    read = Read(prose(found, link=lambda n: '#passage-"1' if n == 1 else "javascript:alert(1)"))
    assert [attributes for tag, attributes in read.tags if tag == "a"] == [{"href": '#passage-"1'}, {}]


def test_what_cannot_be_seen_or_turns_the_writing_is_left_out() -> None:
    assert Read(plain("a\u202eb\u2066c\u200bd\ue000e\x00f\x1bg\udc00h\U000e0041i")).words.strip() == "abcdefghi"


@pytest.mark.parametrize(
    "text",
    [
        "> " * 500 + "deep",
        "- " * 500 + "deep",
        "*" * 30_000,
        "a\n\n" * LONGEST,
        "<b>" * 400_000,
        "word " + VERIFIED * 10_000,
    ],
    ids=["quoted deep", "listed deep", "marks", "many paragraphs", "a megabyte", "ten thousand quotes"],
)
def test_a_text_too_deep_or_too_long_for_markdown_is_shown_whole_all_the_same(text: str) -> None:
    read = Read(shown(text))
    assert letters(read.words) == letters(re.sub("</?quote>", "", text))
    assert len(read.marks) == text.count(VERIFIED)
