"""Whose presence one may see: the people whom one sees at all."""

from collections.abc import Sequence
from uuid import UUID

from parley import db
from parley.actor import Actor

# As queries/user.py has it: a guest sees those who share a channel with them, all others the whole workspace.
_SEEN = db.statement(
    """
    select u.id from "user" u
    where u.id = any(%(ids)s::uuid[]) and u.workspace_id = %(workspace)s and u.deactivated_at is null
        and (not %(guest)s or u.id = %(user)s or exists (
            select from membership mine join membership theirs on theirs.channel = mine.channel
            where mine.user_id = %(user)s and theirs.user_id = u.id))
    """,
    db.value,
)


async def list_seen(where: db.Where, ids: Sequence[UUID], *, visible_to: Actor) -> list[UUID]:
    """Those of `ids` whom the actor sees, deactivated people aside."""
    return await where.all(
        _SEEN,
        ids=list(ids),
        user=visible_to.user_id,
        workspace=visible_to.workspace_id,
        guest=visible_to.is_guest,
    )
