"""Change how an account signs in, and end its sessions; shared by all that do. Checks nothing."""

from collections.abc import Collection
from uuid import UUID

from parley import db, eventlog
from parley.events import SessionEnded, TokenRevoked
from parley.ids import UserId
from parley.queries.user import get_me

_PASSWORD = "update account set password = %(password)s where id = %(account)s"
_RENEW = "update session set auth_hash = %(auth_hash)s where id = %(session)s and account_id = %(account)s"
_END = db.statement(
    "delete from session where account_id = %(account)s and id is distinct from %(keep)s::uuid returning id",
    db.value,
)
_REVOKE = db.statement(
    """update token set revoked_at = now() where user_id = any(%(users)s::uuid[]) and revoked_at is null
    returning user_id, id""",
    lambda user, token: (user, token),
)
_EMAIL = "update account set email = %(email)s, email_confirmed_at = now() where id = %(account)s"


async def set_password(
    tx: db.Transaction, account: UUID, *, password_hash: str, auth_hash: str, keep: UUID | None
) -> None:
    """The session `keep` stays good; end the others."""
    await tx.execute(_PASSWORD, password=password_hash, account=account)
    await tx.execute(_RENEW, auth_hash=auth_hash, session=keep, account=account)


async def set_email(
    tx: db.Transaction, account: UUID, *, email: str, streams: Collection[eventlog.Stream]
) -> None:
    """The address, confirmed; told to the account's users, whose locked streams these are. Raises UniqueViolation."""
    await tx.execute(_EMAIL, email=email, account=account)
    told = []
    for stream in streams:
        me = await get_me(tx, UserId(UUID(stream.name.partition(":")[2])))
        told.append(eventlog.Entry(stream, "user.updated", me))
    await eventlog.append_all(tx, told)


async def end_sessions(
    tx: db.Transaction,
    account_id: UUID,
    *,
    streams: Collection[eventlog.Stream],
    keep: UUID | None = None,
) -> None:
    """All of an account's but `keep`; told to its users, whose locked streams these are."""
    ended = await tx.all(_END, account=account_id, keep=keep)
    told = [
        eventlog.Entry(stream, "session.ended", SessionEnded(session=session))
        for session in sorted(ended)
        for stream in streams
    ]
    if told:
        await eventlog.append_all(tx, told)


async def end_tokens(tx: db.Transaction, *, streams: Collection[eventlog.Stream]) -> None:
    """All tokens of the users whose locked streams these are; told to each."""
    users = {UUID(stream.name.partition(":")[2]): stream for stream in streams}
    revoked = await tx.all(_REVOKE, users=list(users))
    told = [
        eventlog.Entry(users[user], "token.revoked", TokenRevoked(token=token))
        for user, token in sorted(revoked)
    ]
    if told:
        await eventlog.append_all(tx, told)
