"""The paths of /api/v1."""

from uuid import UUID

from django.urls import register_converter
from dmr.routing import Router, path

from parley.ids import ID
from parley_api.endpoints.boot import BootController
from parley_api.endpoints.channels import ChannelController, ChannelsController
from parley_api.endpoints.confirmations import ConfirmationAcceptController, ConfirmationsController
from parley_api.endpoints.history import MessagesController
from parley_api.endpoints.invites import (
    AcceptController,
    InviteController,
    InvitesController,
)
from parley_api.endpoints.members import MemberController, MembersController
from parley_api.endpoints.messages import MessageController
from parley_api.endpoints.passwords import (
    PasswordController,
    ResetAcceptController,
    ResetController,
    ResetsController,
)
from parley_api.endpoints.reads import ReadController
from parley_api.endpoints.sessions import SessionController, SessionsController
from parley_api.endpoints.setup import SetupController
from parley_api.endpoints.streams import EventsController
from parley_api.endpoints.tokens import TokenController, TokensController
from parley_api.endpoints.users import UserController, UsersController


class IdConverter:
    """An id in a path. What is none names nothing: the path is then not found."""

    regex = ID
    __dmr_converter_schema__ = UUID

    def to_python(self, value: str) -> UUID:
        return UUID(value)

    def to_url(self, value: UUID) -> str:
        return str(value)


register_converter(IdConverter, "id")

# In the order of how often they are asked for: the resolver tries one after the other.
router = Router(
    "api/v1/",
    [
        path("channels/<id:channel>/messages", MessagesController.as_view()),
        path("channels/<id:channel>/read", ReadController.as_view()),
        path("messages/<id:message>", MessageController.as_view()),
        path("boot", BootController.as_view()),
        path("streams/<str:stream>/events", EventsController.as_view()),
        path("channels", ChannelsController.as_view()),
        path("channels/<id:channel>", ChannelController.as_view()),
        path("channels/<id:channel>/members", MembersController.as_view()),
        path("channels/<id:channel>/members/<str:user>", MemberController.as_view()),
        path("users", UsersController.as_view()),
        path("users/<str:user>", UserController.as_view()),
        path("sessions", SessionsController.as_view()),
        path("sessions/<str:session>", SessionController.as_view()),
        path("invites", InvitesController.as_view()),
        path("invites/<str:invite>", InviteController.as_view()),
        path("invites/<str:code>/accept", AcceptController.as_view()),
        path("tokens", TokensController.as_view()),
        path("tokens/<id:token>", TokenController.as_view()),
        path("password", PasswordController.as_view()),
        path("password-resets", ResetsController.as_view()),
        path("password-resets/<str:code>", ResetController.as_view()),
        path("password-resets/<str:code>/accept", ResetAcceptController.as_view()),
        path("email-confirmations", ConfirmationsController.as_view()),
        path("email-confirmations/<str:code>/accept", ConfirmationAcceptController.as_view()),
        path("setup", SetupController.as_view()),
    ],
)
