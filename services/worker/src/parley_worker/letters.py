"""What a mail that is owed says, as things stand when it is sent; its code is made here and kept nowhere."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from asgiref.sync import sync_to_async
from django.template.loader import render_to_string

from parley import config, db
from parley.clock import now, wire
from parley.errors import InviteExpired, InviteNotFound
from parley.policies.code import make_confirmation_code, make_reset_code
from parley.ports.mail import Mail
from parley.queries.account import find_account, find_account_by_email
from parley.queries.invite import get_good_invite


@dataclass(frozen=True, slots=True)
class Letter:
    """To whom, and what its template needs beside `public_url`."""

    to: str
    context: dict[str, Any]


async def write_mail(key: str, data: dict[str, Any]) -> Mail | None:
    """None where nobody wants it any more."""
    letter = await _LETTERS[data["template"]](data)
    if letter is None:
        return None
    return await sync_to_async(_render_sync, thread_sensitive=False)(key, data["template"], letter)


def _render_sync(key: str, template: str, letter: Letter) -> Mail:
    context = {"public_url": config.current().public_url, **letter.context}
    # The first line is the subject. One line it stays, whatever people are called.
    first, _, text = render_to_string(f"mail/{template}.txt", context).partition("\n")
    subject = " ".join(first.split())
    html = render_to_string(f"mail/{template}.html", {**context, "subject": subject})
    return Mail(letter.to, subject, text.strip() + "\n", html, key)


async def _invite(data: dict[str, Any]) -> Letter | None:
    try:
        invite = await get_good_invite(db.reader, UUID(data["invite"]))
    except (InviteNotFound, InviteExpired):
        return None
    if invite.email is None:
        return None
    return Letter(
        invite.email,
        {
            "invited_by": invite.invited_by,
            "workspace": invite.workspace_name,
            "until": f"{invite.expires_at:%Y-%m-%d %H:%M}",
            "url": _link("invite", invite.code),
        },
    )


async def _reset(data: dict[str, Any]) -> Letter | None:
    account = await find_account_by_email(db.reader, data["email"])
    if account is None or not account.is_active or data["until"] < wire(now()):
        return None
    return Letter(account.email, {"email": account.email, "url": _link("reset", make_reset_code(account))})


async def _confirm(data: dict[str, Any]) -> Letter | None:
    account, email = await find_account(db.reader, UUID(data["account"])), data["email"]
    if account is None or not account.is_active:
        return None
    if account.email == email and account.email_confirmed_at is not None:
        return None
    return Letter(email, {"email": email, "url": _link("confirm", make_confirmation_code(account, email))})


async def _changed(data: dict[str, Any]) -> Letter | None:
    account = await find_account(db.reader, UUID(data["account"]))
    if account is None:
        return None
    return Letter(account.email, {"email": account.email, "url": _link("sign-in")})


def _link(*parts: str) -> str:
    return "/".join((config.current().public_url, *parts))


_LETTERS: dict[str, Callable[[dict[str, Any]], Awaitable[Letter | None]]] = {
    "invite": _invite,
    "reset": _reset,
    "confirm": _confirm,
    "changed": _changed,
}
