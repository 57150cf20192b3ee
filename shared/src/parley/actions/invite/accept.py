"""Come in by an invite."""

from dataclasses import dataclass
from uuid import UUID

from parley import db, eventlog
from parley.bus import rates
from parley.events import User, Workspace
from parley.policies.channel import KINDS
from parley.policies.profile import clean_email, clean_handle, clean_line, require_good_password_sync
from parley.policies.session import auth_hash
from parley.queries.channel import ChannelRow, list_channels_of_workspace
from parley.queries.invite import InviteRow, get_invite_by_code, hold_invite
from parley.queries.workspace import get_workspace
from parley.writes.mail import owe_confirmation
from parley.writes.password import hash_password, in_thread
from parley.writes.person import Person, insert_person
from parley.writes.session import Device, Started, insert_session

# A class that comes in at once from one address, and nobody who makes accounts by the thousand.
_RATE, _BURST = 0.5, 60
_COUNT = "update invite set uses = uses + 1 where id = %(id)s"


@dataclass(frozen=True, slots=True)
class Accepted:
    """Who came in, where to, and the session they are signed in with."""

    user: User
    workspace: Workspace
    session: Started


async def accept_invite(
    *, code: str, name: str, handle: str, email: str, password: str, device: Device
) -> Accepted:
    """Make account, user and session; the user is in #general (unless a guest) and the invite's channels.

    Raises InviteNotFound, InviteExpired, Invalid, EmailTaken, HandleTaken, RateLimited, Busy.
    """
    await rates.take(f"accept:{device.address}", rate=_RATE, burst=_BURST)
    invite = await get_invite_by_code(db.reader, code)
    name, handle, email = clean_line("name", name, longest=80), clean_handle(handle), clean_email(email)
    await in_thread(require_good_password_sync, password)
    # The link came there by mail: nobody else has it.
    is_confirmed = invite.email == email
    hashed = await hash_password(password)
    person = Person(name, handle, email, hashed, invite.role, is_confirmed=is_confirmed)
    workspace = await get_workspace(db.reader, invite.workspace_id)
    general = [] if invite.role == "guest" else [workspace.general_id]
    asked = list(dict.fromkeys([*general, *invite.channels]))
    names = [channel.stream for channel in await _open(db.reader, asked, invite)]
    async with db.transaction() as tx:
        locked = await eventlog.lock(tx, workspace.stream, *names)
        invite = await hold_invite(tx, code)  # the last use may have been taken since
        channels = [each for each in await _open(tx, asked, invite) if each.stream in locked]
        let_in = await insert_person(
            tx, person, workspace=workspace, channels=channels, by=invite.created_by, locked=locked
        )
        async with tx.together():
            await tx.execute(_COUNT, id=invite.id)
            if not is_confirmed:
                await owe_confirmation(tx, let_in.account_id, email)
            session = await insert_session(
                tx,
                account_id=let_in.account_id,
                user_id=let_in.user.id,
                auth_hash=auth_hash(person.password_hash),
                device=device,
            )
    return Accepted(let_in.user, workspace.wire(), session)


async def _open(where: db.Where, channels: list[UUID], invite: InviteRow) -> list[ChannelRow]:
    """Those that who invites could still add people to.

    Since the invite was made one may have been archived, or deleted, or turned private, or they were removed from it:
    who keeps a link would come back by it under another name.
    """
    rows = await list_channels_of_workspace(
        where, channels, workspace_id=invite.workspace_id, user=invite.created_by
    )
    return [
        row
        for row in rows
        if row.archived_at is None and row.kind in KINDS and (row.kind == "public" or row.is_member)
    ]
