"""Who may join, add and remove."""

from uuid import UUID

from parley.actor import Actor
from parley.errors import Forbidden, GeneralStays, NotAMember
from parley.policies.channel import KINDS
from parley.queries.channel import ChannelRow


def require_can_add(channel: ChannelRow, user: UUID, actor: Actor) -> None:
    """Full members join public channels by themselves and add others there; to private ones its members add.

    That the actor sees the channel is for the query, that it is open for who adds.
    """
    if channel.kind not in KINDS:
        raise Forbidden("Nobody is added to a direct or group conversation; start a new one.")
    if user == actor.user_id and channel.is_member:
        return
    if actor.is_guest:
        raise Forbidden("Guests can't join channels or add people. Ask a member to add you.")
    if channel.kind == "private" and not channel.is_member:
        raise NotAMember("Only its members add people to a private channel.")


def require_can_remove(channel: ChannelRow, user: UUID, *, role: str, actor: Actor) -> None:
    """Everybody leaves by themselves; owners, admins and who created the channel remove others.

    `role` is that of who goes: full members stay in #general, guests were only ever added to it.
    """
    if channel.kind not in KINDS:
        raise Forbidden("Nobody leaves a direct or group conversation.")
    if channel.is_general and role != "guest":
        raise GeneralStays
    if user != actor.user_id and not actor.is_admin and channel.created_by != actor.user_id:
        raise Forbidden("Only owners, admins and who created the channel remove people.")
