"""Make the workspace, its owner and the channel everybody is in."""

from parley import db
from parley.policies.profile import clean_email, clean_handle, clean_line, require_good_password_sync
from parley.writes.password import hash_password, in_thread
from parley.writes.workspace import GENERAL, Made, insert_workspace

__all__ = ["GENERAL", "set_up_workspace"]


async def set_up_workspace(*, workspace: str, name: str, handle: str, email: str, password: str) -> Made:
    """Make the first workspace of an empty database. Raises Invalid, AlreadySetUp.

    That the caller may do it (the one-time key) is for the door to say.
    """
    title = clean_line("workspace", workspace, longest=80)
    name, handle, email = clean_line("name", name, longest=80), clean_handle(handle), clean_email(email)
    await in_thread(require_good_password_sync, password)
    password_hash = await hash_password(password)
    async with db.transaction() as tx:
        return await insert_workspace(
            tx, title=title, name=name, handle=handle, email=email, password_hash=password_hash
        )
