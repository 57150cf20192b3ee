"""Owe somebody a mail: a job in the same transaction as what it tells of. Checks nothing.

A job holds ids and addresses and never a code: the worker makes that when it sends.
"""

import json
from datetime import timedelta
from uuid import UUID

from parley import db
from parley.bus.nudger import JOBS, nudge
from parley.clock import now, wire
from parley.ids import new_id

MAIL = "mail"
_OWE = """
    insert into job (key, kind, data) values (%(key)s, %(kind)s, %(data)s::jsonb) on conflict (key) do nothing
"""


async def owe_invite(tx: db.Transaction, invite: UUID) -> None:
    # The key is also how the list of invites knows what became of it (queries/invite.py).
    await _owe(tx, f"mail:invite:{invite}", template="invite", invite=str(invite))


async def owe_reset(tx: db.Transaction, email: str) -> None:
    """To whomever has this address, if anybody has: the worker finds out. After an hour nobody waits for it."""
    until = wire(now() + timedelta(hours=1))
    await _owe(tx, f"mail:reset:{new_id()}", template="reset", email=email, until=until)


async def owe_confirmation(tx: db.Transaction, account: UUID, email: str) -> None:
    await _owe(tx, f"mail:confirm:{new_id()}", template="confirm", account=str(account), email=email)


async def owe_notice_of_password(tx: db.Transaction, account: UUID) -> None:
    await _owe(tx, f"mail:changed:{new_id()}", template="changed", account=str(account))


async def _owe(tx: db.Transaction, key: str, **data: str) -> None:
    await tx.execute(_OWE, key=key, kind=MAIL, data=json.dumps(data))
    tx.after_commit.append(lambda: nudge(JOBS))
