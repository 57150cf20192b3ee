"""Sign in."""

from dataclasses import dataclass

from parley import db
from parley.actor import Actor
from parley.bus import rates
from parley.errors import Invalid, WrongCredentials
from parley.policies.profile import clean_email
from parley.policies.session import auth_hash
from parley.queries.session import find_credentials
from parley.writes.password import hash_password, matches
from parley.writes.session import Device, Started, insert_session

# Five a minute for an e-mail and for an address, after a burst that a household or an office may need.
_RATE = 5 / 60
_PAIR_BURST = 10
_ADDRESS_BURST = 40
_decoys: list[str] = []


@dataclass(frozen=True, slots=True)
class SignedIn:
    """A fresh session, and the user it acts as."""

    session: Started
    actor: Actor


async def start_session(*, email: str, password: str, device: Device) -> SignedIn:
    """Make a session. Raises WrongCredentials, RateLimited, Busy.

    An unknown e-mail costs the same work and gets the same answer as a wrong password.
    """
    await take_turn(email=email, address=device.address)
    email = _normal(email)
    found = await find_credentials(db.reader, email)
    hashed = found.password if found is not None else await _decoy()
    if not await matches(password, hashed) or found is None:
        raise WrongCredentials
    async with db.transaction() as tx:
        session = await insert_session(
            tx,
            account_id=found.account_id,
            user_id=found.user_id,
            auth_hash=auth_hash(found.password),
            device=device,
        )
    actor = Actor(
        user_id=found.user_id,
        workspace_id=found.workspace_id,
        role=found.role,
        account_id=found.account_id,
        session_id=session.id,
    )
    return SignedIn(session, actor)


async def take_turn(*, email: str, address: str | None) -> None:
    """Count a try to sign in, wherever it is made. Raises RateLimited."""
    whom = rates.hidden(_normal(email))
    await rates.take(f"sign-in:address:{address}", rate=_RATE, burst=_ADDRESS_BURST)
    await rates.take(f"sign-in:pair:{whom}:{address}", rate=_RATE, burst=_PAIR_BURST)
    # What one address may take of it leaves room for the person themselves.
    await rates.take(f"sign-in:email:{whom}", rate=4 * _RATE, burst=4 * _PAIR_BURST)


def _normal(email: str) -> str:
    try:
        return clean_email(email)
    except Invalid:
        # No address of ours looks so; the answer must not say that.
        return "nobody"


async def _decoy() -> str:
    """A hash that no password matches, made once a process by the hasher in use."""
    if not _decoys:
        _decoys.append(await hash_password("a password that nobody has"))
    return _decoys[0]
