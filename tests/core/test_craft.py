"""How one speech is made: drafts, a pick, critique and rewriting."""

from __future__ import annotations

from debate.core.craft import Call, Craft, words_for


def run(craft: Craft, too_long: int = 0) -> tuple[list[str], str]:
    """The calls that a craft makes when its first `too_long` drafts don't fit, and the speech."""
    calls: tuple[Call, ...] = ()
    while wanted := craft.next_calls(calls):
        assert craft.next_calls(calls) == wanted
        for call in wanted:
            fits, too_long = too_long <= 0, too_long - 1
            text = "1" if call.kind == "pick" else f"{call.kind} {call.sample}"
            calls += (Call(call.kind, call.sample, text, fits),)
        assert len(calls) <= craft.most_calls
    return [call.kind for call in calls], craft.spoken(calls).text


def test_a_plain_speech_is_one_draft() -> None:
    assert run(Craft()) == (["draft"], "draft 0")


def test_best_of_n_draws_n_and_picks_one() -> None:
    assert run(Craft(best_of=3)) == (["draft"] * 3 + ["pick"], "draft 1")


def test_refining_is_a_critique_and_a_rewrite_each_time() -> None:
    assert run(Craft(refine=2)) == (["draft", "critique", "rewrite", "critique", "rewrite"], "rewrite 1")


def test_a_speech_that_does_not_fit_is_asked_for_again_at_most_twice() -> None:
    assert run(Craft(), too_long=1)[0] == ["draft"] * 2
    assert run(Craft(), too_long=9)[0] == ["draft"] * 3


def test_the_selector_reads_every_draft_and_the_rewriter_the_critique() -> None:
    drafts = (Call("draft", 0, "first words"), Call("draft", 1, "other words"))
    asked = words_for("pick", "the task", drafts)
    assert "[1]\nfirst words" in asked
    assert "[2]\nother words" in asked
    asked = words_for("rewrite", "the task", (*drafts, Call("pick", 0, "1"), Call("critique", 0, "too mild")))
    assert "other words" in asked
    assert "too mild" in asked
    assert "first words" not in asked
