"""E-mail confirmations: that an address is mine, by a link that is mailed there."""

from http import HTTPStatus

from dmr import Path, modify
from dmr.plugins.msgspec import BodyMsgspec

from parley.actions.email.ask import ask_confirmation
from parley.actions.email.confirm import confirm_email
from parley.errors import (
    ConfirmationExpired,
    EmailTaken,
    Forbidden,
    NotFound,
    RateLimited,
    WrongPassword,
)
from parley_api.controller import ApiController, refuses
from parley_api.endpoints.passwords import CodePath, Nothing
from parley_api.shapes import Email, Given, Shown


class ConfirmationAsked(Given, frozen=True, kw_only=True):
    """With `email`, another address, comes my password; it becomes mine when its link is opened."""

    email: Email | None = None
    password: str | None = None


class Confirmed(Shown, frozen=True, kw_only=True):
    email: str


class ConfirmationsController(ApiController):
    """Links that confirm an address."""

    @refuses(Forbidden, WrongPassword, EmailTaken, RateLimited)
    @modify(status_code=HTTPStatus.ACCEPTED)
    async def post(self, parsed_body: BodyMsgspec[ConfirmationAsked]) -> Nothing:
        """Ask for a link by mail, to my address or to another that is to be mine."""
        await ask_confirmation(actor=self.actor, email=parsed_body.email, password=parsed_body.password)
        return Nothing()


class ConfirmationAcceptController(ApiController):
    """Opening such a link."""

    open_to_all = frozenset({"POST"})

    @refuses(NotFound, ConfirmationExpired, EmailTaken)
    @modify(status_code=HTTPStatus.OK)
    async def post(self, parsed_path: Path[CodePath]) -> Confirmed:
        """Confirm the address; whoever opens the link may be signed in or not."""
        return Confirmed(email=await confirm_email(code=parsed_path.code))
