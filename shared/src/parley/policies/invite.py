"""Who may invite whom, and what an invite may be."""

from parley.actor import ROLES, Actor
from parley.errors import Forbidden, Invalid

MOST_HOURS = 24 * 365
MOST_USES = 10_000
MOST_CHANNELS = 50


def require_can_invite(actor: Actor, role: str) -> None:
    """Members invite members and guests, admins anybody but owners, owners everybody."""
    if role not in ROLES:
        raise Invalid(errors=[{"field": "role", "message": f"must be one of {', '.join(ROLES)}"}])
    if actor.is_guest:
        raise Forbidden("Guests can't invite. Ask a member.")
    if role == "owner" and actor.role != "owner":
        raise Forbidden("Only an owner can invite an owner.")
    if role == "admin" and not actor.is_admin:
        raise Forbidden("Only owners and admins can invite an admin.")


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
