"""The snapshot that a client starts from."""

from uuid import UUID

from parley import config, db
from parley.events import JoinedChannel, Me, Workspace
from parley.queries.boot import get_boot
from parley_api.controller import ApiController
from parley_api.shapes import Shown


class BootShown(Shown, frozen=True, kw_only=True):
    """`heads` are the cursors for `hello`, of all streams that the caller is told of."""

    me: Me
    workspace: Workspace
    epoch: str
    ws_url: str
    session: UUID | None
    heads: dict[str, int]
    channels: list[JoinedChannel]


class BootController(ApiController):
    """The caller, their workspace and their channels, with the heads of their streams."""

    async def get(self) -> BootShown:
        """Load the snapshot to start from."""
        boot = await get_boot(db.reader, of=self.actor)
        return BootShown(
            me=boot.me,
            workspace=boot.workspace,
            epoch=boot.epoch,
            ws_url=config.current().ws_url,
            session=self.actor.session_id,
            heads={str(name): head for name, head in boot.heads.items()},
            channels=boot.channels,
        )
