"""Make accounts and users: shared by set-up, invites and the command line. Checks nothing."""

from uuid import UUID

from parley import db, eventlog
from parley.clock import now, wire
from parley.events import Role
from parley.events import User as UserData
from parley.ids import WorkspaceId, new_id
from parley.models import Account, User


async def insert_account(
    tx: db.Transaction, *, email: str, password_hash: str, is_confirmed: bool, is_operator: bool = False
) -> Account:
    """Raises psycopg's UniqueViolation where the e-mail has an account."""
    at = now()
    account = Account(
        id=new_id(),
        email=email.lower(),
        password=password_hash,
        created_at=at,
        email_confirmed_at=at if is_confirmed else None,
        is_active=True,
        is_staff=is_operator,
        is_superuser=False,
    )
    await tx.insert(account)
    return account


async def insert_user(
    tx: db.Transaction,
    *,
    workspace_id: WorkspaceId,
    account_id: UUID | None,
    handle: str,
    name: str,
    role: Role,
    workspace_stream: eventlog.Stream,
) -> tuple[UserData, eventlog.Stream]:
    """A user with their stream; `user.joined` on the workspace's. Raises psycopg's UniqueViolation for the handle."""
    row = User(
        id=new_id(),
        workspace_id=workspace_id,
        account_id=account_id,
        handle=handle,
        name=name,
        role=role,
        is_bot=account_id is None,
        created_at=now(),
    )
    await tx.insert(row)
    stream = await eventlog.create_stream(tx, workspace_id, "user", row.id)
    data = UserData(
        id=row.id,
        handle=handle,
        name=name,
        title="",
        time_zone=None,
        role=role,
        is_bot=row.is_bot,
        deactivated_at=None,
        created_at=wire(row.created_at),
    )
    await eventlog.append(tx, workspace_stream, "user.joined", data)
    return data, stream
