"""One view on its way from synchronous to asynchronous: who asks, the channel, its last 50 messages, its members.

Each step is the one before with one thing changed. comparisons/migration.py measures them, and docs/async-django.md
tells of them.
"""

import asyncio
from typing import Any
from uuid import UUID

import msgspec
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.timezone import now

from parley import db
from parley.models import Channel, Membership, Message, Session
from parley.sessions import hash_key

COOKIE = "parley_session"
_PAGE = ("id", "seq", "author_id", "body", "at")


def _sessions(alias: str) -> Any:
    return Session.objects.using(alias).select_related("account")


def _channels(alias: str, session: Any) -> Any:
    return Channel.objects.using(alias).filter(memberships__user_id=session.user_id)


def _last(alias: str, channel: Any) -> Any:
    return (
        Message.objects.using(alias)
        .filter(channel_id=channel.stream_id, in_channel=True)
        .order_by("-seq")[:50]
    )


def _members(alias: str, channel: Any) -> Any:
    return Membership.objects.using(alias).filter(channel_id=channel.stream_id)


def _answer(channel: Any, messages: list[Message], members: int) -> JsonResponse:
    said = [{name: getattr(message, name) for name in _PAGE} for message in messages]
    return JsonResponse({"name": channel.name, "members": members, "messages": said})


def _read(request: HttpRequest, channel: UUID, alias: str) -> JsonResponse:
    session = _sessions(alias).get(key_hash=hash_key(request.COOKIES[COOKIE]), expires_at__gt=now())
    found = _channels(alias, session).get(id=channel)
    return _answer(found, list(_last(alias, found)), _members(alias, found).count())


def step1(request: HttpRequest, channel: UUID) -> HttpResponse:
    """As a tutorial has it: a synchronous view, and a connection for each request."""
    return _read(request, channel, "default")


def step2(request: HttpRequest, channel: UUID) -> HttpResponse:
    """The backend's pool: a line of settings."""
    return _read(request, channel, "pooled")


async def step3(request: HttpRequest, channel: UUID) -> HttpResponse:
    """async def, and the ORM's asynchronous methods."""
    key = hash_key(request.COOKIES[COOKIE])
    session = await _sessions("pooled").aget(key_hash=key, expires_at__gt=now())
    found = await _channels("pooled", session).aget(id=channel)
    messages = [message async for message in _last("pooled", found)]
    return _answer(found, messages, await _members("pooled", found).acount())


async def step4(request: HttpRequest, channel: UUID) -> HttpResponse:
    """What does not need each other at once: all of them wait for the same thread."""
    key = hash_key(request.COOKIES[COOKIE])
    session = await _sessions("pooled").aget(key_hash=key, expires_at__gt=now())
    found = await _channels("pooled", session).aget(id=channel)

    async def read_last() -> list[Message]:
        return [message async for message in _last("pooled", found)]

    messages, members = await asyncio.gather(read_last(), _members("pooled", found).acount())
    return _answer(found, messages, members)


_SESSION = db.plan(
    Session.objects.filter(key_hash=db.param("key"), expires_at__gt=db.param("now")).values_list("user_id"),
    db.value,
)
_CHANNEL = db.plan(
    Channel.objects.filter(id=db.param("id"), memberships__user_id=db.param("user")).values_list(
        "stream_id", "name"
    ),
    lambda stream, name: (stream, name),
)
_LAST = db.plan(
    Message.objects.filter(channel_id=db.param("stream"), in_channel=True)
    .order_by("-seq")
    .values_list(*_PAGE)[:50],
    lambda *columns: dict(zip(_PAGE, columns, strict=True)),
)
_COUNT = db.statement("select count(*) from membership where channel = %(stream)s", db.value)


async def step5(request: HttpRequest, channel: UUID) -> HttpResponse:
    """The same statements, compiled once, on the asynchronous pool; now they do run at once."""
    key = hash_key(request.COOKIES[COOKIE])
    user = await db.reader.one(_SESSION, key=key, now=now())
    found = await db.reader.one(_CHANNEL, id=channel, user=user)
    if found is None:
        raise Http404
    stream, name = found
    messages, members = await asyncio.gather(
        db.reader.all(_LAST, stream=stream), db.reader.one(_COUNT, stream=stream)
    )
    body = msgspec.json.encode({"name": name, "members": members, "messages": messages})
    return HttpResponse(body, content_type="application/json")


# The sixth is the fifth on the lean handler: the view stays as it is.
VIEWS = (step1, step2, step3, step4, step5)
