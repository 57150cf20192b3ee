"""Make a user with an account, from the command line: its e-mail counts as confirmed."""

from parley import db, eventlog
from parley.errors import NotFound
from parley.events import User
from parley.ids import stream_name
from parley.policies.profile import clean_email, clean_handle, clean_line, require_good_password_sync
from parley.policies.user import check_role
from parley.queries.channel import list_channels_of_workspace
from parley.queries.workspace import find_first_workspace
from parley.writes.password import hash_password, in_thread
from parley.writes.person import Person, insert_person
from parley.writes.workspace import insert_workspace

WORKSPACE = "Parley"


async def create_user(*, email: str, handle: str, password: str, role: str, name: str | None = None) -> User:
    """A user of the server's first workspace; an owner on an empty database makes it.

    Raises Invalid, EmailTaken, HandleTaken, NotFound (no workspace yet, and not its owner).
    """
    role = check_role(role)
    handle, email = clean_handle(handle), clean_email(email)
    name = clean_line("name", name or handle, longest=80)
    await in_thread(require_good_password_sync, password)
    password_hash = await hash_password(password)
    workspace = await find_first_workspace(db.reader)
    async with db.transaction() as tx:
        if workspace is None:
            if role != "owner":
                raise NotFound("There is no workspace yet. Make its owner first: `--role owner`.")
            made = await insert_workspace(
                tx, title=WORKSPACE, name=name, handle=handle, email=email, password_hash=password_hash
            )
            return made.owner
        general = [] if role == "guest" else [workspace.general_id]
        locked = await eventlog.lock(
            tx, workspace.stream, *(stream_name("channel", each) for each in general)
        )
        channels = await list_channels_of_workspace(tx, general, workspace_id=workspace.id)
        person = Person(name, handle, email, password_hash, role, is_confirmed=True)
        let_in = await insert_person(
            tx, person, workspace=workspace, channels=channels, by=None, locked=locked
        )
        return let_in.user
