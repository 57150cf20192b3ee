"""Set a new password by the link from a mail."""

from dataclasses import dataclass

from parley import db, eventlog
from parley.actor import Actor
from parley.bus import rates
from parley.errors import ResetExpired
from parley.ids import AccountId, stream_name
from parley.policies.code import Code, is_unused, read_reset_code
from parley.policies.profile import require_good_password_sync
from parley.policies.session import auth_hash
from parley.queries.account import AccountRow, find_account
from parley.queries.session import find_credentials, list_users_of_account
from parley.writes.account import end_sessions, end_tokens, set_email, set_password
from parley.writes.mail import owe_notice_of_password
from parley.writes.password import hash_password, in_thread
from parley.writes.session import Device, Started, insert_session


@dataclass(frozen=True, slots=True)
class Reset:
    """A fresh session, and the user it acts as."""

    session: Started
    actor: Actor


async def reset_password(*, code: str, password: str, device: Device) -> Reset:
    """Once. All sessions end but the new one, and the address counts as confirmed: the mail came there.

    Raises NotFound, ResetExpired, Invalid, RateLimited, Busy.
    """
    await rates.take(f"reset:use:{device.address}", rate=0.5, burst=20)
    read = read_reset_code(code)
    account = await _require_unused(db.reader, read)
    await in_thread(require_good_password_sync, password)
    hashed = await hash_password(password)
    async with db.transaction() as tx:
        users = await list_users_of_account(tx, AccountId(account.id))
        locked = await eventlog.lock(tx, *(stream_name("user", user) for user in users))
        account = await _require_unused(tx, read)  # two who use it at once: one does
        await set_password(tx, account.id, password_hash=hashed, auth_hash="", keep=None)
        if account.email_confirmed_at is None:
            # Whoever signed up with this address may have been somebody else, and made themselves tokens.
            await end_tokens(tx, streams=locked.values())
            await set_email(tx, account.id, email=account.email, streams=locked.values())
        await end_sessions(tx, account.id, streams=locked.values())
        found = await find_credentials(tx, account.email)
        if found is None:
            raise ResetExpired
        session = await insert_session(
            tx,
            account_id=found.account_id,
            user_id=found.user_id,
            auth_hash=auth_hash(hashed),
            device=device,
        )
        await owe_notice_of_password(tx, account.id)
    actor = Actor(
        user_id=found.user_id,
        workspace_id=found.workspace_id,
        role=found.role,
        account_id=found.account_id,
        session_id=session.id,
    )
    return Reset(session, actor)


async def _require_unused(where: db.Where, code: Code) -> AccountRow:
    account = await find_account(where, code.account_id)
    if account is None or not is_unused(code, account):
        raise ResetExpired
    return account
