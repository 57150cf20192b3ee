"""Note that a session or token is in use."""

from parley import db
from parley.actor import Actor

# The condition stands in the statement, so that many processes write once.
_SESSION = "update session set seen_at = now() where id = %(id)s and seen_at < now() - interval '1 minute'"
_TOKEN = (
    "update token set seen_at = now()"
    " where id = %(id)s and (seen_at is null or seen_at < now() - interval '1 minute')"
)


async def touch_session(*, actor: Actor) -> None:
    """At most once a minute. Nobody is told: who looks at the list reads it anew."""
    async with db.transaction() as tx:
        if actor.session_id is not None:
            await tx.execute(_SESSION, id=actor.session_id)
        elif actor.token_id is not None:
            await tx.execute(_TOKEN, id=actor.token_id)
