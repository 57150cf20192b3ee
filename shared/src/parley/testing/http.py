"""A stand-in for other people's servers."""

from dataclasses import dataclass

from yarl import URL

from parley.ports.address import AllowList, NotAllowed
from parley.ports.http import (
    MAX_BYTES,
    Failed,
    OutboundError,
    Redirect,
    Refused,
    Response,
    TooLarge,
    follow,
)


@dataclass(frozen=True, slots=True)
class Page:
    """What `FakeHttpClient` finds at a URL."""

    status: int = 200
    body: bytes = b""
    content_type: str | None = "text/html"
    charset: str | None = None
    location: str | None = None
    fault: type[OutboundError] | None = None


class FakeHttpClient:
    """An HttpClient whose internet is `pages`; it judges URLs and follows redirects as the real one does."""

    def __init__(self, *, outbound_allow: tuple[str, ...] = (), max_bytes: int = MAX_BYTES) -> None:
        self.pages: dict[str, Page] = {}
        self.asked: list[str] = []
        """Every URL that was asked for, in order."""
        self._allowed = AllowList.parse(outbound_allow)
        self._max_bytes = max_bytes

    async def get(self, url: str, *, accept: str, up_to_bytes: int | None = None) -> Response:
        del accept

        async def ask(target: URL) -> Response | Redirect:
            self.asked.append(str(target))
            return self._answer(str(target), up_to_bytes)

        try:
            return await follow(url, ask, self._allowed)
        except NotAllowed as fault:
            raise Refused(str(fault)) from None

    async def aclose(self) -> None:
        self.pages.clear()

    def _answer(self, url: str, up_to_bytes: int | None) -> Response | Redirect:
        page = self.pages.get(url)
        if page is None:
            raise Failed("no such host")
        if page.fault is not None:
            raise page.fault("as the test wants it")
        if page.location is not None:
            return Redirect(page.location)
        if up_to_bytes is None and len(page.body) > self._max_bytes:
            raise TooLarge(f"more than {self._max_bytes} bytes")
        return Response(url, page.status, page.content_type, page.charset, page.body[:up_to_bytes])
