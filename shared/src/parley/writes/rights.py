"""What a user could do ends with their role, or with their deactivation. Checks nothing."""

from collections.abc import Sequence

from parley import db, eventlog
from parley.queries.user import UserRow

# The next send by anybody in these channels is judged anew, so that none by this user is by what was so before.
_JUDGE_ANEW = "update stream set acl = acl + 1 where id = any(%(streams)s::bigint[])"
# An account that is also somebody elsewhere stays signed in, there.
_MOVE_SESSIONS = """
    update session set user_id = other.id
    from (
        select id from "user" where account_id = %(account)s and id <> %(user)s and deactivated_at is null
        order by created_at, id limit 1
    ) other
    where session.user_id = %(user)s
"""
_END_SESSIONS = "delete from session where user_id = %(user)s"
_REVOKE_TOKENS = "update token set revoked_at = now() where user_id = %(user)s and revoked_at is null"
_REVOKE_INVITES = """
    update invite set revoked_at = now()
    where created_by_id = %(user)s and revoked_at is null and role = any(%(roles)s)
"""


async def judge_sends_anew(tx: db.Transaction, channels: Sequence[eventlog.Stream]) -> None:
    """`channels` are locked, and all that the user is in."""
    await tx.execute(_JUDGE_ANEW, streams=[each.id for each in channels])


async def revoke_invites(tx: db.Transaction, user: UserRow, *, roles: Sequence[str]) -> None:
    """Those that the user made, and that let people in with one of `roles`."""
    await tx.execute(_REVOKE_INVITES, user=user.id, roles=list(roles))


async def end_sessions_and_tokens(tx: db.Transaction, user: UserRow) -> None:
    """Their sockets end by `user.deactivated`: nothing more is announced."""
    await tx.execute(_MOVE_SESSIONS, user=user.id, account=user.account_id)
    await tx.execute(_END_SESSIONS, user=user.id)
    await tx.execute(_REVOKE_TOKENS, user=user.id)
