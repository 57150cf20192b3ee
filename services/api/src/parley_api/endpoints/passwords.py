"""Passwords: mine, changed by the present one, or set anew by a link from a mail."""

from http import HTTPStatus

import msgspec
from django.http import HttpResponse
from dmr import Path, ResponseSpec, modify, validate
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.password.ask_reset import ask_password_reset
from parley.actions.password.change import change_password
from parley.actions.password.reset import reset_password
from parley.clock import wire
from parley.errors import Forbidden, NotFound, RateLimited, ResetExpired, WrongPassword
from parley.policies.code import RESET_LASTS, is_unused, read_reset_code
from parley.queries.account import find_account
from parley.queries.user import get_user
from parley_api import cookies
from parley_api.controller import ApiController, refuses
from parley_api.devices import device_of
from parley_api.endpoints.sessions import SignedInShown, show_fresh
from parley_api.shapes import Email, Given, Password, Shown


class NewPassword(Given, frozen=True, kw_only=True):
    password: Password


class PasswordChange(NewPassword, frozen=True, kw_only=True):
    """`current` is the one that I sign in with now."""

    current: str


class ResetAsked(Given, frozen=True, kw_only=True):
    email: Email


class Nothing(Shown, frozen=True, kw_only=True):
    """What is owed comes by mail."""


class ResetShown(Shown, frozen=True, kw_only=True):
    expires_at: str


class CodePath(msgspec.Struct, frozen=True):
    """The code of the link."""

    code: str


class PasswordController(ApiController):
    """My password."""

    @refuses(Forbidden, WrongPassword, RateLimited)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def put(self, parsed_body: BodyMsgspec[PasswordChange]) -> None:
        """Change my password: all my other sessions end."""
        await change_password(actor=self.actor, current=parsed_body.current, password=parsed_body.password)


class ResetsController(ApiController):
    """Links that set a new password."""

    open_to_all = frozenset({"POST"})

    @refuses(RateLimited)
    @modify(status_code=HTTPStatus.ACCEPTED)
    async def post(self, parsed_body: BodyMsgspec[ResetAsked]) -> Nothing:
        """Ask for a link by mail. The answer is the same whether anybody has the address."""
        await ask_password_reset(email=parsed_body.email, address=device_of(self.request).address)
        return Nothing()


class ResetController(ApiController):
    """One such link."""

    open_to_all = frozenset({"GET"})

    @refuses(NotFound, ResetExpired)
    async def get(self, parsed_path: Path[CodePath]) -> ResetShown:
        """Say whether the link is still good."""
        code = read_reset_code(parsed_path.code)
        if not is_unused(code, await find_account(db.reader, code.account_id)):
            raise ResetExpired
        return ResetShown(expires_at=wire(code.made_at + RESET_LASTS))


class ResetAcceptController(ApiController):
    """Using such a link."""

    open_to_all = frozenset({"POST"})

    @refuses(NotFound, ResetExpired, RateLimited)
    @validate(ResponseSpec(SignedInShown, status_code=HTTPStatus.CREATED, cookies=cookies.SET))
    async def post(self, parsed_path: Path[CodePath], parsed_body: BodyMsgspec[NewPassword]) -> HttpResponse:
        """Set a new password and sign in: all other sessions of the account end."""
        done = await reset_password(
            code=parsed_path.code, password=parsed_body.password, device=device_of(self.request)
        )
        user = await get_user(db.reader, done.actor.user_id, visible_to=done.actor)
        return self.to_response(
            SignedInShown(session=show_fresh(done.session), user=user.wire()),
            status_code=HTTPStatus.CREATED,
            cookies=cookies.sign_in(done.session.key),
        )
