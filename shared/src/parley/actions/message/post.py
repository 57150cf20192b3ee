"""Post a message."""

import hashlib
from dataclasses import dataclass
from uuid import UUID

import msgspec

from parley import config, db
from parley.actor import Actor
from parley.bus import rates
from parley.errors import Busy, IdTaken, NotFound, ThreadNotFound
from parley.events import Message
from parley.ids import ChannelId, MessageId, StreamName, ThreadId, stream_name
from parley.policies.message import check_body, refuse_post
from parley.queries.posting import find_mentions, find_posting
from parley.writes.send import flusher
from parley.writes.send_batch import Receipt, Send

_JUDGEMENTS = 5
_encoder = msgspec.json.Encoder()


@dataclass(frozen=True, slots=True)
class Posted:
    """A receipt: where the message stands, and whether it stood there before."""

    message: Message
    stream: StreamName
    is_repeat: bool


def _digest(channel_id: UUID, thread: UUID | None, also_to_channel: bool, body: str) -> UUID:
    text = _encoder.encode((channel_id, thread, also_to_channel, body))
    return UUID(bytes=hashlib.blake2b(text, digest_size=16).digest())


async def post_message(
    *,
    actor: Actor,
    channel_id: ChannelId,
    message_id: MessageId,
    body: str,
    thread: ThreadId | None = None,
    also_to_channel: bool = False,
) -> Posted:
    """Post a message, once: the same id with the same content gets the first receipt again, whatever changed since.

    Raises Invalid, NotFound, NotAMember, ChannelArchived, Forbidden, IdTaken, ThreadNotFound, RateLimited, Busy,
    Unavailable.
    """
    check_body(body)
    settings = config.current()
    await rates.take(f"send:{actor.user_id}", rate=settings.send_rate, burst=settings.send_burst)
    also_to_channel = also_to_channel and thread is not None
    mentions = await find_mentions(db.reader, body, actor=actor)
    message = Message(
        id=message_id,
        seq=0,
        version=0,
        channel=channel_id,
        thread=thread,
        also_to_channel=also_to_channel,
        author=actor.user_id,
        body=body,
        mentions=mentions,
        at="",
        sent_at="",
        edited_at=None,
        deleted_at=None,
        reactions=[],
        files=[],
        previews=[],
        replies=None,
    )
    receipt = await _send(actor, message)
    placed = msgspec.structs.replace(
        message, seq=receipt.seq or 0, version=receipt.seq or 0, at=receipt.at or "", sent_at=receipt.at or ""
    )
    return Posted(placed, stream_name("channel", channel_id), receipt.outcome == "repeat")


async def _send(actor: Actor, message: Message) -> Receipt:
    channel_id = ChannelId(message.channel)
    digest = _digest(channel_id, message.thread, message.also_to_channel, message.body or "")
    data = _data(message)
    for attempt in range(_JUDGEMENTS):
        posting = await find_posting(db.reader, channel_id, actor=actor, fresh=attempt > 0)
        refusal = refuse_post(posting)
        if posting is None:
            raise refusal or Busy(retry_after=1)
        receipt = await flusher().send(
            Send(
                id=message.id,
                stream=posting.stream_id,
                name=stream_name("channel", channel_id),
                # One who may no longer post still asks, with an acl that never holds: a repeat gets its first answer.
                acl=posting.acl if refusal is None else -1,
                author=actor.user_id,
                body=message.body or "",
                digest=digest,
                data=data,
                thread=message.thread,
                in_channel=message.thread is None or message.also_to_channel,
                mentions=tuple(message.mentions),
            )
        )
        match receipt.outcome:
            case "posted" | "repeat":
                return receipt
            case "id_taken":
                # Where one may not look, nothing is said of what is there.
                raise refusal if isinstance(refusal, NotFound) else IdTaken
            case "no_thread":
                raise ThreadNotFound
        # Stale. A refusal that was judged by what is kept may itself be old: it counts once it was judged afresh.
        if refusal is not None and attempt > 0:
            raise refusal
    raise Busy(retry_after=1)  # the channel's members change faster than we can judge


def _data(message: Message) -> str:
    """The event's JSON after the opening brace, without what the send itself adds: seq, version, at, sent_at."""
    fields = msgspec.structs.asdict(message)
    for name in ("seq", "version", "at", "sent_at"):
        del fields[name]
    return _encoder.encode(fields).decode()[1:]
