"""People, channels and messages for tests, made by the actions that make them in life."""

from contextlib import AbstractAsyncContextManager
from dataclasses import dataclass
from itertools import count
from typing import Any, Self
from uuid import UUID

from django.apps import apps
from django.contrib.auth.hashers import make_password

from parley import db, eventlog
from parley.actions.channel.create import create_channel
from parley.actions.member.remove import remove_member
from parley.actions.message.post import post_message
from parley.actions.workspace.set_up import GENERAL
from parley.actor import Actor
from parley.clock import now
from parley.events import ChannelKind, Message, Role
from parley.ids import AccountId, ChannelId, MessageId, StreamName, UserId, WorkspaceId, new_id, stream_name
from parley.models import Workspace
from parley.queries.channel import ChannelRow, get_channel, list_channels_of_workspace
from parley.queries.member import is_member
from parley.testing.replay import Told, replayed
from parley.writes.channel import insert_channel
from parley.writes.membership import Join, insert_memberships
from parley.writes.user import insert_account, insert_user

PASSWORD = "correct horse battery"
_hashed: list[str] = []


@dataclass(frozen=True, slots=True)
class LoggedEvent:
    """An event as the log holds it."""

    stream: StreamName
    seq: int
    kind: str
    data: dict[str, Any]
    xid: int


_CHANNELS = db.statement("select id from channel where workspace_id = %(workspace)s order by id", db.value)
_EVENTS = db.statement(
    "select s.kind || ':' || s.subject, e.seq, e.kind, e.data, e.xid::text::bigint from event e"
    " join stream s on s.id = e.stream where s.kind || ':' || s.subject = %(stream)s and e.seq > %(after)s"
    " order by e.seq",
    LoggedEvent,
)


async def empty() -> None:
    """Delete all rows but the epoch's and Django's own: one transaction, without triggers and their order."""
    tables = [model._meta.db_table for model in apps.get_app_config("parley").get_models()]
    async with db.transaction() as tx:
        await tx.execute("set local session_replication_role = replica")
        for table in tables:
            if table != "epoch":
                await tx.execute(f'delete from "{table}"')


class World:
    """One workspace with its owner and #general."""

    def __init__(self, workspace_id: WorkspaceId, *, first: int = 1) -> None:
        self.workspace_id = workspace_id
        self.general = ChannelId(new_id())
        self._numbers = count(first)
        self._has_onlookers = False

    @classmethod
    async def begin(cls, *, first: int = 1) -> Self:
        """`first` numbers its people apart from those of another workspace."""
        world = cls(WorkspaceId(new_id()), first=first)
        async with db.transaction() as tx:
            await tx.insert(Workspace(id=world.workspace_id, name="Tidewater", created_at=now()))
            stream = await eventlog.create_stream(tx, world.workspace_id, "workspace", world.workspace_id)
            world.owner, user_stream = await world._insert(tx, stream, "owner")
            channel, channel_stream = await insert_channel(
                tx,
                channel_id=world.general,
                workspace_id=world.workspace_id,
                kind="public",
                name=GENERAL,
                description="",
                created_by=world.owner.user_id,
                workspace_stream=stream,
            )
            await tx.execute("update workspace set general_id = %(id)s", id=world.general)
            by = world.owner.user_id
            await insert_memberships(tx, [Join(channel, channel_stream, by, user_stream)], by=by)
        return world

    owner: Actor

    async def member(
        self, *, role: Role = "member", channel: ChannelRow | None = None, handle: str | None = None
    ) -> Actor:
        """A person of the workspace: in #general unless a guest, and in `channel`."""
        async with db.transaction() as tx:
            names = [stream_name("workspace", self.workspace_id)]
            if role != "guest":
                names.append(stream_name("channel", self.general))
            locked = await eventlog.lock(tx, *names)
            actor, user_stream = await self._insert(tx, locked[names[0]], role, handle)
            if role != "guest":
                general = await get_channel(tx, self.general, visible_to=self.owner)
                join = Join(general.wire(), locked[names[1]], actor.user_id, user_stream)
                await insert_memberships(tx, [join], by=actor.user_id)
        if channel is not None:
            await self.join(actor, channel)
        return actor

    async def join(self, actor: Actor, channel: ChannelRow) -> None:
        async with db.transaction() as tx:
            mine, theirs = stream_name("user", actor.user_id), channel.stream
            locked = await eventlog.lock(tx, mine, theirs)
            if await is_member(tx, channel.stream_id, actor.user_id):
                return
            join = Join(channel.wire(), locked[theirs], actor.user_id, locked[mine])
            await insert_memberships(tx, [join], by=actor.user_id)

    async def channel(
        self, *, kind: ChannelKind = "public", by: Actor | None = None, members: tuple[Actor, ...] = ()
    ) -> ChannelRow:
        created = await create_channel(
            actor=by or self.owner,
            channel_id=ChannelId(new_id()),
            kind=kind,
            name=f"channel-{next(self._numbers)}",
            members=tuple(each.user_id for each in members),
        )
        return created.channel

    async def let_only_admins_post(self, channel: ChannelRow) -> None:
        async with db.transaction() as tx:
            await tx.execute("update channel set posting = 'admins' where id = %(id)s", id=channel.id)
            await tx.execute("update stream set acl = acl + 1 where id = %(id)s", id=channel.stream_id)

    async def message(
        self, *, by: Actor | None = None, channel: ChannelRow | None = None, body: str = "hello"
    ) -> Message:
        posted = await post_message(
            actor=by or self.owner,
            channel_id=channel.id if channel else self.general,
            message_id=MessageId(new_id()),
            body=body,
        )
        return posted.message

    def replayed(self, *, by: Actor, at_once: bool = False) -> AbstractAsyncContextManager[list[Told]]:
        """Fails unless, for everybody in the workspace, the snapshot before and the events since make the one after.

        The block gets a list that holds, once it has ended, the events that `by` was given. Others look on: members
        and guests who are in all channels, in none, and in none any more. `at_once`: the block's writes race, so that
        what one stream tells of another can't be checked event by event.
        """
        return replayed(self, by=by, at_once=at_once)

    async def look_on(self) -> None:
        """Bring in who looks on: a member and a guest in all channels, in none, and in none any more."""
        if self._has_onlookers:
            return
        self._has_onlookers = True
        ids = await db.reader.all(_CHANNELS, workspace=self.workspace_id)
        rows = await list_channels_of_workspace(db.reader, ids, workspace_id=self.workspace_id)
        for role in ("member", "guest"):
            for habit in ("inside", "outside", "removed"):
                person = await self.member(role=role, handle=f"{role}-{habit}")
                for row in rows if habit != "outside" else ():
                    await self.join(person, row)
                    if habit == "removed" and (role == "guest" or row.id != self.general):
                        await remove_member(actor=person, channel_id=row.id, user_id=person.user_id)

    async def events(self, stream: StreamName, *, after: int = 0) -> list[LoggedEvent]:
        """The stream's events after `after`, in order."""
        return await db.reader.all(_EVENTS, stream=stream, after=after)

    async def _insert(
        self, tx: db.Transaction, stream: eventlog.Stream, role: Role, handle: str | None = None
    ) -> tuple[Actor, eventlog.Stream]:
        if not _hashed:
            _hashed.append(make_password(PASSWORD))
        name = handle or f"Person {next(self._numbers)}"
        handle = name.replace(" ", "").lower()
        account = await insert_account(
            tx, email=f"{handle}@tidewater.example", password_hash=_hashed[0], is_confirmed=True
        )
        user, user_stream = await insert_user(
            tx,
            workspace_id=self.workspace_id,
            account_id=account.id,
            handle=handle,
            name=name,
            role=role,
            workspace_stream=stream,
        )
        actor = Actor(
            user_id=UserId(user.id),
            workspace_id=self.workspace_id,
            role=role,
            account_id=AccountId(UUID(str(account.id))),
        )
        return actor, user_stream
