"""The log, for programs without a socket."""

from http import HTTPStatus
from typing import Annotated, Any

import msgspec
from django.http import HttpResponse
from dmr import Path, Query, ResponseSpec, validate

from parley import db
from parley.errors import NotFound, ResetNeeded
from parley.ids import StreamName
from parley.queries.event import list_events
from parley.queries.message import END
from parley_api.controller import ApiController, refuses
from parley_api.shapes import Given, Shown


class StreamPath(msgspec.Struct, frozen=True):
    """`channel:<id>`, `user:<id>` or `workspace:<id>`."""

    stream: str


class EventsQuery(Given, frozen=True, kw_only=True):
    """`after` is the cursor: the seq of the last event that is known; `epoch` the one it was read in."""

    after: Annotated[int, msgspec.Meta(ge=0, le=END)] = 0
    epoch: Annotated[str, msgspec.Meta(max_length=100)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class EventShown(Shown, frozen=True, kw_only=True):
    """An event; what `data` holds goes by its kind, see frames.json."""

    stream: str
    seq: int
    kind: str
    data: dict[str, Any]
    at: str


class EventList(Shown, frozen=True, kw_only=True):
    events: list[EventShown]
    head: int
    epoch: str


class _EventTexts(Shown, frozen=True, kw_only=True):
    """The same, of the texts that the log holds: they are not parsed on their way out."""

    events: list[msgspec.Raw]
    head: int
    epoch: str


class EventsController(ApiController):
    """A stream's events, in order."""

    @refuses(NotFound, ResetNeeded)
    @validate(ResponseSpec(EventList, status_code=HTTPStatus.OK))
    async def get(self, parsed_path: Path[StreamPath], parsed_query: Query[EventsQuery]) -> HttpResponse:
        """Read what came after a cursor; 410 where the log does not answer for it."""
        page = await list_events(
            db.reader,
            StreamName(parsed_path.stream),
            visible_to=self.actor,
            after=parsed_query.after,
            epoch=parsed_query.epoch,
            limit=parsed_query.limit,
        )
        events = [msgspec.Raw(text.encode()) for text in page.events]
        shown = _EventTexts(events=events, head=page.head, epoch=page.epoch)
        return self.to_response(shown, status_code=HTTPStatus.OK)
