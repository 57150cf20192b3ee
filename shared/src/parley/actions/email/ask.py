"""Ask for a link that confirms an e-mail address."""

from parley import db
from parley.actor import Actor
from parley.bus import rates
from parley.errors import EmailTaken, Forbidden, Invalid, WrongPassword
from parley.policies.profile import clean_email
from parley.queries.account import AccountRow, find_account, find_account_by_email
from parley.writes.mail import owe_confirmation
from parley.writes.password import matches


async def ask_confirmation(*, actor: Actor, email: str | None = None, password: str | None = None) -> None:
    """To the account's address; or to `email`, which becomes the account's once the link is opened.

    Nothing is sent for an address that is confirmed. Raises Forbidden (a bot), Invalid, WrongPassword, EmailTaken,
    RateLimited, Busy.
    """
    account = None if actor.account_id is None else await find_account(db.reader, actor.account_id)
    if account is None:
        raise Forbidden("A bot has no password and no address.")
    email = account.email if email is None else clean_email(email)
    await rates.take(f"confirm:{account.id}", rate=1 / 60, burst=10)
    if email != account.email:
        await _require_may_have(account, email, password)
    elif account.email_confirmed_at is not None:
        return
    async with db.transaction() as tx:
        await owe_confirmation(tx, account.id, email)


async def _require_may_have(account: AccountRow, email: str, password: str | None) -> None:
    if password is None:
        raise Invalid(errors=[{"field": "password", "message": "is missing: another address needs it"}])
    if not await matches(password, account.password):
        raise WrongPassword
    if await find_account_by_email(db.reader, email) is not None:
        raise EmailTaken("An account with this e-mail exists. Use another address.")
