"""`parley user ...`: what the first-run page and an invite do for people, and what owners do with them."""

import argparse
from typing import Any

from parley import db
from parley.actions.user.create import create_user
from parley.actions.user.update import Changes, update_user
from parley.clock import wire_or_none
from parley.queries.user import UserRow, get_actor


async def create(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    user = await create_user(
        email=arguments.email,
        handle=arguments.handle,
        password=arguments.password,
        role=arguments.role,
        name=arguments.name,
    )
    email = arguments.email.strip().lower()
    answer = {"id": str(user.id), "handle": user.handle, "email": email, "role": user.role}
    return answer, f"@{user.handle} is {user.role}, and signs in as {email}."


async def give_role(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    user = await _change(arguments.user, Changes(role=arguments.role))
    return _shown(user), f"@{user.handle} is {user.role}."


async def deactivate(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    user = await _change(arguments.user, Changes(deactivated=True))
    return _shown(user), f"@{user.handle} is deactivated."


async def restore(arguments: argparse.Namespace) -> tuple[dict[str, Any], str]:
    user = await _change(arguments.user, Changes(deactivated=False))
    return _shown(user), f"@{user.handle} is active."


async def _change(name: str, changes: Changes) -> UserRow:
    named = await get_actor(db.reader, name, also_deactivated=True)
    return await update_user(actor=None, user_id=named.user_id, changes=changes)


def _shown(user: UserRow) -> dict[str, Any]:
    return {
        "id": str(user.id),
        "handle": user.handle,
        "role": user.role,
        "deactivated_at": wire_or_none(user.deactivated_at),
    }
