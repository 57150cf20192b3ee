"""The statements of a send: lock, then one that judges, numbers and writes a whole batch.

Measured (DESIGN, section 10): 38-95 us of Postgres a message in a batch. What keeps it there: ids are probed by
`lateral ... limit 1` (plain joins cost twice as much), and texts without threads and mentions are shorter plans,
for a statement costs its plan's nodes even when they find nothing.
"""

# Advisory, and before the first write: see eventlog.
LOCK = "select pg_advisory_xact_lock(id) from (select id from unnest(%s::bigint[]) id order by id) s"

# Which of some streams are not held by somebody else.
TRY_LOCK = "select id from unnest(%s::bigint[]) id where pg_try_advisory_xact_lock(id)"

_SEND = """with locked as materialized (
    select id, head, ordinal, acl, greatest(clock_timestamp(), last_at + interval '1 microsecond') as base
    from stream where id = any(%s::bigint[])
), judged as materialized (
    select i.*, s.head, s.ordinal as top, s.base, m.seq as first_seq, m.at as first_at, {thread_top} as thread_top,
        case when (m.author, m.channel) = (i.author, i.stream) and coalesce(m.digest = i.digest, true) then 'repeat'
             when m.id is not null then 'id_taken'
             when s.id is null or s.acl <> i.acl then 'stale' {no_thread}
             else 'posted' end as outcome
    from unnest(%s::uuid[], %s::bigint[], %s::int[], %s::uuid[], %s::uuid[], %s::bool[], %s::uuid[],
                %b::text[], %b::text[])
            with ordinality as i (id, stream, acl, author, thread, in_channel, digest, body, data, n)
        left join lateral (
            select id, author, channel, digest, seq, at from message where id = i.id limit 1
        ) m on true
        left join locked s on s.id = i.stream {thread_join}
), placed as materialized (
    select p.*, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"') as at_text from (
        select n, id, stream, author, thread, in_channel, digest, body, data, outcome, thread_top,
            case when fresh then head + count(*) filter (where fresh) over w
                 when outcome = 'repeat' then first_seq end as seq,
            top + count(*) filter (where fresh and in_channel) over w as ordinal,
            case when fresh then base + count(*) filter (where fresh) over w * interval '1 microsecond'
                 when outcome = 'repeat' then first_at end as at,
            {thread_ordinal} as thread_ordinal
        from (select *, outcome = 'posted' as fresh from judged) j window w as (partition by stream order by n)
    ) p
), heads as (
    update stream s set head = p.seq, ordinal = p.ordinal, last_at = p.at
    from (
        select stream, max(seq) as seq, max(ordinal) as ordinal, max(at) as at
        from placed where outcome = 'posted' group by 1
    ) p where s.id = p.stream
), messages as (    -- in the order of ids: two batches that share ids over different streams wait, never in a ring
    insert into message (id, channel, seq, version, ordinal, thread, thread_ordinal, in_channel, author, body, digest,
        at, sent_at)
    select id, stream, seq, seq, ordinal, thread, thread_ordinal, in_channel, author, body, digest, at, at
    from placed where outcome = 'posted' order by id
), owns as (
    update membership m set own = m.own + p.count
    from (
        select stream, author, count(*) from placed where outcome = 'posted' and in_channel group by 1, 2
    ) p where m.user_id = p.author and m.channel = p.stream
){threads}{mentions}, events as (
    insert into event (stream, seq, at, kind, data)
    select stream, seq, at, 'message.posted',
        ('{{"seq":' || seq || ',"version":' || seq || ',"at":"' || at_text || '","sent_at":"' || at_text || '",'
            || data)::json
    from placed where outcome = 'posted'
)
select outcome, seq, at_text from placed order by n"""

_PLAIN = {
    "thread_top": "null::bigint",
    "no_thread": "",
    "thread_join": "",
    "thread_ordinal": "null::bigint",
    "threads": "",
}
# A thread is there already, or grows from its root: a message of this channel that is in no other thread.
_THREADS = {
    "thread_top": "t.ordinal",
    "thread_join": """
        left join lateral (
            select id, ordinal from thread where id = i.thread and channel = i.stream limit 1
        ) t on true
        left join lateral (
            select id from message
            where id = i.thread and channel = i.stream and (thread is null or thread = id) limit 1
        ) r on true""",
    "no_thread": "when i.thread is not null and t.id is null and r.id is null then 'no_thread'",
    "thread_ordinal": """case when thread is not null
                then coalesce(thread_top, 0) + count(*) filter (where fresh) over (partition by thread order by n)
            end""",
    "threads": """, threads as (
    insert into thread (id, channel, ordinal, last_at)
    select thread, stream, max(thread_ordinal), max(at)
    from placed where outcome = 'posted' and thread is not null group by 1, 2
    on conflict (id) do update set ordinal = excluded.ordinal, last_at = excluded.last_at
), roots as (
    update message set thread = id
    where thread is null and id = any(array(
        select thread from placed where outcome = 'posted' and thread_top is null and thread is not null))
)""",
}
_MENTIONS = """, mentions as (
    insert into mention (user_id, channel, seq)
    select u.id, p.stream, p.seq from unnest(%s::int[], %s::uuid[]) u (n, id) join placed p using (n)
    where outcome = 'posted' on conflict do nothing
)"""

# By (has threads, has mentions).
SEND: dict[tuple[bool, bool], str] = {
    (threads, mentions): _SEND.format(
        mentions=_MENTIONS if mentions else "", **(_THREADS if threads else _PLAIN)
    )
    for threads in (False, True)
    for mentions in (False, True)
}
