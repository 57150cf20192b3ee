"""Sign all other devices out."""

from parley import db, eventlog
from parley.actor import Actor
from parley.ids import stream_name
from parley.queries.session import list_users_of_account
from parley.writes.account import end_sessions


async def end_other_sessions(*, actor: Actor) -> None:
    """End all sessions of the actor's account but the one that asks. A repeat announces nothing."""
    if actor.account_id is None:
        return
    async with db.transaction() as tx:
        users = await list_users_of_account(tx, actor.account_id)
        locked = await eventlog.lock(tx, *(stream_name("user", user) for user in users))
        await end_sessions(tx, actor.account_id, streams=locked.values(), keep=actor.session_id)
