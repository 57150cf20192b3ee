"""Invites: as those who made them see them, and as those who follow the link do."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.clock import now
from parley.errors import InviteExpired, InviteNotFound
from parley.events import Role, Workspace
from parley.ids import InviteId, UserId, WorkspaceId

type MailState = Literal["queued", "sent", "failed"]


@dataclass(frozen=True, slots=True)
class InviteRow:
    id: InviteId
    workspace_id: WorkspaceId
    code: str
    role: Role
    channels: list[UUID]
    created_by: UserId
    created_at: datetime
    expires_at: datetime
    max_uses: int | None
    uses: int
    revoked_at: datetime | None
    workspace_name: str
    general_id: UUID | None
    invited_by: str
    is_orphaned: bool
    email: str | None
    mail: MailState | None

    def workspace(self) -> Workspace:
        return Workspace(id=self.workspace_id, name=self.workspace_name, general=self.general_id)


_COLUMNS = """
    i.id, i.workspace_id, i.code, i.role, i.channels, i.created_by_id, i.created_at, i.expires_at, i.max_uses, i.uses,
    i.revoked_at, w.name, w.general_id, u.name, u.deactivated_at is not null,
    i.email, case when i.email is null then null when j.id is null then 'sent'
        when j.dead_at is null then 'queued' else 'failed' end
"""
# What became of the mail, its job says: there until it is done, and for good where it can't be (writes/mail.py).
_FROM = """
    from invite i join workspace w on w.id = i.workspace_id join "user" u on u.id = i.created_by_id
        left join job j on j.key = 'mail:invite:' || i.id
"""
# One's own; owners and admins see all.
_VISIBLE = "i.workspace_id = %(workspace)s and (%(admin)s or i.created_by_id = %(user)s)"
_GET = db.statement(f"select {_COLUMNS} {_FROM} where i.id = %(id)s and {_VISIBLE}", InviteRow)
_LIST = db.statement(
    f"select {_COLUMNS} {_FROM} where {_VISIBLE} and i.revoked_at is null and i.expires_at > now()"
    " and i.id > %(after)s order by i.id limit %(limit)s",
    InviteRow,
)
_BY_ID = db.statement(f"select {_COLUMNS} {_FROM} where i.id = %(id)s", InviteRow)
_BY_CODE = db.statement(f"select {_COLUMNS} {_FROM} where i.code = %(code)s", InviteRow)
_HOLD = db.statement(f"select {_COLUMNS} {_FROM} where i.code = %(code)s for update of i", InviteRow)


def _seen_by(actor: Actor) -> dict[str, object]:
    return {"workspace": actor.workspace_id, "user": actor.user_id, "admin": actor.is_admin}


async def get_invite(where: db.Where, invite_id: InviteId, *, visible_to: Actor) -> InviteRow:
    """Also one that is over. Raises InviteNotFound."""
    row = await where.one(_GET, id=invite_id, **_seen_by(visible_to))
    if row is None:
        raise InviteNotFound("There is no such invite, or it is somebody else's.")
    return row


async def list_invites(where: db.Where, *, visible_to: Actor, after: UUID, limit: int) -> list[InviteRow]:
    """In the order of ids: those that have neither been revoked nor expired."""
    return await where.all(_LIST, after=after, limit=limit, **_seen_by(visible_to))


async def get_invite_by_code(where: db.Where, code: str) -> InviteRow:
    """What a link leads to. Raises InviteNotFound, and InviteExpired for one that is over."""
    # No text of Postgres' has a NUL.
    return _require_good(None if "\0" in code else await where.one(_BY_CODE, code=code))


async def get_good_invite(where: db.Where, invite_id: UUID) -> InviteRow:
    """Whoever asks: for the mail that brings it. Raises InviteNotFound, InviteExpired."""
    return _require_good(await where.one(_BY_ID, id=invite_id))


async def hold_invite(tx: db.Transaction, code: str) -> InviteRow:
    """As it now is; until the commit, nobody else counts a use of it. Raises InviteNotFound, InviteExpired."""
    return _require_good(await tx.one(_HOLD, code=code))


def _require_good(row: InviteRow | None) -> InviteRow:
    if row is None:
        raise InviteNotFound
    is_used_up = row.max_uses is not None and row.uses >= row.max_uses
    # Who was deactivated lets nobody in, themselves least of all.
    if row.revoked_at is not None or row.expires_at <= now() or is_used_up or row.is_orphaned:
        raise InviteExpired
    return row
