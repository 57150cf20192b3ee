"""Who may change whom, and into what. `actor` None is the server's operator, at the command line."""

from parley.actor import ROLES, Actor
from parley.errors import Forbidden, Invalid, LastOwner
from parley.events import Role
from parley.queries.user import UserRow


def check_role(role: str) -> Role:
    for each in ROLES:
        if each == role:
            return each
    raise Invalid(errors=[{"field": "role", "message": f"must be one of {', '.join(ROLES)}"}])


def require_can_describe(user: UserRow, actor: Actor | None) -> None:
    """Name, handle, title and time zone are one's own."""
    if actor is not None and actor.user_id != user.id:
        raise Forbidden("Only they themselves can change this.")


def require_can_manage(user: UserRow, actor: Actor | None) -> None:
    """Deactivate and restore: owners anybody, admins anybody but owners."""
    if actor is None or actor.role == "owner":
        return
    if not actor.is_admin:
        raise Forbidden("Only owners and admins can do this.")
    if user.role == "owner":
        raise Forbidden("Only an owner can do this to an owner.")


def require_can_give_role(user: UserRow, role: Role, actor: Actor | None) -> None:
    """As above; and nobody makes an owner but owners, so that nobody rises by themselves."""
    require_can_manage(user, actor)
    if role == "owner" and actor is not None and actor.role != "owner":
        raise Forbidden("Only an owner can make an owner.")


def require_owner_left(before: UserRow, after: UserRow, *, owners: int) -> None:
    """`owners` counts the active ones that the workspace has before the change."""
    if _is_owner(before) and not _is_owner(after) and owners <= 1:
        raise LastOwner


def _is_owner(user: UserRow) -> bool:
    return user.role == "owner" and user.deactivated_at is None and not user.is_bot
