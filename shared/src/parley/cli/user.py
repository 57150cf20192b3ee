"""`parley user create`: what the first-run page and an invite do for people."""

import argparse
from typing import Any

from parley.actions.user.create import create_user


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
