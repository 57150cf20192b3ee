"""aiohttp's connector, made to judge the very address it connects to."""

import errno
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from ipaddress import ip_address

import aiohttp
from aiohttp.abc import AbstractResolver, ResolveResult

from parley.ports.address import AllowList, NotAllowed

# For the sockets below, which are told an address and not by what name it was found.
_is_host_allowed: ContextVar[bool] = ContextVar("is_host_allowed", default=False)


@contextmanager
def requesting(host: str, allowed: AllowList) -> Iterator[None]:
    """Connections opened within are for `host`; where the name itself is allowed, so is its address."""
    token = _is_host_allowed.set(allowed.has_host(host))
    try:
        yield
    finally:
        _is_host_allowed.reset(token)


def guarded_connector(allowed: AllowList, resolver: AbstractResolver) -> aiohttp.TCPConnector:
    """A connector for `requesting` that judges twice.

    What a name resolves to: one forbidden answer among others is reason enough to raise NotAllowed. And
    each address again as its socket is made, after which nothing can change it: neither a second resolution
    nor an address that came past the resolver is connected to. There it is an OSError, for aiohttp tries
    the other addresses after one of those, and breaks after anything else.
    """

    def open_socket(info: tuple[int, int, int, str, tuple[str | int, ...]]) -> socket.socket:
        family, kind, protocol, _, place = info
        if not _may_reach(str(place[0]), allowed):
            raise PermissionError(errno.EACCES, "the address is not public")
        return socket.socket(family, kind, protocol)

    return aiohttp.TCPConnector(
        limit=0,  # how many at once is the client's to say, and what waits there holds nothing here
        resolver=GuardedResolver(resolver, allowed),
        use_dns_cache=False,
        # No connection is used twice: what a server sends after its answer can't pass for the next one.
        force_close=True,
        socket_factory=open_socket,
    )


class GuardedResolver(AbstractResolver):
    """Answers with addresses that may be reached, or not at all."""

    def __init__(self, resolver: AbstractResolver, allowed: AllowList) -> None:
        self._resolver = resolver
        self._allowed = allowed

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        found = await self._resolver.resolve(host, port, family)
        for each in found:
            if not _may_reach(each["host"], self._allowed):
                raise NotAllowed("the host has no public address")
        return found

    async def close(self) -> None:
        await self._resolver.close()


def _may_reach(address: str, allowed: AllowList) -> bool:
    return _is_host_allowed.get() or allowed.may_reach(ip_address(address))
