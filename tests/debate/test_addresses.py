"""Calls go to public addresses; into private networks only where the operator says so, whatever the spelling."""

from __future__ import annotations

import http.server
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.test import Client
from django.urls import reverse
from pytest_django import Settings

from debate.llm import addresses
from debate.llm.client import CallFailed, complete
from debate.models import Endpoint

PRIVATE = (
    "127.0.0.1", "127.1", "2130706433", "0x7f000001", "0x7f.1", "0177.0.0.1", "017700000001", "localhost", "LOCALHOST",
    "0", "0.0.0.0", "10.0.0.1", "10.255.255.255", "172.16.0.1", "172.31.255.255", "192.168.1.1",
    "3232235777", "0xc0a80101", "169.254.169.254", "2852039166", "0xa9fea9fe", "0251.0376.0251.0376", "169.254.1",
    "100.64.0.1", "100.100.100.200", "192.0.0.192", "168.63.129.16", "198.18.0.1",
    "224.0.0.1", "240.0.0.1", "255.255.255.255",
    "[::1]", "[::]", "[0:0:0:0:0:0:0:1]", "[::ffff:127.0.0.1]", "[::ffff:7f00:1]", "[::ffff:a9fe:a9fe]",
    "[::127.0.0.1]", "[fc00::1]", "[fd12:3456::1]", "[fd00:ec2::254]", "[fe80::1]", "[fec0::1]", "[ff02::1]",
    "[64:ff9b::10.0.0.1]", "[64:ff9b::a9fe:a9fe]", "[2002:7f00:1::]", "[2002:a9fe:a9fe::]", "[2001:db8::1]",
)  # fmt: skip
PUBLIC = ("8.8.8.8", "134744072", "[2606:4700::1111]", "[::ffff:8.8.8.8]", "[64:ff9b::8.8.8.8]", "[2002:808:808::]")

ASKED = {"model": "plain", "messages": [{"role": "user", "content": "Who are you?"}]}


@pytest.fixture(autouse=True)
def _nothing_is_allowed(settings: Settings) -> None:
    settings.PRIVATE_HOSTS = []


@pytest.mark.parametrize("host", PRIVATE)
@pytest.mark.parametrize("address", ["http://{}/v1", "https://{}:8443/v1"])
def test_a_private_address_is_refused_however_it_is_spelt(host: str, address: str) -> None:
    with pytest.raises(addresses.Refused):
        addresses.check(address.format(host))


@pytest.mark.parametrize("host", PUBLIC)
def test_a_public_address_is_none_of_those(host: str) -> None:
    addresses.check(f"https://{host}/v1")


def test_a_name_that_nobody_knows_yet_can_be_saved() -> None:
    addresses.check("https://nobody.invalid/v1")
    addresses.check(f"https://{'a' * 80}.invalid/v1")


@pytest.mark.parametrize(
    "address",
    [
        "https://api.example.org@127.0.0.1/v1", "https://someone:secret@8.8.8.8/v1", "https://8.8.8.8\\@127.0.0.1/v1",
        "https://8.8.8.8/v1?key=secret", "https://8.8.8.8/v1#part", "ftp://8.8.8.8/", "file:///etc/passwd", "gopher://x",
        "//8.8.8.8/v1", "8.8.8.8", "http://", "http://①②⑦.0.0.1/", "http://8.8.8.8:port/", "https://8.8.8.8\n.x/",
    ],
)  # fmt: skip
def test_an_address_says_only_where_a_model_is(address: str) -> None:
    with pytest.raises(addresses.Refused):
        addresses.check(address)


@pytest.mark.parametrize("listed", ["127.0.0.1", "127.0.0.0/8", "localhost", "LocalHost"])
def test_the_operator_can_allow_a_name_an_address_or_a_network(listed: str, settings: Settings) -> None:
    settings.PRIVATE_HOSTS = [listed, "[fd00::1]"]
    addresses.check("http://localhost:11434/v1")
    addresses.check("http://[fd00::1]/v1")
    with pytest.raises(addresses.Refused):
        addresses.check("http://10.0.0.1/v1")


def at(url: str) -> Endpoint:
    return Endpoint(name="some", base_url=url, model="plain")


def test_a_call_into_a_private_network_is_refused_for_good(provider: str) -> None:
    with pytest.raises(CallFailed, match=r"some isn't called: 127\.0\.0\.1 leads into a private network") as refused:
        complete(at(provider), ASKED)
    assert refused.value.permanent
    assert not refused.value.charged


def test_a_call_that_the_operator_allows_is_made(provider: str, settings: Settings) -> None:
    settings.PRIVATE_HOSTS = ["localhost"]
    assert complete(at(provider.replace("127.0.0.1", "localhost")), ASKED).resolved_model == "m-1"


@contextmanager
def answering(status: int, headers: dict[str, str], seen: list[str]) -> Iterator[str]:
    """A server that answers everything in one way, and notes what it was asked for."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            seen.append(self.path)
            self.send_response(status)
            for name, value in {**headers, "Content-Length": "0"}.items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, format: str, *args: object) -> None:
            """Silence: a test's output is its own."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def test_nobody_is_followed_to_another_address(settings: Settings) -> None:
    settings.PRIVATE_HOSTS = ["127.0.0.1"]
    came: list[str] = []
    with (
        answering(200, {}, came) as other,
        answering(307, {"Location": f"{other}/v1/models"}, []) as first,
        pytest.raises(CallFailed, match="answered 307"),
    ):
        complete(at(f"{first}/v1"), ASKED)
    assert came == []


def test_the_operators_proxy_is_used_and_reaches_no_private_network_either(monkeypatch: pytest.MonkeyPatch) -> None:
    came: list[str] = []
    with answering(418, {}, came) as proxy:
        monkeypatch.setenv("http_proxy", proxy)
        with pytest.raises(CallFailed, match="answered 418"):
            complete(at("http://nobody.invalid/v1"), ASKED)
        with pytest.raises(CallFailed, match="private network"):
            complete(at("http://10.20.30.40/v1"), ASKED)
    assert came == ["http://nobody.invalid/v1/chat/completions"]


def test_the_offline_model_stands_apart(provider: str, settings: Settings) -> None:
    settings.OFFLINE_URL = provider
    assert complete(at("http://offline.moot/v1"), ASKED).resolved_model == "m-1"


@pytest.mark.django_db
def test_the_admin_says_why_it_does_not_save_such_an_address(researcher: Client) -> None:
    given = {
        "name": "mine",
        "base_url": "http://169.254.169.254/v1",
        "model": "m",
        "max_tokens": 100,
        "most_in_flight": 4,
        "timeout_seconds": 5,
        "attempts": 1,
        "tags": "{}",
    }
    refused = researcher.post(reverse("admin:debate_endpoint_add"), given)
    assert "The operator allows it by naming 169.254.169.254 in MOOT_PRIVATE_HOSTS." in refused.content.decode()
    for url in ("https://8.8.8.8/v1", "http://offline.moot/v1"):
        researcher.post(reverse("admin:debate_endpoint_add"), {**given, "name": url, "base_url": url})
    assert list(Endpoint.objects.values_list("base_url", flat=True)) == ["http://offline.moot/v1", "https://8.8.8.8/v1"]
