"""The workspace itself."""

from dataclasses import dataclass
from uuid import UUID

from parley import db
from parley.errors import NotFound
from parley.events import Workspace
from parley.ids import ChannelId, StreamName, WorkspaceId, stream_name

_ANY = db.statement("select exists (select from workspace)", db.value)


@dataclass(frozen=True, slots=True)
class WorkspaceRow:
    id: WorkspaceId
    name: str
    general_id: ChannelId

    @property
    def stream(self) -> StreamName:
        return stream_name("workspace", self.id)

    def wire(self) -> Workspace:
        return Workspace(id=self.id, name=self.name, general=self.general_id)


_GET = db.statement("select id, name, general_id from workspace where id = %(id)s", WorkspaceRow)
_ONLY = db.statement("select id, name, general_id from workspace order by created_at limit 1", WorkspaceRow)


async def is_set_up(where: db.Where) -> bool:
    return bool(await where.one(_ANY))


async def get_workspace(where: db.Where, workspace_id: UUID) -> WorkspaceRow:
    """Raises NotFound."""
    row = await where.one(_GET, id=workspace_id)
    if row is None:
        raise NotFound("There is no such workspace.")
    return row


async def find_first_workspace(where: db.Where) -> WorkspaceRow | None:
    """The server's first: what the command line means where it names none."""
    return await where.one(_ONLY)
