"""Who is in a channel."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley import db
from parley.actor import Actor
from parley.errors import NotFound
from parley.ids import ChannelId, StreamId, UserId


@dataclass(frozen=True, slots=True)
class MemberRow:
    user: UserId
    joined_at: datetime


# The channel comes alone where no member is left after the cursor.
_LIST = db.statement(
    """
    select m.user_id, m.joined_at
    from channel c left join membership k on k.channel = c.stream and k.user_id = %(user)s
        left join lateral (
            select user_id, joined_at from membership where channel = c.stream and user_id > %(after)s
            order by user_id limit %(limit)s
        ) m on true
    where c.id = %(channel)s and c.workspace_id = %(workspace)s
        and (k.user_id is not null or (c.kind = 'public' and not %(guest)s))
    order by m.user_id
    """,
    MemberRow,
)
_IS_MEMBER = db.statement(
    "select exists (select from membership where user_id = %(user)s and channel = %(stream)s)", db.value
)


async def list_members(
    where: db.Where, channel_id: ChannelId, *, visible_to: Actor, after: UUID, limit: int
) -> list[MemberRow]:
    """In the order of the users' ids. Raises NotFound."""
    rows = await where.all(
        _LIST,
        channel=channel_id,
        after=after,
        limit=limit,
        user=visible_to.user_id,
        workspace=visible_to.workspace_id,
        guest=visible_to.is_guest,
    )
    if not rows:
        raise NotFound("There is no such channel, or you may not see it.")
    return [row for row in rows if row.user is not None]


async def is_member(where: db.Where, stream: StreamId, user: UUID) -> bool:
    return bool(await where.one(_IS_MEMBER, user=user, stream=stream))
