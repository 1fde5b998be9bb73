"""Where calls may go: to public addresses, and into private networks only as far as the operator says.

Whoever edits endpoints could otherwise make Moot's server ask its own neighbours, or its cloud's metadata service
(OWASP, Server Side Request Forgery). A name is resolved when it is connected to, and that very address is taken: a name
that answers otherwise a moment later gains nothing.
"""

from __future__ import annotations

import socket
from collections.abc import Iterable, Iterator
from ipaddress import IPv4Address, IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpcore2
import httpx2
from django.conf import settings

Address = IPv4Address | IPv6Address

# RFC 6052: how hosts that speak only IPv6 reach an address of IPv4.
NAT64 = ip_network("64:ff9b::/96")
# Where clouds answer their own machines under addresses that pass for public ones: Oracle's, Azure's.
CLOUDS = (ip_network("192.0.0.0/24"), ip_network("168.63.129.16/32"))


class Refused(Exception):
    """An address that is not called; says why, and what the operator can do."""


def check(url: str) -> None:
    """Raises Refused for an address that no call would be made to; a name that nobody knows yet passes."""
    try:
        address = httpx2.URL(url)
    except httpx2.InvalidURL as problem:
        raise Refused(f"{url} is no address: {problem}.") from None
    if address.scheme not in ("http", "https") or not address.host:
        raise Refused(f"{url} is no address of a model: it begins with https:// or http://, then comes a host.")
    if address.userinfo or address.query or address.fragment:
        raise Refused("An address has no name or password, no “?” and no “#”: a key is named by its variable.")
    try:
        reachable(address.raw_host.decode(), address.port or 443)
    except (OSError, UnicodeError):
        return


def reachable(host: str, port: int) -> list[str]:
    """The addresses of a host that may be called. Raises Refused where there is none, OSError for an unknown name."""
    found = [str(at[4][0]) for at in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]
    allowed = [at for at in found if _named(host) or not is_private(at) or _listed(at)]
    if not allowed:
        raise Refused(
            f"{host} leads into a private network ({', '.join(dict.fromkeys(found))}), where Moot calls nobody. "
            f"The operator allows it by naming {host} in MOOT_PRIVATE_HOSTS."
        )
    return allowed


def is_private(text: str) -> bool:
    """Whether an address is another than a public one: loopback, private, link-local, shared, multicast, unassigned."""
    address = _inner(ip_address(text.partition("%")[0]))
    local = isinstance(address, IPv6Address) and address.is_site_local
    cloud = any(address in network for network in CLOUDS)
    return not address.is_global or address.is_multicast or address.is_reserved or local or cloud


def _inner(address: Address) -> Address:
    """The address of IPv4 that one of IPv6 stands for, if it does."""
    if isinstance(address, IPv4Address):
        return address
    if address in NAT64:
        return IPv4Address(int(address) & 0xFFFFFFFF)
    teredo = address.teredo[1] if address.teredo else None
    return address.ipv4_mapped or address.sixtofour or teredo or address


def _named(host: str) -> bool:
    return host.rstrip(".").casefold() in (listed.casefold() for listed in settings.PRIVATE_HOSTS)


def _listed(text: str) -> bool:
    address = ip_address(text.partition("%")[0])
    return any(address in network or _inner(address) in network for network in _networks())


def _networks() -> Iterator[IPv4Network | IPv6Network]:
    """The listed ones that are addresses (127.0.0.1) or networks (10.0.0.0/8); the others are names."""
    for listed in settings.PRIVATE_HOSTS:
        try:
            yield ip_network(listed.strip("[]"), strict=False)
        except ValueError:
            continue


class _Checking(httpcore2.SyncBackend):
    """Connects only to what may be called, by the very address that was checked."""

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore2.NetworkStream:
        failure: Exception = httpcore2.ConnectError(f"{host} is not known")
        for address in _found(host, port):
            try:
                return super().connect_tcp(address, port, timeout, local_address, socket_options)
            except (httpcore2.ConnectError, httpcore2.ConnectTimeout) as problem:
                failure = problem
        raise failure


def _found(host: str, port: int) -> list[str]:
    try:
        return reachable(host, port)
    except (OSError, UnicodeError) as unknown:
        raise httpcore2.ConnectError(str(unknown)) from unknown


class Direct(httpx2.HTTPTransport):
    """Straight to the model, through the check."""

    def __init__(self, limits: httpx2.Limits) -> None:
        super().__init__(limits=limits)
        self._pool = httpcore2.ConnectionPool(
            ssl_context=httpx2.create_ssl_context(),
            max_connections=limits.max_connections,
            max_keepalive_connections=limits.max_keepalive_connections,
            keepalive_expiry=limits.keepalive_expiry,
            network_backend=_Checking(),
        )


class ByProxy(httpx2.HTTPTransport):
    """Through the operator's proxy, which looks names up by itself: they are checked here as far as they are known."""

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        check(str(request.url.copy_with(query=None)))
        return super().handle_request(request)


def transport(url: str, limits: httpx2.Limits) -> httpx2.HTTPTransport:
    """The way to an address that isn't the offline model's; HTTPS_PROXY and its like are the operator's."""
    address = httpx2.URL(url)
    proxy = None if proxy_bypass(address.host) else getproxies().get(address.scheme)
    return ByProxy(proxy=proxy, limits=limits) if proxy else Direct(limits)
