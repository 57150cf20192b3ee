"""Sign a device out."""

from parley import db, eventlog
from parley.actor import Actor
from parley.errors import NotFound
from parley.events import SessionEnded
from parley.ids import SessionId, stream_name
from parley.queries.event import was_told
from parley.queries.session import find_session, list_users_of_account


async def end_session(*, actor: Actor, session_id: SessionId) -> None:
    """End a session of the actor's account; every user of the account is told.

    A repeat succeeds and announces nothing. Raises NotFound.
    """
    if actor.account_id is None:
        raise NotFound("There is no such session.")
    async with db.transaction() as tx:
        users = await list_users_of_account(tx, actor.account_id)
        locked = await eventlog.lock(tx, *(stream_name("user", user) for user in users))
        if await find_session(tx, session_id, of=actor) is None:
            # Its row went when it ended: the log still knows.
            if await was_told(tx, actor.user_id, "session.ended", "session", session_id):
                return
            raise NotFound("There is no such session.")
        await tx.execute("delete from session where id = %(id)s", id=session_id)
        for stream in locked.values():
            await eventlog.append(tx, stream, "session.ended", SessionEnded(session=session_id))
