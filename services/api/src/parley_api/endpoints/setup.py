"""The first run: make the workspace and its owner."""

import secrets
from http import HTTPStatus

from django.http import HttpResponse
from dmr import ResponseSpec, validate
from dmr.plugins.msgspec import BodyMsgspec

from parley import config, db
from parley.actions.workspace.set_up import set_up_workspace
from parley.bus import rates
from parley.errors import AlreadySetUp, RateLimited, WrongSetupKey
from parley.events import User, Workspace
from parley.queries.workspace import is_set_up
from parley_api import cookies
from parley_api.controller import ApiController, refuses
from parley_api.devices import device_of
from parley_api.shapes import Email, Given, Handle, Line, Password, Shown


class SetupNeeded(Shown, frozen=True, kw_only=True):
    needed: bool


class NewWorkspace(Given, frozen=True, kw_only=True):
    """`key` is the one-time key of the link that `make up` printed."""

    key: str
    workspace: Line
    name: Line
    handle: Handle
    email: Email
    password: Password


class SignedUp(Shown, frozen=True, kw_only=True):
    user: User
    workspace: Workspace


class SetupController(ApiController):
    """Set-up of an empty server, by whoever holds the one-time key."""

    open_to_all = frozenset({"GET", "POST"})

    async def get(self) -> SetupNeeded:
        """Say whether the server waits for its set-up."""
        return SetupNeeded(needed=not await is_set_up(db.reader))

    @refuses(WrongSetupKey, AlreadySetUp, RateLimited)
    @validate(ResponseSpec(SignedUp, status_code=HTTPStatus.CREATED, cookies=cookies.SET))
    async def post(self, parsed_body: BodyMsgspec[NewWorkspace]) -> HttpResponse:
        """Make the workspace, its owner and #general, and sign the owner in."""
        given = parsed_body
        device = device_of(self.request)
        await rates.take(f"setup:{device.address}", rate=0.5, burst=20)
        if await is_set_up(db.reader):
            raise AlreadySetUp
        key = config.current().setup_key
        if key is None or not secrets.compare_digest(key.encode(), given.key.encode()):
            raise WrongSetupKey
        done = await set_up_workspace(
            workspace=given.workspace,
            name=given.name,
            handle=given.handle,
            email=given.email,
            password=given.password,
            device=device,
        )
        return self.to_response(
            SignedUp(user=done.made.owner, workspace=done.made.workspace),
            status_code=HTTPStatus.CREATED,
            cookies=cookies.sign_in(done.session.key),
        )
