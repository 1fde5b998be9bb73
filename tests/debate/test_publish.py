"""`moot publish NAME FOLDER`: transcripts as pages, for a closed experiment alone."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from debate import services
from debate.models import Experiment, Player, Question, Turn
from debate.publishing.words import DIGITS, Words, words
from judges.models import Rating
from tests.debate.pages import flat, parsed
from tests.debate.played import REASON

database = pytest.mark.django_db

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)> </script> The cook’s naïve key"


@pytest.fixture
def closed(played: Experiment) -> Experiment:
    services.close(played)
    return played


@pytest.fixture
def folder(closed: Experiment, tmp_path: Path) -> Path:
    return published(tmp_path / "trial")


def published(folder: Path) -> Path:
    call_command("publish", "trial", str(folder))
    return folder


def constant(script: str, name: str) -> object:
    """What a script assigns to a constant, which is JSON but for a comma after the last of a list."""
    found = re.search(rf"const {name} = (.*?);\n(?=const|\Z)", script, re.DOTALL)
    assert found
    return json.loads(re.sub(r",\n\]\Z", "\n]", found[1]))


def found(folder: Path, word: str) -> set[str]:
    """The debates in which the search finds a word."""
    script = (folder / "parts" / "words.js").read_text()
    known, pages = (str(constant(script, name)).split(" ") for name in ("MOOT_WORDS", "MOOT_PAGES"))
    assert len(known) == len(pages) == len(set(known))
    rows = listed(folder)
    coded = dict(zip(known, pages, strict=True)).get(word, "")
    return {str(rows[page][0]) for page in decoded(coded)}


def listed(folder: Path) -> list[list[object]]:
    rows = constant((folder / "parts" / "debates.js").read_text(), "MOOT_DEBATES")
    assert isinstance(rows, list)
    return rows


def decoded(code: str) -> Iterator[int]:
    page, number, place = -1, 0, 0
    for digit in map(DIGITS.index, code):
        number += digit % 32 * 32**place
        place += 1
        if digit < 32:
            page += number + 1
            yield page
            number = place = 0


@database
def test_an_open_experiment_is_refused_and_nothing_is_written(played: Experiment, tmp_path: Path) -> None:
    with pytest.raises(CommandError, match=r"“trial” isn't closed: .*Close it"):
        published(tmp_path / "trial")
    assert list(tmp_path.iterdir()) == []


@database
def test_each_debate_has_a_page_and_a_row_with_how_it_was_judged(closed: Experiment, folder: Path) -> None:
    names = list(closed.debates.values_list("public_id", flat=True))
    assert sorted(page.stem for page in (folder / "debates").iterdir()) == sorted(names)
    rows = listed(folder)
    assert [row[0] for row in rows] == names
    told = constant((folder / "parts" / "debates.js").read_text(), "MOOT")
    assert isinstance(told, dict)
    assert told["arms"] == ["debate", "consultancy", "blind"]
    assert {told["judges"][judge] for row in rows for judge, _, _ in row[-1]} >= {"test/plain", "test/mumbles"}  # type: ignore[attr-defined]
    outcomes = [outcome for row in rows for _, outcome, _ in row[-1]]  # type: ignore[attr-defined]
    assert outcomes.count("tie") == Rating.objects.filter(final=True, tie=True).count() > 0
    assert outcomes.count("unparsed") == 2


@database
def test_a_page_tells_the_question_the_right_option_the_speeches_and_the_beliefs(
    closed: Experiment, folder: Path
) -> None:
    debate = closed.debates.filter(arm__name="debate").first()
    assert debate is not None
    html = (folder / "debates" / f"{debate.public_id}.html").read_text()
    page, said = parsed(html), flat(parsed(html))
    assert debate.question.text in said
    (right,) = re.findall(r'<li class="card sided side-(\d)">(?:(?!</li>).)*?badge good">correct', html, re.DOTALL)
    assert debate.question.answer is not None
    assert debate.pair is not None
    assert debate.pair[int(right)] == debate.question.answer
    assert len([q for q in page.attributes("q") if q["class"] == "verified"]) > 0
    (passage,) = [given for given in page.attributes("details") if given.get("class") == "passage"]
    assert "open" not in passage
    assert "Rounds read" in said
    assert "The cook had the key" in said


@database
def test_what_models_were_asked_and_what_they_cost_stays_at_home(closed: Experiment, folder: Path) -> None:
    for page in (folder / "debates").iterdir():
        html = page.read_text()
        assert "tokens" not in html
        assert "As sent and received" not in html


@database
def test_people_appear_by_pseudonym_alone_in_every_file(closed: Experiment, folder: Path) -> None:
    texts = [file.read_bytes() for file in folder.rglob("*") if file.is_file()]
    assert not any(b"secret" in text or b"example.org" in text for text in texts)
    pseudonym = Player.objects.get(user__isnull=False).public_id
    assert any(f"person {pseudonym}".encode() in text for text in texts)


@database
def test_hostile_words_stay_words(closed: Experiment, tmp_path: Path) -> None:
    for turn in Turn.objects.filter(seat__reader=0, status="ok"):
        turn.text = HOSTILE
        turn.quotes = []
        turn.save()
    Question.objects.update(text=HOSTILE)
    closed.question_set.notes = f"{HOSTILE} [a](javascript:alert(3)) ![b](http://example.org/b.png)"
    closed.question_set.save()
    folder = published(tmp_path / "trial")
    for file in folder.rglob("*.html"):
        page = parsed(file.read_text())
        assert page.handlers == set()
        assert not list(page.attributes("img"))
        assert all(not script.strip() for script in page.scripts) or file.name == "report.html"
        assert not any(re.match(r"(?i)[a-z]+:|//", address) for address in page.loads), page.loads
        assert not any(re.match(r"(?i)\s*(javascript|data):", address) for address in page.addresses)
    debate = closed.debates.filter(arm__name="debate").first()
    assert debate is not None
    page = parsed((folder / "debates" / f"{debate.public_id}.html").read_text())
    assert page.words.count("alert(1)") >= 3
    assert listed(folder)[0][1] == HOSTILE


@database
def test_whatever_a_page_loads_lies_in_the_folder(folder: Path) -> None:
    for file in folder.rglob("*.html"):
        for address in parsed(file.read_text()).addresses:
            path = address.split("#")[0]
            assert (file.parent / path).resolve().exists(), (file, address)
            assert (file.parent / path).resolve().is_relative_to(folder.resolve())


@database
def test_a_word_is_found_where_it_was_said_and_nowhere_else(closed: Experiment, folder: Path) -> None:
    spoken = Turn.objects.filter(debate__experiment=closed, text=REASON)
    assert found(folder, "hyperlink") == set(spoken.values_list("debate__public_id", flat=True))
    assert len(found(folder, "hyperlink")) == 1
    assert len(found(folder, "who")) == closed.debates.count()
    assert found(folder, "nobodysaidthis") == set()


@database
def test_the_report_and_the_data_with_their_card_lie_beside_it(folder: Path) -> None:
    assert "The transcripts behind it" in (folder / "report.html").read_text()
    assert sorted(file.name for file in (folder / "data").iterdir()) == [
        "questions.parquet",
        "ratings.parquet",
        "turns.parquet",
    ]
    assert (folder / "README.md").read_text().startswith("---\n")
    card = flat(parsed((folder / "data.html").read_text()))
    assert "Licence: unknown" in card
    assert "An experiment in scalable oversight" in card
    assert "pretty_name" not in card


@database
def test_nobodys_folder_is_replaced_and_a_published_one_only_if_told(folder: Path) -> None:
    mine = folder.parent / "mine"
    mine.mkdir()
    (mine / "thesis.tex").write_text("mine")
    with pytest.raises(CommandError, match="isn't a published experiment"):
        call_command("publish", "trial", str(mine), force=True)
    assert (mine / "thesis.tex").read_text() == "mine"
    with pytest.raises(CommandError, match="add --force"):
        published(folder)
    (folder / "debates" / "stale.html").write_text("")
    call_command("publish", "trial", str(folder), force=True)
    assert not (folder / "debates" / "stale.html").exists()
    assert sorted(path.name for path in folder.parent.iterdir()) == ["mine", "trial"]


@database
def test_a_folder_that_can_not_be_written_leaves_nothing_behind(closed: Experiment, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(CommandError, match=r"can't be written: .*Nothing was left behind"):
        published(tmp_path / "file" / "trial")
    assert [path.name for path in tmp_path.iterdir()] == ["file"]


def test_words_are_in_lower_case_and_without_accents() -> None:
    assert words("The cook’s NAÏVE_key, 3×Ångström! 42") == ["the", "cook", "s", "naive", "key", "3", "angstrom", "42"]
    assert words("ﬁrst") == ["first"]


def test_an_index_gives_back_the_pages_that_it_was_given() -> None:
    index = Words()
    pages = [0, 1, 2, 35, 1_100, 40_000]
    for page in pages:
        index.add(page, ["key"])
    index.add(40_001, ["a" * 41, "cook"])
    script = "".join(index.script())
    assert str(constant(script, "MOOT_WORDS")).split() == ["key", "cook"]
    key, cook = str(constant(script, "MOOT_PAGES")).split()
    assert list(decoded(key)) == pages
    assert list(decoded(cook)) == [40_001]
