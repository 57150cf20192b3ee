"""Revoke an invite."""

from parley import db
from parley.actor import Actor
from parley.ids import InviteId
from parley.queries.invite import get_invite

_REVOKE = "update invite set revoked_at = now() where id = %(id)s and revoked_at is null"


async def revoke_invite(*, actor: Actor, invite_id: InviteId) -> None:
    """One's own, or anybody's for owners and admins. A repeat succeeds. Raises InviteNotFound."""
    async with db.transaction() as tx:
        await get_invite(tx, invite_id, visible_to=actor)
        await tx.execute(_REVOKE, id=invite_id)
