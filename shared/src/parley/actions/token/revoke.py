"""Revoke a token."""

from parley import db, eventlog
from parley.actor import Actor
from parley.events import TokenRevoked
from parley.ids import TokenId, stream_name
from parley.queries.token import get_token


async def revoke_token(*, actor: Actor, token_id: TokenId) -> None:
    """One of the actor's own; sockets that it opened end. A repeat announces nothing. Raises NotFound."""
    async with db.transaction() as tx:
        mine = stream_name("user", actor.user_id)
        locked = await eventlog.lock(tx, mine)
        token = await get_token(tx, token_id, of=actor)
        if token.revoked_at is not None:
            return
        await tx.execute("update token set revoked_at = now() where id = %(id)s", id=token_id)
        await eventlog.append(tx, locked[mine], "token.revoked", TokenRevoked(token=token_id))
