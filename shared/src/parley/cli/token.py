"""`parley token create`: a key for programs."""

import argparse
from typing import Any

from parley import db
from parley.actions.token.create import create_token
from parley.queries.user import get_actor


async def create(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    actor = await get_actor(db.reader, arguments.user)
    token = await create_token(actor=actor, name=arguments.name)
    return {"id": str(token.id), "token": token.value}, token.value
