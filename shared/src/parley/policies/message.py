"""Who may post, edit and delete."""

from uuid import UUID

from parley.actor import ADMINS, Actor
from parley.errors import (
    ChannelArchived,
    Forbidden,
    Invalid,
    MessageDeleted,
    NotAMember,
    NotAuthor,
    NotFound,
    ParleyError,
    Unauthenticated,
)
from parley.queries.posting import Posting

MAX_BODY = 40_000


def check_body(body: str) -> None:
    """Raises Invalid for what can't be a message's text."""
    if not body.strip():
        raise Invalid("A message needs some text.", errors=[{"field": "body", "message": "is empty"}])
    if len(body) > MAX_BODY:
        detail = f"A message has at most {MAX_BODY:,} characters; this one has {len(body):,}."
        raise Invalid(detail, errors=[{"field": "body", "message": "is too long"}])
    if "\0" in body:
        raise Invalid(
            "Text can't hold the character NUL.", errors=[{"field": "body", "message": "holds NUL"}]
        )
    try:
        body.encode()
    except UnicodeEncodeError:
        fault = {"field": "body", "message": "holds half a surrogate pair"}
        raise Invalid("The text is not valid Unicode.", errors=[fault]) from None


def refuse_post(posting: Posting | None) -> ParleyError | None:
    """Why one whose place this is may not post here, or None. What they may not see is NotFound."""
    if posting is None:
        return NotFound("There is no such channel, or you may not see it.")
    if not posting.is_active:
        return Unauthenticated()
    if not posting.is_member:
        if posting.kind == "public" and posting.role != "guest":
            return NotAMember()
        return NotFound("There is no such channel, or you may not see it.")
    if posting.is_archived:
        return ChannelArchived()
    if posting.posting == "admins" and posting.role not in ADMINS:
        return Forbidden("Only owners and admins post in this channel.")
    return None


def require_editable(
    *, author: UUID, is_deleted: bool, is_archived: bool, is_member: bool, actor: Actor
) -> None:
    """An author may edit what stands in a channel that is open and that they are in: an edit says something new."""
    if author != actor.user_id:
        raise NotAuthor
    if not is_member:
        raise NotAMember
    if is_deleted:
        raise MessageDeleted
    if is_archived:
        raise ChannelArchived


def require_deletable(*, author: UUID, is_archived: bool, actor: Actor) -> None:
    """An author, an owner or an admin may delete."""
    if author != actor.user_id and not actor.is_admin:
        raise NotAuthor("Only its author, an owner or an admin can delete a message.")
    if is_archived:
        raise ChannelArchived
