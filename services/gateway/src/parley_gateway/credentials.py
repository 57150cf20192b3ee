"""Who opens a socket: what the handshake carries, and the user behind it."""

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from django.conf import settings
from django.http import parse_cookie

from parley import db
from parley.actor import Actor
from parley.errors import Invalid
from parley.policies.session import is_current
from parley.queries.actor import find_by_session, find_by_token
from parley.queries.socket import Ground, digest_password
from parley.sessions import hash_key


@dataclass(frozen=True, slots=True)
class Credentials:
    """A token goes before a cookie; `hello` may bring a token and a workspace of its own."""

    token: str | None = None
    session_key: str | None = None
    workspace: UUID | None = None

    @property
    def is_empty(self) -> bool:
        return self.token is None and self.session_key is None


@dataclass(frozen=True, slots=True)
class Identity:
    """Who acts, and what that rests on."""

    actor: Actor
    ground: Ground


def read_credentials(headers: Mapping[bytes, bytes]) -> Credentials:
    """From the handshake's headers. Raises Invalid for a workspace that is no id."""
    workspace = headers.get(b"parley-workspace", b"").decode("latin-1").strip()
    try:
        chosen = UUID(workspace) if workspace else None
    except ValueError:
        raise Invalid("The header Parley-Workspace names a workspace by its id.") from None
    authorization = headers.get(b"authorization")
    if authorization is not None:
        scheme, _, token = authorization.decode("latin-1").partition(" ")
        is_bearer = scheme.lower() == "bearer"
        return Credentials(token=token.strip() or None if is_bearer else None, workspace=chosen)
    cookies = parse_cookie(headers.get(b"cookie", b"").decode("latin-1"))
    return Credentials(session_key=cookies.get(settings.SESSION_COOKIE_NAME) or None, workspace=chosen)


async def identify(credentials: Credentials) -> Identity | None:
    """The user behind good credentials. Raises Busy, Unavailable."""
    if credentials.token is not None:
        signed_in = await find_by_token(db.reader, token=credentials.token, workspace=credentials.workspace)
    elif credentials.session_key is not None:
        signed_in = await find_by_session(
            db.reader, key_hash=hash_key(credentials.session_key), workspace=credentials.workspace
        )
    else:
        return None
    if signed_in is None or not is_current(signed_in):
        return None
    actor = signed_in.actor
    password = digest_password(signed_in.password)
    return Identity(actor, Ground(actor.user_id, actor.session_id, actor.token_id, password))
