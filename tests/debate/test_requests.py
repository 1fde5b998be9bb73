"""What leaves towards a provider: the right body, and a key only to where the operator allows it."""

from __future__ import annotations

import pytest
from pytest_django import Settings

from debate.llm import request
from debate.llm.client import CallFailed, complete
from debate.llm.prices import most_tokens_in, price_of
from debate.models import Endpoint

MESSAGES: list[request.Message] = [{"role": "user", "content": "Who had the key?"}]
PLAYED = {"mine": 1}


def body(**values: object) -> dict[str, object]:
    endpoint = Endpoint(**{"name": "some", "base_url": "https://api.example.org/v1", "model": "m", **values})
    return request.body(endpoint, MESSAGES, 500, PLAYED, endpoint.logprobs)


def test_a_plain_model_is_asked_with_max_tokens_and_its_sampling() -> None:
    asked = {"model": "m", "messages": MESSAGES, "max_tokens": 500}
    assert body() == asked
    assert body(temperature=0.0, top_p=0.9) == {**asked, "temperature": 0.0, "top_p": 0.9}
    assert body(logprobs=True) == {**asked, "logprobs": True, "top_logprobs": 20}


def test_a_reasoning_model_is_asked_by_completion_tokens_and_effort_without_temperature() -> None:
    asked = {"model": "m", "messages": MESSAGES, "max_completion_tokens": 500, "reasoning_effort": "low"}
    assert body(reasoning=True, reasoning_effort="low", temperature=0.7, logprobs=True) == asked


def test_only_the_offline_model_is_told_what_it_plays() -> None:
    assert "extra_body" not in body()
    assert body(base_url="http://offline.moot/v1")["extra_body"] == {"moot": PLAYED}
    assert "extra_body" not in body(base_url="https://offline.moot.example.org/v1")


def keyed(url: str) -> Endpoint:
    return Endpoint(name="some", base_url=url, model="plain", key_variable="MOOT_KEY_TEST")


def test_a_key_goes_only_to_the_hosts_that_the_operator_listed(
    provider: str, settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("MOOT_KEY_TEST", "secret-words")
    sent = request.body(keyed(provider), MESSAGES, 50, {}, False)
    settings.KEY_HOSTS = {"MOOT_KEY_TEST": "api.example.org"}
    with pytest.raises(CallFailed, match=r"MOOT_KEY_TEST may not be sent to 127\.0\.0\.1") as refused:
        complete(keyed(provider), sent)
    assert refused.value.permanent
    assert "secret-words" not in refused.value.reason
    settings.KEY_HOSTS = {"MOOT_KEY_TEST": "api.example.org,127.0.0.1"}
    assert complete(keyed(provider), sent).resolved_model == "m-1"


def test_a_key_that_is_not_set_is_named(provider: str, settings: Settings) -> None:
    settings.KEY_HOSTS = {"MOOT_KEY_TEST": "127.0.0.1"}
    with pytest.raises(CallFailed, match="MOOT_KEY_TEST is not set"):
        complete(keyed(provider), {"model": "plain", "messages": MESSAGES})


def test_a_listed_model_has_a_price_and_an_unlisted_one_has_none() -> None:
    listed = price_of(Endpoint(name="some", base_url="https://api.openai.com/v1", model="gpt-4o-mini"))
    assert listed is not None
    assert listed.cost(1_000_000, 0) > 0
    assert price_of(Endpoint(name="some", base_url="http://127.0.0.1:11434/v1", model="llama3.2")) is None


def test_the_bound_on_tokens_is_never_below_a_token_a_byte() -> None:
    assert most_tokens_in([{"role": "user", "content": "ключ"}]) > len("ключ".encode())
