"""Who may make and change channels, and what they may be called."""

from collections.abc import Sequence
from uuid import UUID

from parley.actor import Actor
from parley.errors import ChannelArchived, Forbidden, GeneralStays, Invalid, NotAMember
from parley.events import ChannelKind
from parley.policies.profile import clean_line
from parley.queries.channel import ChannelRow

KINDS = ("public", "private")
# Each is a lock and two events within one transaction, which the workspace waits for: 3,000 took 3.4 s.
MOST_MEMBERS = 500


def check_name(name: str) -> str:
    """A channel's name: a line without # in front."""
    return clean_line("name", name.strip().lstrip("#"), longest=80)


def check_description(description: str) -> str:
    if len(description) > 1000 or "\0" in description:
        raise Invalid(
            errors=[{"field": "description", "message": "has more than 1,000 characters, or a NUL"}]
        )
    return description.strip()


def check_kind(kind: str) -> ChannelKind:
    """A kind that people may ask for."""
    if kind != "public" and kind != "private":
        raise Invalid(errors=[{"field": "kind", "message": "must be public or private"}])
    return kind


def check_members(members: Sequence[UUID]) -> None:
    """Those that a channel begins with; more are added one by one. Raises Invalid."""
    if len(members) > MOST_MEMBERS:
        raise Invalid(errors=[{"field": "members", "message": f"has more than {MOST_MEMBERS}"}])


def require_can_create(actor: Actor) -> None:
    if actor.is_guest:
        raise Forbidden("Guests can't create channels. Ask a member to create it and add you.")


def require_can_describe(channel: ChannelRow, actor: Actor) -> None:
    """Rename and describe: full members who are in it, owners and admins; #general only the latter."""
    _require_named(channel)
    if actor.is_admin:
        return
    if actor.is_guest:
        raise Forbidden("Guests can't change channels.")
    if channel.is_general:
        raise Forbidden("Only owners and admins change #general.")
    if not channel.is_member:
        raise NotAMember


def require_can_manage(channel: ChannelRow, actor: Actor) -> None:
    """Archive, restore, make private or public: who created it, owners and admins; #general stays as it is."""
    _require_named(channel)
    if channel.is_general:
        raise GeneralStays
    if not actor.is_admin and (channel.created_by != actor.user_id or actor.is_guest):
        raise Forbidden("Only who created the channel, owners and admins can do this.")


def require_open(channel: ChannelRow) -> None:
    if channel.archived_at is not None:
        raise ChannelArchived


def _require_named(channel: ChannelRow) -> None:
    if channel.kind not in KINDS:
        raise Forbidden("Direct and group conversations have neither name nor settings.")
