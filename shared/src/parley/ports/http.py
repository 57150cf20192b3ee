"""Requests that leave the system: bounded in time, size and number, and kept away from private networks."""

import asyncio
import re
import zlib
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import ClassVar, Final, Protocol

import aiohttp
from aiohttp.abc import AbstractResolver
from yarl import URL

from parley.ports.address import AllowList, NotAllowed, find_address
from parley.ports.blocked_ports import BLOCKED_PORTS
from parley.ports.body import read_body
from parley.ports.connector import guarded_connector, requesting
from parley.ports.resolver import ThreadsResolver
from parley.ports.slots import Slots

TOTAL_SECONDS: Final = 5.0
MAX_BYTES: Final = 1024 * 1024
MAX_REDIRECTS: Final = 5
MAX_AT_ONCE: Final = 32
MAX_PER_HOST: Final = 4
MAX_URL: Final = 8000
WAIT_SECONDS: Final = 30.0
"""How long a request waits for its turn; that is no part of its five seconds, which are the other side's."""

_USER_AGENT = "Parley"
_REDIRECTS = frozenset((301, 302, 303, 307, 308))
_NAME = re.compile(r"[A-Za-z0-9._-]+")


class OutboundError(Exception):
    """A request that brought no response. `code` is stable."""

    code: ClassVar[str]
    is_worth_retrying: ClassVar[bool]


class Refused(OutboundError):
    """We do not ask for this: another scheme or a port of another protocol, credentials, an address not public."""

    code = "refused"
    is_worth_retrying = False


class TimedOut(OutboundError):
    """It took longer than the seconds given, or waited too long for its turn."""

    code = "timed_out"
    is_worth_retrying = True


class TooLarge(OutboundError):
    """The body is larger than the bound, as sent or unpacked."""

    code = "too_large"
    is_worth_retrying = False


class Unusable(OutboundError):
    """An answer that will be no better next time: in an encoding not asked for, or redirects without an end."""

    code = "unusable"
    is_worth_retrying = False


class Failed(OutboundError):
    """No such host, no connection, no valid HTTP."""

    code = "failed"
    is_worth_retrying = True


@dataclass(frozen=True, slots=True)
class Response:
    """Any response but a redirect that was followed; `url` is where it came from in the end."""

    url: str
    status: int
    content_type: str | None
    charset: str | None
    body: bytes


@dataclass(frozen=True, slots=True)
class Redirect:
    location: str


class HttpClient(Protocol):
    """Asks other people's servers."""

    async def get(self, url: str, *, accept: str, up_to_bytes: int | None = None) -> Response:
        """GET `url`, following up to five redirects; a body over `up_to_bytes`, where given, is cut there.

        Raises Refused, TimedOut, TooLarge (without `up_to_bytes`), Unusable, Failed.
        """
        ...

    async def aclose(self) -> None: ...


class AiohttpClient:
    """One session, on the loop that first uses it; no proxy, no cookies, no credentials."""

    def __init__(
        self,
        *,
        outbound_allow: tuple[str, ...] = (),
        total_seconds: float = TOTAL_SECONDS,
        max_bytes: int = MAX_BYTES,
        resolver: AbstractResolver | None = None,
    ) -> None:
        self._allowed = AllowList.parse(outbound_allow)
        self._total_seconds = total_seconds
        self._max_bytes = max_bytes
        self._resolver = resolver
        self._slots = Slots(total=MAX_AT_ONCE, per_host=MAX_PER_HOST, wait_seconds=WAIT_SECONDS)
        self._session: aiohttp.ClientSession | None = None

    async def get(self, url: str, *, accept: str, up_to_bytes: int | None = None) -> Response:
        clock = asyncio.get_running_loop().time
        seconds_left = self._total_seconds

        async def ask(target: URL) -> Response | Redirect:
            nonlocal seconds_left
            async with self._slots.hold(target.raw_host or ""), asyncio.timeout(seconds_left):
                began = clock()
                answer = await self._ask(target, accept, up_to_bytes)
                seconds_left -= clock() - began
                return answer

        try:
            return await follow(url, ask, self._allowed)
        except TimeoutError:
            raise TimedOut("no answer in time") from None
        except (NotAllowed, aiohttp.InvalidURL) as fault:
            raise Refused(str(fault)) from None
        except zlib.error:
            raise Unusable("this is no gzip") from None
        except (aiohttp.ClientError, OSError, ValueError) as fault:
            raise Failed(type(fault).__name__) from fault

    async def aclose(self) -> None:
        if self._session is not None:
            await self._session.close()

    async def _ask(self, target: URL, accept: str, up_to_bytes: int | None) -> Response | Redirect:
        headers = {"Accept": accept, "Accept-Encoding": "gzip", "User-Agent": _USER_AGENT}
        with requesting(target.raw_host or "", self._allowed):
            async with self._open_session().get(target, headers=headers, allow_redirects=False) as answer:
                location = answer.headers.get("Location")
                if answer.status in _REDIRECTS and location:
                    return Redirect(location)
                return await self._read(target, answer, up_to_bytes)

    async def _read(self, target: URL, answer: aiohttp.ClientResponse, up_to_bytes: int | None) -> Response:
        encoding = answer.headers.get("Content-Encoding", "identity").strip().lower()
        if encoding not in ("identity", "gzip", "x-gzip"):
            raise Unusable("an encoding that was not asked for")
        body, is_cut = await read_body(
            answer.content.iter_chunked(64 * 1024),
            is_gzip=encoding != "identity",
            max_bytes=up_to_bytes or self._max_bytes,
        )
        if is_cut and up_to_bytes is None:
            raise TooLarge(f"more than {self._max_bytes} bytes")
        has_type = "Content-Type" in answer.headers
        return Response(
            url=str(target),
            status=answer.status,
            content_type=answer.content_type if has_type else None,
            charset=answer.charset if has_type else None,
            body=body,
        )

    def _open_session(self) -> aiohttp.ClientSession:
        if self._session is None:
            self._session = aiohttp.ClientSession(
                connector=guarded_connector(self._allowed, self._resolver or ThreadsResolver(MAX_AT_ONCE)),
                cookie_jar=aiohttp.DummyCookieJar(),
                timeout=aiohttp.ClientTimeout(total=None),  # `get` keeps the time, over all redirects
                trust_env=False,
                auto_decompress=False,  # it would bound neither what comes in nor what it becomes
            )
        return self._session


async def follow(
    url: str, ask: Callable[[URL], Awaitable[Response | Redirect]], allowed: AllowList
) -> Response:
    """Ask for `url` and where it leads, judging each anew. Raises NotAllowed, and Unusable after five."""
    target = require_allowed(url, allowed)
    for _ in range(MAX_REDIRECTS + 1):
        answer = await ask(target)
        if isinstance(answer, Response):
            return answer
        target = require_allowed(answer.location, allowed, base=target)
    raise Unusable(f"more than {MAX_REDIRECTS} redirects")


def require_allowed(text: str, allowed: AllowList, *, base: URL | None = None) -> URL:
    """The URL that `text` means, as far as it can be judged before its name is resolved. Raises NotAllowed."""
    if len(text) > MAX_URL:
        raise NotAllowed("the URL is too long")
    try:
        url = URL(text)
        url = (base.join(url) if base else url).with_fragment(None)
        host, _ = url.raw_host, url.port
    except ValueError:
        raise NotAllowed("this is not a URL") from None
    if url.scheme not in ("http", "https") or not host:
        raise NotAllowed("only http and https")
    if url.raw_user is not None or url.raw_password is not None:
        raise NotAllowed("the URL holds credentials")
    if url.port in BLOCKED_PORTS:
        raise NotAllowed("the port is another protocol's")
    address = find_address(host)
    if address is None and not _NAME.fullmatch(host):
        raise NotAllowed("the host is not a name")
    if address is not None and not allowed.may_reach(address):
        raise NotAllowed("the address is not public")
    return url
