"""Tokens: my keys for programs."""

from http import HTTPStatus
from typing import Annotated
from uuid import UUID

import msgspec
from dmr import Path, Query, modify
from dmr.plugins.msgspec import BodyMsgspec

from parley import db
from parley.actions.token.create import create_token
from parley.actions.token.revoke import revoke_token
from parley.clock import wire, wire_or_none
from parley.errors import Conflict, NotFound
from parley.ids import TokenId
from parley.queries import cursor
from parley.queries.token import list_tokens
from parley_api.controller import ApiController, refuses
from parley_api.shapes import LINE, Given, ListQuery, Shown, bounded


class NewToken(Given, frozen=True, kw_only=True):
    """`name` says what the token is for."""

    name: Annotated[str, bounded(minLength=1, maxLength=100, pattern=LINE)]


class TokenMade(Shown, frozen=True, kw_only=True):
    """`token` is shown this once, and to a repeat with the same Idempotency-Key."""

    id: UUID
    name: str
    token: str
    created_at: str


class TokenShown(Shown, frozen=True, kw_only=True):
    id: UUID
    name: str
    created_at: str
    seen_at: str | None


class TokenList(Shown, frozen=True, kw_only=True):
    tokens: list[TokenShown]
    cursor: str | None


class TokenPath(msgspec.Struct, frozen=True):
    token: UUID


class TokensController(ApiController):
    """My tokens; a program that holds one acts as me."""

    answers_secrets = True

    @refuses(Conflict)
    @modify(status_code=HTTPStatus.CREATED)
    async def post(self, parsed_body: BodyMsgspec[NewToken]) -> TokenMade:
        """Make a token."""
        made = await create_token(actor=self.actor, name=parsed_body.name)
        return TokenMade(id=made.id, name=made.name, token=made.value, created_at=wire(made.created_at))

    async def get(self, parsed_query: Query[ListQuery]) -> TokenList:
        """List my tokens."""
        limit = parsed_query.limit
        rows = await list_tokens(
            db.reader, of=self.actor, after=cursor.after(parsed_query.cursor), limit=limit + 1
        )
        page = cursor.page(rows, limit)
        tokens = [
            TokenShown(
                id=row.id, name=row.name, created_at=wire(row.created_at), seen_at=wire_or_none(row.seen_at)
            )
            for row in page.rows
        ]
        return TokenList(tokens=tokens, cursor=page.cursor)


class TokenController(ApiController):
    """One token."""

    @refuses(NotFound)
    @modify(status_code=HTTPStatus.NO_CONTENT)
    async def delete(self, parsed_path: Path[TokenPath]) -> None:
        """Revoke a token: sockets that it opened end too."""
        await revoke_token(actor=self.actor, token_id=TokenId(parsed_path.token))
