"""Invite people by a link, or one person by a mail."""

import secrets
from collections.abc import Sequence
from datetime import timedelta

from parley import db, eventlog
from parley.actor import Actor
from parley.bus import rates
from parley.clock import now
from parley.errors import Forbidden, NotAMember
from parley.ids import ChannelId, InviteId, new_id, stream_name
from parley.models import Invite
from parley.policies.channel import KINDS, require_open
from parley.policies.invite import check_bounds, require_can_invite
from parley.policies.profile import clean_email
from parley.queries.actor import get_current
from parley.queries.channel import get_channel
from parley.queries.invite import InviteRow, get_invite
from parley.writes.mail import owe_invite

WEEK_HOURS = 168


async def create_invite(
    *,
    actor: Actor,
    role: str = "member",
    expires_in_hours: int = WEEK_HOURS,
    max_uses: int | None = None,
    channels: Sequence[ChannelId] = (),
    email: str | None = None,
) -> InviteRow:
    """A link that lets people in with `role`, into #general and `channels`; mailed to `email`, it lets in one.

    Raises Invalid, Forbidden, NotFound, NotAMember, ChannelArchived, RateLimited.
    """
    if email is not None:
        email, max_uses = clean_email(email), 1
        await rates.take(f"invite-mail:{actor.user_id}", rate=0.1, burst=50)
    check_bounds(expires_in_hours=expires_in_hours, max_uses=max_uses, channels=len(channels))
    at = now()
    row = Invite(
        id=new_id(),
        workspace_id=actor.workspace_id,
        code=secrets.token_urlsafe(16),
        role=role,
        channels=list(dict.fromkeys(channels)),
        email=email,
        created_by_id=actor.user_id,
        created_at=at,
        expires_at=at + timedelta(hours=expires_in_hours),
        max_uses=max_uses,
        uses=0,
    )
    async with db.transaction() as tx:
        # Nothing is announced. But who loses this right at the same time leaves no invite behind: the lock orders them.
        await eventlog.lock(tx, stream_name("user", actor.user_id))
        actor = await get_current(tx, actor)
        require_can_invite(actor, role)
        for channel in row.channels:
            await _require_can_bring(tx, channel, actor)
        await tx.insert(row)
        if email is not None:
            await owe_invite(tx, row.id)
        return await get_invite(tx, InviteId(row.id), visible_to=actor)


async def _require_can_bring(tx: db.Transaction, channel_id: ChannelId, actor: Actor) -> None:
    """Who could add somebody to the channel may promise it to who comes."""
    channel = await get_channel(tx, channel_id, visible_to=actor)
    require_open(channel)
    if channel.kind not in KINDS:
        raise Forbidden("Nobody is added to a direct or group conversation.")
    if channel.kind == "private" and not channel.is_member:
        raise NotAMember
