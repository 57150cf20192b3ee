"""Make the first workspace: shared by set-up and the command line. Checks nothing but that there is none."""

from dataclasses import dataclass
from uuid import UUID

from parley import db, eventlog
from parley.clock import now
from parley.errors import AlreadySetUp
from parley.events import User, Workspace
from parley.ids import ChannelId, UserId, WorkspaceId, new_id
from parley.models import Workspace as WorkspaceRow
from parley.writes.channel import insert_channel
from parley.writes.membership import Join, insert_memberships
from parley.writes.user import insert_account, insert_user

GENERAL = "general"
_LOCK = 0x736574_7570  # two who set up at once: one does
_TAKE = db.statement("select pg_advisory_xact_lock(%(lock)s)", db.value)
_ANY = db.statement("select count(*) from workspace", db.value)


@dataclass(frozen=True, slots=True)
class Made:
    """The workspace and its owner, as they stand in the log."""

    workspace: Workspace
    owner: User
    account_id: UUID
    general: ChannelId


async def insert_workspace(
    tx: db.Transaction, *, title: str, name: str, handle: str, email: str, password_hash: str
) -> Made:
    """The workspace of an empty database, its owner and #general. Raises AlreadySetUp."""
    await tx.all(_TAKE, lock=_LOCK)
    if await tx.one(_ANY):
        raise AlreadySetUp
    workspace_id, channel_id = WorkspaceId(new_id()), ChannelId(new_id())
    await tx.insert(WorkspaceRow(id=workspace_id, name=title, created_at=now()))
    stream = await eventlog.create_stream(tx, workspace_id, "workspace", workspace_id)
    # Who sets a server up operates it: /admin/ is theirs.
    account = await insert_account(
        tx, email=email, password_hash=password_hash, is_confirmed=True, is_operator=True
    )
    owner, owner_stream = await insert_user(
        tx,
        workspace_id=workspace_id,
        account_id=account.id,
        handle=handle,
        name=name,
        role="owner",
        workspace_stream=stream,
    )
    general, general_stream = await insert_channel(
        tx,
        channel_id=channel_id,
        workspace_id=workspace_id,
        kind="public",
        name=GENERAL,
        description="For everybody in the workspace.",
        created_by=UserId(owner.id),
        workspace_stream=stream,
    )
    await tx.execute(
        "update workspace set general_id = %(channel)s where id = %(id)s", channel=channel_id, id=workspace_id
    )
    await insert_memberships(tx, [Join(general, general_stream, owner.id, owner_stream)], by=owner.id)
    return Made(Workspace(id=workspace_id, name=title, general=channel_id), owner, account.id, channel_id)
