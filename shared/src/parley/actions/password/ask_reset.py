"""Ask for a link that sets a new password."""

from parley import db
from parley.bus import rates
from parley.policies.profile import clean_email
from parley.writes.mail import owe_reset


async def ask_password_reset(*, email: str, address: str | None) -> None:
    """Owe a mail to whomever has the e-mail address. What is done is the same whoever that is, and if it is nobody.

    `address` is the caller's own. Raises Invalid, RateLimited.
    """
    email = clean_email(email)
    await rates.take(f"reset:address:{address}", rate=5 / 60, burst=20)
    await rates.take(f"reset:email:{rates.hidden(email)}", rate=1 / 300, burst=5)
    async with db.transaction() as tx:
        await owe_reset(tx, email)
