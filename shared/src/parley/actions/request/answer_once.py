"""Answer a request with an Idempotency-Key once, however often it comes."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass

from parley import db
from parley.actor import Actor
from parley.errors import Busy, KeyReused, ParleyError
from parley.queries.answer import KEPT, Kept, find_answer

_KEEP = f"""
    insert into idempotency_key as k (user_id, key, digest, status, answer)
    values (%(user)s, %(key)s, %(digest)s, %(status)s, %(answer)s)
    on conflict (user_id, key) do update
        set digest = excluded.digest, status = excluded.status, answer = excluded.answer, at = now()
        where k.at < now() - {KEPT}
"""


@dataclass(frozen=True, slots=True)
class Answer:
    """A success as its caller got it."""

    status: int
    text: str
    is_repeat: bool = False


async def answer_once(
    *, actor: Actor, key: str, digest: bytes, make: Callable[[], Awaitable[Answer]]
) -> Answer:
    """What `make` answers, at the first call with this key; that answer again for 24 hours.

    `make` calls the action, whose transaction the answer joins: either both are there or none. What it raises is not
    kept. Raises KeyReused where the key came with another digest.
    """
    if (kept := await find_answer(db.reader, actor.user_id, key)) is not None:
        return _again(kept, digest)
    try:
        async with db.Enclosure() as enclosure:
            answer = await make()
            tx = await enclosure.begin()
            # Waits for a twin that is about to commit, and then finds its row in the way.
            inserted = await tx.execute(
                _KEEP, user=actor.user_id, key=key, digest=digest, status=answer.status, answer=answer.text
            )
            if not inserted:
                raise Busy(retry_after=1)  # rolls back: the twin's answer is the one
            return answer
    except ParleyError:
        # A twin may also have been what the action stumbled over: a name that it took, for instance.
        if (kept := await find_answer(db.reader, actor.user_id, key)) is not None:
            return _again(kept, digest)
        raise


def _again(kept: Kept, digest: bytes) -> Answer:
    if kept.digest != digest:
        raise KeyReused
    return Answer(kept.status, kept.text, is_repeat=True)
