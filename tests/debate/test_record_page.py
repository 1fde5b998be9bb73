"""The page of one debate: quotes that lead to the passage and back, beliefs as a drawing, what stands behind a turn."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from hypothesis import given
from hypothesis import strategies as st

from debate.desk.beliefs import drawing
from debate.desk.passage import Citation, paragraphs
from debate.desk.record import record_of
from debate.models import Debate, Experiment, Member, ModelCall, Study, Turn
from judges.models import Rating
from tests.debate.stage import PASSAGE

pytestmark = pytest.mark.django_db


def page_of(client: Client, debate: Debate) -> str:
    response = client.get(f"/debates/{debate.public_id}/")
    assert response.status_code == 200
    return response.content.decode()


def debated(played: Experiment, arm: str = "consultancy") -> Debate:
    return played.debates.filter(arm__name=arm, status="finished")[0]


class Anchors(HTMLParser):
    """Every id, and every link within the page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        for name, value in attrs:
            if name == "id":
                self.ids.append(value or "")
            if tag == "a" and name == "href" and (value or "").startswith("#"):
                self.links.append((value or "")[1:])


def test_each_verified_quote_leads_to_its_place_in_the_passage_and_back(played: Experiment, researcher: Client) -> None:
    debate = debated(played)
    verified = sum(bool(q["found"]) for turn in debate.turns.all() for q in turn.quotes)
    assert verified >= 2
    found = Anchors(page_of(researcher, debate))
    assert len(found.ids) == len(set(found.ids))
    there, back = ([link for link in found.links if link.startswith(start)] for start in ("passage-", "quote-"))
    assert len(there) == len(back) == verified
    assert set(found.links) <= set(found.ids)
    assert {link.removeprefix("passage-") for link in there} == {link.removeprefix("quote-") for link in back}


def test_the_place_is_the_quoted_one_and_what_is_not_found_leads_nowhere(
    played: Experiment, researcher: Client
) -> None:
    debate = debated(played)
    turn = debate.turns.filter(seat__reader=0)[0]
    text = "See <quote>the cook HAD the key</quote> and <quote>never said so</quote>."
    start = PASSAGE.index("The cook had the key")
    quotes = [
        {"text": "the cook HAD the key", "at": [11, 31], "found": [start, start + 20]},
        {"text": "never said so", "at": [51, 64], "found": None},
    ]
    Turn.objects.filter(debate=debate).update(quotes=[])
    Turn.objects.filter(pk=turn.pk).update(text=text, quotes=quotes)
    page = page_of(researcher, debate)
    place = (
        f'<span class="place" id="passage-{turn.public_id}-1"></span><mark class="cited">The cook had the key</mark>'
    )
    assert place in page
    assert f'<q class="not-found" id="quote-{turn.public_id}-2">never said so</q>' in page
    assert "✗ not found" in page
    assert f"passage-{turn.public_id}-2" not in page


def test_quotes_in_the_items_of_a_list_are_checked_and_linked_too(played: Experiment, researcher: Client) -> None:
    debate = debated(played)
    turn = debate.turns.filter(seat__reader=0)[0]
    claim = "It says: <quote>Nobody asked the cook</quote> <script>alert(1)</script>"
    turn.fields = {"items": {"claims": [claim]}, "marks": {"flags": {"2": "<quote>not a word of it</quote>"}}}
    turn.save()
    page = page_of(researcher, debate)
    found = Anchors(page)
    assert f"passage-{turn.public_id}-claims-0-1" in set(found.ids) & set(found.links)
    assert f'id="quote-{turn.public_id}-flags-0-1">not a word of it</q>' in page
    assert "<script>alert" not in page


@given(data=st.data(), text=st.text(alphabet="ab \n", max_size=60))
def test_a_cut_passage_has_all_its_words_and_each_quote_its_begin_and_end(data: st.DataObject, text: str) -> None:
    spans = st.tuples(st.integers(0, len(text)), st.integers(0, len(text))).map(lambda s: (min(s), max(s)))
    places = [at for at in data.draw(st.lists(spans, max_size=6)) if text[slice(*at)].strip() and quotable(text, at)]
    citations = [Citation(str(n), "A", 1, None, at) for n, at in enumerate(places)]
    pieces = [piece for paragraph in paragraphs(text, citations) for piece in paragraph]
    assert re.sub(r"\s", "", "".join(piece.text for piece in pieces)) == re.sub(r"\s", "", text)
    assert sorted(c.name for piece in pieces for c in piece.begins) == [c.name for c in citations]
    assert sorted(c.name for piece in pieces for c in piece.ends) == [c.name for c in citations]


def quotable(text: str, at: tuple[int, int]) -> bool:
    """A quote begins and ends with a word's letter, as those that are found do."""
    return not text[at[0]].isspace() and not text[at[1] - 1].isspace()


def test_a_missing_round_is_a_gap_in_the_drawing() -> None:
    made = drawing([("ann", [(0, 50.0), (1, None), (2, 80.0), (3, 90.0)]), ("ben", [(0, 25.0)])], options=4)
    assert made is not None
    assert [x for _, x in made.ticks] == ["0.00%", "33.33%", "66.67%", "100.00%"]
    ann, ben = made.lines
    assert [(dot.round, dot.y) for dot in ann.dots] == [(0, "50.00%"), (2, "20.00%"), (3, "10.00%")]
    assert [(a.round, b.round) for a, b in ann.strokes] == [(2, 3)]
    assert (len(ben.dots), ben.strokes) == (1, ())
    assert made.chance == "75.00%"


def test_what_was_judged_once_is_not_drawn() -> None:
    assert drawing([("ann", [(1, 50.0)]), ("ben", [(1, None)])], options=2) is None
    assert drawing([], options=2) is None


def test_beliefs_are_drawn_in_the_correct_option_with_a_table_behind(played: Experiment, researcher: Client) -> None:
    debate = debated(played)
    record = record_of(debate)
    assert record.drawing is not None
    assert record.told.correct
    ratings = list(Rating.objects.filter(place__debate=debate).order_by("round"))
    percents = [rating.belief[record.told.side] / 100 for rating in ratings if rating.belief]
    assert [dot.percent for dot in record.drawing.lines[0].dots] == percents
    page = page_of(researcher, debate)
    drawn = page.split('<svg role="img" aria-label="')[1].split("</svg>")[0]
    label = drawn.split('"')[0]
    assert f"{percents[0]:g} % after round 0" in label
    assert drawn.count("<circle") == len(percents)
    assert 'aria-label="Beliefs of test/plain"' in page


def test_the_calls_behind_a_turn_stand_with_all_that_they_took(played: Experiment, researcher: Client) -> None:
    debate = debated(played)
    call = ModelCall.objects.filter(turn__debate=debate, turn__seat__reader=0)[0]
    ModelCall.objects.filter(pk=call.pk).update(cached=True, status="error", error="<b>It broke.</b>")
    page = page_of(researcher, debate)
    start = page.index('<details class="calls">')
    shown = page[start : page.index("</article>", start)]
    for words in (
        f"<code>{call.resolved_model}</code>",
        f"{call.tokens_in} in, {call.tokens_out} out",
        "$0.02",
        "from the cache",
        "&lt;b&gt;It broke.&lt;/b&gt;",
        call.request["messages"][0]["content"].split("\n")[0],
        "<details><summary>As sent and received</summary>",
    ):
        assert words in shown


def test_private_reasoning_is_folded_and_told_apart(played: Experiment, researcher: Client) -> None:
    debate = debated(played)
    turn = debate.turns.filter(seat__reader=0)[0]
    turn.private = {"reasoning": "I think <i>A</i>.", "stance": 0, "cut": 1, "read": 0}
    turn.save()
    page = page_of(researcher, debate)
    shown = page.split('<details class="private">')[1].split("</details>")[0]
    assert "I think &lt;i&gt;A&lt;/i&gt;." in shown
    assert (
        "It said that it takes A to be true. Half of the reasoning led it to B. A reader of the reasoning told A."
        in (shown)
    )


def test_a_verdict_on_what_is_right_or_wrong_is_said_in_those_words(played: Experiment, researcher: Client) -> None:
    debate = debated(played)
    turn = debate.turns.filter(seat__reader=0)[0]
    turn.belief = [7000, 3000]
    turn.ask = {**turn.ask, "wants": [{"kind": "belief", "over": ["right", "wrong"]}], "about": {"claim": "So it is."}}
    turn.save()
    page = page_of(researcher, debate)
    assert "Belief: <strong>right 70 %, wrong 30 %</strong>" in page
    assert "On this claim:" in page
    assert "So it is." in page


def test_an_assistant_sees_no_record_before_the_close(played: Experiment) -> None:
    study = Study.objects.create(name="ours")
    Experiment.objects.filter(pk=played.pk).update(study=study)
    user = User.objects.create_user("hal")
    Member.objects.create(study=study, user=user, role=Member.Role.ASSISTANT)
    client = Client()
    client.force_login(user)
    addresses = (f"/debates/{debated(played).public_id}/", f"/experiments/{played.name}/debates/")
    assert [client.get(address).status_code for address in addresses] == [403, 403]
    Experiment.objects.filter(pk=played.pk).update(closed=True)
    assert [client.get(address).status_code for address in addresses] == [200, 200]


def test_the_page_asks_as_many_queries_for_many_turns_as_for_few(played: Experiment) -> None:
    def queries(debate: Debate) -> int:
        fresh = Debate.objects.select_related("experiment", "arm__config", "question__passage").get(pk=debate.pk)
        with CaptureQueriesContext(connection) as asked:
            record_of(fresh)
        return len(asked)

    assert queries(debated(played, "blind")) == queries(debated(played))
