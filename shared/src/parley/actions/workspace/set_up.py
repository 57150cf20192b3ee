"""Make the workspace, its owner and the channel everybody is in."""

from dataclasses import dataclass

from parley import db
from parley.policies.profile import clean_email, clean_handle, clean_line, require_good_password_sync
from parley.policies.session import auth_hash
from parley.writes.password import hash_password, in_thread
from parley.writes.session import Device, Started, insert_session
from parley.writes.workspace import GENERAL, Made, insert_workspace

__all__ = ["GENERAL", "set_up_workspace"]


@dataclass(frozen=True, slots=True)
class SetUp:
    """What was made, and the session that its owner is signed in with."""

    made: Made
    session: Started


async def set_up_workspace(
    *, workspace: str, name: str, handle: str, email: str, password: str, device: Device
) -> SetUp:
    """Make the first workspace of an empty database, and sign its owner in. Raises Invalid, AlreadySetUp, Busy.

    That the caller may do it (the one-time key) is for the door to say.
    """
    title = clean_line("workspace", workspace, longest=80)
    name, handle, email = clean_line("name", name, longest=80), clean_handle(handle), clean_email(email)
    await in_thread(require_good_password_sync, password)
    password_hash = await hash_password(password)
    async with db.transaction() as tx:
        made = await insert_workspace(
            tx, title=title, name=name, handle=handle, email=email, password_hash=password_hash
        )
        session = await insert_session(
            tx,
            account_id=made.account_id,
            user_id=made.owner.id,
            auth_hash=auth_hash(password_hash),
            device=device,
        )
    return SetUp(made, session)
