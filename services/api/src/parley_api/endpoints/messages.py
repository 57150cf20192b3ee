"""One message."""

from http import HTTPStatus

from dmr import Path, modify
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.message.delete import delete_message
from parley.actions.message.edit import edit_message
from parley.errors import ChannelArchived, MessageDeleted, NotAMember, NotAuthor, NotFound
from parley.events import Message
from parley.ids import MessageId
from parley.queries.message import get_message
from parley_api.controller import ApiController, refuses
from parley_api.shapes import Given, MessagePath, MessageText


class MessageChanges(Given, frozen=True, kw_only=True):
    body: MessageText


class MessageController(ApiController):
    """A message that I may see."""

    @refuses(NotFound)
    async def get(self, parsed_path: Path[MessagePath]) -> Message:
        """Get a message."""
        row = await get_message(db.reader, MessageId(parsed_path.message), visible_to=self.actor)
        return row.message

    @refuses(NotFound, NotAuthor, NotAMember, MessageDeleted, ChannelArchived)
    async def patch(
        self, parsed_path: Path[MessagePath], parsed_body: BodyMsgspec[MessageChanges]
    ) -> Message:
        """Edit a message of mine."""
        return await edit_message(
            actor=self.actor,
            message_id=MessageId(parsed_path.message),
            body=parsed_body.body,
            if_version=self.if_match(),
        )

    @refuses(NotFound, NotAuthor, ChannelArchived)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self, parsed_path: Path[MessagePath]) -> None:
        """Delete a message of mine; owners and admins delete any."""
        await delete_message(actor=self.actor, message_id=MessageId(parsed_path.message))
