"""One wide line a request."""

import re
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self
from uuid import UUID

import structlog

from parley import db
from parley.db.counting import Count
from parley.ids import new_id

log = structlog.get_logger()

_REQUEST_ID = re.compile(rb"[A-Za-z0-9._:-]{1,128}")
# Asked every second or two by whoever watches the process.
_QUIET = ("/healthz", "/readyz", "/metrics")


@dataclass(slots=True)
class Entry:
    """What the line will say; `route` is the pattern and not the path, which holds ids."""

    request_id: str
    method: str
    route: str = "-"
    user: UUID | None = None
    code: str | None = None
    began: float = field(default_factory=time.perf_counter)
    count: Count | None = None

    @classmethod
    def of(cls, scope: dict[str, Any]) -> Self:
        """With the id that the request brought, or a new one."""
        given = b""
        for name, value in scope["headers"]:
            if name == b"x-request-id":
                given = value
        request_id = given.decode() if _REQUEST_ID.fullmatch(given) else new_id().hex
        return cls(request_id, scope["method"])

    @contextmanager
    def bound(self) -> Iterator[None]:
        """Every line that is logged meanwhile bears the request's id."""
        with structlog.contextvars.bound_contextvars(request_id=self.request_id), db.counted() as self.count:
            yield

    def close(self, status: int) -> None:
        if self.route in _QUIET:
            return
        log.info(
            "request",
            method=self.method,
            route=self.route,
            status=status,
            duration_ms=round((time.perf_counter() - self.began) * 1000, 2),
            sql=self.count.statements if self.count is not None else 0,
            **({"user": str(self.user)} if self.user is not None else {}),
            **({"code": self.code} if self.code is not None else {}),
        )
