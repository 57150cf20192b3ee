"""Who may invite whom, and what an invite may be."""

from parley.actor import ROLES, Actor
from parley.errors import Forbidden, Invalid

MOST_HOURS = 24 * 365
MOST_USES = 10_000
MOST_CHANNELS = 50


# Whom each role lets in. Who falls to another role takes back the invites that are beyond it.
_LETS_IN = {"owner": ROLES, "admin": ROLES[1:], "member": ROLES[2:], "guest": ()}


def beyond(role: str) -> list[str]:
    """The roles that one who has `role` may not invite into."""
    return [each for each in ROLES if each not in _LETS_IN[role]]


def require_can_invite(actor: Actor, role: str) -> None:
    """Members invite members and guests, admins anybody but owners, owners everybody."""
    if role not in ROLES:
        raise Invalid(errors=[{"field": "role", "message": f"must be one of {', '.join(ROLES)}"}])
    if actor.is_guest:
        raise Forbidden("Guests can't invite. Ask a member.")
    if role in beyond(actor.role):
        raise Forbidden(f"Only who is {role} or above can invite into this role.")


def check_bounds(*, expires_in_hours: int, max_uses: int | None, channels: int) -> None:
    """Raises Invalid."""
    faults = []
    if not 1 <= expires_in_hours <= MOST_HOURS:
        faults.append({"field": "expires_in_hours", "message": f"must be 1 to {MOST_HOURS}"})
    if max_uses is not None and not 1 <= max_uses <= MOST_USES:
        faults.append({"field": "max_uses", "message": f"must be 1 to {MOST_USES}, or null"})
    if channels > MOST_CHANNELS:
        faults.append({"field": "channels", "message": f"has more than {MOST_CHANNELS}"})
    if faults:
        raise Invalid(errors=faults)
