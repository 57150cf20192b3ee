"""Set another password, by who knows the present one."""

from parley import db, eventlog
from parley.actor import Actor
from parley.bus import rates
from parley.errors import Forbidden, WrongPassword
from parley.ids import AccountId, stream_name
from parley.policies.profile import require_good_password_sync
from parley.policies.session import auth_hash
from parley.queries.account import AccountRow, find_account
from parley.queries.session import list_users_of_account
from parley.writes.account import end_sessions, set_password
from parley.writes.mail import owe_notice_of_password
from parley.writes.password import hash_password, in_thread, matches


async def change_password(*, actor: Actor, current: str, password: str) -> None:
    """Every other session of the account ends; that of the caller stays. A mail says that it happened.

    Raises Forbidden (a bot), WrongPassword, Invalid, RateLimited, Busy.
    """
    account = await _require_password(actor, current)
    await in_thread(require_good_password_sync, password)
    hashed = await hash_password(password)
    async with db.transaction() as tx:
        users = await list_users_of_account(tx, AccountId(account.id))
        locked = await eventlog.lock(tx, *(stream_name("user", user) for user in users))
        now_there = await find_account(tx, account.id)
        if now_there is None or now_there.password != account.password:
            raise WrongPassword  # changed meanwhile: what was given is the present one no more
        await set_password(
            tx, account.id, password_hash=hashed, auth_hash=auth_hash(hashed), keep=actor.session_id
        )
        await end_sessions(tx, account.id, streams=locked.values(), keep=actor.session_id)
        await owe_notice_of_password(tx, account.id)


async def _require_password(actor: Actor, given: str) -> AccountRow:
    account = None if actor.account_id is None else await find_account(db.reader, actor.account_id)
    if account is None:
        raise Forbidden("A bot has no password and no address.")
    # Who found a screen unlocked has a session, and no more guesses than at the door.
    await rates.take(f"password:{account.id}", rate=5 / 60, burst=10)
    if not await matches(given, account.password):
        raise WrongPassword
    return account
