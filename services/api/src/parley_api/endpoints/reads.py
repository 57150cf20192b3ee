"""How far I read."""

from http import HTTPStatus
from typing import Annotated

import msgspec
from dmr import Path, modify
from dmr.plugins.msgspec import BodyMsgspec

from parley.actions.read.move import move_read
from parley.errors import NotAMember, NotFound
from parley.ids import ChannelId
from parley.queries.message import END
from parley_api.controller import ApiController, refuses
from parley_api.shapes import ChannelPath, Given


class ReadPosition(Given, frozen=True, kw_only=True):
    """Everything up to `seq` is read."""

    seq: Annotated[int, msgspec.Meta(ge=0, le=END)]


class ReadController(ApiController):
    """My read position in a channel."""

    @refuses(NotFound, NotAMember)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def put(self, parsed_path: Path[ChannelPath], parsed_body: BodyMsgspec[ReadPosition]) -> None:
        """Move it on; it only grows, and never passes the channel's head."""
        await move_read(actor=self.actor, channel_id=ChannelId(parsed_path.channel), seq=parsed_body.seq)
