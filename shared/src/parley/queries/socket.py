"""What an open socket rests on: a session or a token, and the user it acts as."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass

from parley import db
from parley.ids import SessionId, TokenId, UserId


@dataclass(frozen=True, slots=True)
class Ground:
    """Why a socket is open. `password` is a digest of the account's (hashed) password when it was opened."""

    user: UserId
    session: SessionId | None
    token: TokenId | None
    password: bytes


def digest_password(password: str) -> bytes:
    return hashlib.sha256(password.encode()).digest()


_GONE = db.statement(
    """
    select w.n::int from unnest(%(users)s::uuid[], %(sessions)s::uuid[], %(tokens)s::uuid[], %(passwords)s::bytea[])
        with ordinality as w (user_id, session, token, password, n)
    where case when w.token is not null then not exists (
        select from token t join "user" u on u.id = t.user_id and u.deactivated_at is null
            left join account a on a.id = u.account_id
        where t.id = w.token and u.id = w.user_id and t.revoked_at is null and coalesce(a.is_active, true)
    ) else not exists (
        select from session s join account a on a.id = s.account_id and a.is_active
            join "user" u on u.account_id = a.id and u.deactivated_at is null
        where s.id = w.session and u.id = w.user_id and s.expires_at > now()
            and sha256(convert_to(a.password, 'UTF8')) = w.password
    ) end
    """,
    db.value,
)


async def list_gone(where: db.Where, grounds: Sequence[Ground]) -> list[int]:
    """The places in `grounds` of those that no longer hold: ended, revoked, deactivated, password changed."""
    rows = await where.all(
        _GONE,
        users=[ground.user for ground in grounds],
        sessions=[ground.session for ground in grounds],
        tokens=[ground.token for ground in grounds],
        passwords=[ground.password for ground in grounds],
    )
    return [n - 1 for n in rows]
