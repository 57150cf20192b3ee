"""What must hold over the whole database after any race: each a statement that finds what breaks it."""

from parley import db

_PROMISES = {
    "no gap and no repeat up to the head": """
        select 1 from stream s left join event e on e.stream = s.id group by s.id
        having count(e.seq) <> s.head or coalesce(max(e.seq), 0) <> s.head or count(distinct e.seq) <> s.head""",
    "times rise with seq": """
        select 1 from (select at <= lag(at) over (partition by stream order by seq) as bad from event) x where bad""",
    "transactions rise with seq": """
        select 1 from (
            select xid::text::bigint < lag(xid::text::bigint) over (partition by stream order by seq) as bad from event
        ) x where bad""",
    "an event's text knows its seq and time": """
        select 1 from event where kind = 'message.posted' and ((data->>'deleted_at') is null)
            and ((data->>'seq')::bigint <> seq or (data->>'at')::timestamptz <> at)""",
    "a message is an event and an event a message": """
        select 1 from message m
            full join (select * from event where kind = 'message.posted') e
                on e.stream = m.channel and e.seq = m.seq and e.data->>'id' = m.id::text
        where m.id is null or e.seq is null or m.at <> e.at""",
    "ordinals count the history": """
        select 1 from (
            select ordinal <> count(*) filter (where in_channel) over (partition by channel order by seq) as bad
            from message) x where bad""",
    "a stream's ordinal is its history's length": """
        select 1 from stream s
        where ordinal <> (select count(*) from message where channel = s.id and in_channel)""",
    "ordinals count a thread": """
        select 1 from (
            select thread_ordinal <> count(*) over (partition by thread order by seq) as bad
            from message where thread <> id) x where bad""",
    "a read position's ordinal is that of the history up to it": """
        select 1 from membership m where read_ordinal <> (
            select count(*) from message where channel = m.channel and in_channel and seq <= m.read_seq)""",
    "own counts one's own after the read position": """
        select 1 from membership m where own <> (
            select count(*) from message
            where channel = m.channel and author = m.user_id and in_channel and seq > m.read_seq)""",
}


async def broken_laws(where: db.Where = db.reader) -> list[str]:
    """The promises that do not hold; empty where all is well."""
    return [
        name
        for name, text in _PROMISES.items()
        if await where.one(db.statement(f"select exists ({text})", db.value))
    ]
