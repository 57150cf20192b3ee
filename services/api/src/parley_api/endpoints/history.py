"""A channel's messages: post one, page through them."""

from datetime import datetime
from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from django.http import HttpResponse
from dmr import Path, Query, ResponseSpec, validate
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.message.post import post_message
from parley.errors import (
    ChannelArchived,
    Forbidden,
    IdTaken,
    Invalid,
    NotAMember,
    NotFound,
    RateLimited,
    ThreadNotFound,
)
from parley.events import Message
from parley.ids import ChannelId, MessageId, ThreadId
from parley.queries.message import END, find_seq_at, list_history
from parley_api.controller import ApiController, refuses
from parley_api.shapes import ChannelPath, Given, MessageText, Shown

_Seq = Annotated[int, msgspec.Meta(ge=0, le=END)]


class NewMessage(Given, frozen=True, kw_only=True):
    """`id` is the client's own: a repeat with the same content gets the first answer again."""

    id: UUID
    body: MessageText
    thread: UUID | None = None
    also_to_channel: bool = False


class HistoryQuery(Given, frozen=True, kw_only=True):
    """One of before, after (seqs) and around (a seq, or a time as RFC 3339); without any, the newest page."""

    before: _Seq | None = None
    after: _Seq | None = None
    around: Annotated[str, msgspec.Meta(max_length=40)] | None = None
    limit: Annotated[int, msgspec.Meta(ge=1, le=200)] = 50


class History(Shown, frozen=True, kw_only=True):
    """Ascending by seq."""

    messages: list[Message]
    has_more_before: bool
    has_more_after: bool


class MessagesController(ApiController):
    """A channel's history; replies are in it only where they were also sent to the channel."""

    keyed_by_id = frozenset({"POST"})

    @refuses(Forbidden, NotAMember, NotFound, ThreadNotFound, ChannelArchived, IdTaken, RateLimited)
    @validate(
        ResponseSpec(Message, status_code=HTTPStatus.CREATED),
        ResponseSpec(
            Message, status_code=HTTPStatus.OK, description="A repeat: the message was posted before."
        ),
    )
    async def post(
        self, parsed_path: Path[ChannelPath], parsed_body: BodyMsgspec[NewMessage]
    ) -> HttpResponse:
        """Post a message."""
        posted = await post_message(
            actor=self.actor,
            channel_id=ChannelId(parsed_path.channel),
            message_id=MessageId(parsed_body.id),
            body=parsed_body.body,
            thread=ThreadId(parsed_body.thread) if parsed_body.thread else None,
            also_to_channel=parsed_body.also_to_channel,
        )
        status = HTTPStatus.OK if posted.is_repeat else HTTPStatus.CREATED
        return self.to_response(posted.message, status_code=status)

    @refuses(NotFound)
    async def get(self, parsed_path: Path[ChannelPath], parsed_query: Query[HistoryQuery]) -> History:
        """Read a page of the history."""
        channel = ChannelId(parsed_path.channel)
        at, before, after = await self._place(channel, parsed_query)
        page = await list_history(
            db.reader, channel, visible_to=self.actor, at=at, before=before, after=after
        )
        return History(
            messages=page.messages, has_more_before=page.has_more_before, has_more_after=page.has_more_after
        )

    async def _place(self, channel: ChannelId, query: HistoryQuery) -> tuple[int, int, int]:
        """A seq, how many to read before it, and how many from it on."""
        if sum(each is not None for each in (query.before, query.after, query.around)) > 1:
            raise Invalid("Name one of before, after and around.")
        if query.before is not None:
            return query.before, query.limit, 0
        if query.after is not None:
            return query.after + 1, 0, query.limit
        if query.around is not None:
            at = await self._seq_of(channel, query.around)
            return at, query.limit // 2, query.limit - query.limit // 2
        return END, query.limit, 0

    async def _seq_of(self, channel: ChannelId, around: str) -> int:
        if around.isascii() and around.isdigit() and len(around) < 18:
            return int(around)
        try:
            # A plus sign that was not encoded has become a space on its way here.
            at = datetime.fromisoformat(around.replace(" ", "+"))
        except ValueError:
            at = None
        if at is None or at.tzinfo is None:
            raise Invalid(
                errors=[{"field": "around", "message": "is neither a seq nor a time with its zone"}]
            )
        return await find_seq_at(db.reader, channel, at)
