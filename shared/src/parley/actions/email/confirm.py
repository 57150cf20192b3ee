"""Confirm an e-mail address by the link from a mail."""

from psycopg.errors import UniqueViolation

from parley import db, eventlog
from parley.errors import ConfirmationExpired, EmailTaken
from parley.ids import AccountId, stream_name
from parley.policies.code import is_unused, read_confirmation_code
from parley.queries.account import find_account
from parley.queries.session import list_users_of_account
from parley.writes.account import set_email


async def confirm_email(*, code: str) -> str:
    """The address, which is the account's from now on; once. Raises NotFound, ConfirmationExpired, EmailTaken."""
    read = read_confirmation_code(code)
    try:
        async with db.transaction() as tx:
            users = await list_users_of_account(tx, AccountId(read.account_id))
            locked = await eventlog.lock(tx, *(stream_name("user", user) for user in users))
            if not is_unused(read, await find_account(tx, read.account_id)):
                raise ConfirmationExpired
            await set_email(tx, read.account_id, email=read.email, streams=locked.values())
    except UniqueViolation:
        raise EmailTaken("Somebody else has the address by now. Use another one.") from None
    return read.email
