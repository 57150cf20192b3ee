"""Accounts: what a password, an address or a code is judged by."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from parley import db
from parley.ids import AccountId


@dataclass(frozen=True, slots=True)
class AccountRow:
    """`is_active`: it may sign in, and is an active user somewhere. `password` is hashed."""

    id: AccountId
    email: str
    password: str
    email_confirmed_at: datetime | None
    is_active: bool


_COLUMNS = """
    a.id, a.email, a.password, a.email_confirmed_at,
    a.is_active and exists (select from "user" u where u.account_id = a.id and u.deactivated_at is null)
"""
_FIND = db.statement(f"select {_COLUMNS} from account a where a.id = %(id)s", AccountRow)
_BY_EMAIL = db.statement(f"select {_COLUMNS} from account a where a.email = %(email)s", AccountRow)


async def find_account(where: db.Where, account_id: UUID) -> AccountRow | None:
    return await where.one(_FIND, id=account_id)


async def find_account_by_email(where: db.Where, email: str) -> AccountRow | None:
    """`email` in lower case."""
    return await where.one(_BY_EMAIL, email=email)
