"""Law 6 under generated histories: nobody learns or writes where they may not, whatever happens at once."""

from typing import Any
from uuid import UUID

from hypothesis import given

from parley.testing.histories import Step, Town, groups, histories
from parley.testing.laws import broken_laws
from parley.testing.replay import read_log

# Much is said, for only who has spoken is judged by what was kept of their right.
_TALK = ("say",) * 7
_RIGHTS = (
    "edit",
    "join",
    "leave",
    "leave",
    "add",
    "kick",
    "kick",
    "archive",
    "hide",
    "rename",
    "role",
    "dismiss",
)


def written_without_right(events: list[dict[str, Any]]) -> list[str]:
    """What stands in a channel's log though its author was not in the channel, or it was archived."""
    members: set[str] = set()
    is_archived = False
    wrong = []
    for event in events:
        kind, data = event["kind"], event["data"]
        if kind in ("message.posted", "message.edited") and (is_archived or data["author"] not in members):
            wrong.append(f"{kind} at {event['seq']}")
        elif kind == "member.joined":
            members.add(data["user"])
        elif kind == "member.left":
            members.discard(data["user"])
        elif kind.startswith("channel."):
            is_archived = data["archived_at"] is not None
    return wrong


@histories(10)
@given(history=groups(*_TALK, *_RIGHTS, most=12, at_once=6))
async def test_nobody_learns_or_writes_where_they_may_not(database: None, history: list[list[Step]]) -> None:
    town = await Town.begin()

    # Whose events end where their right does, and whose snapshot shows no more than they tell.
    async with town.world.replayed(by=town.world.owner, at_once=True):
        await town.live(history)

    await require_lawful(town)


@histories(10)
@given(history=groups("say", "say", "leave", "kick", "join", "archive", most=30, at_once=3))
async def test_who_has_left_says_nothing_more(database: None, history: list[list[Step]]) -> None:
    """Little else moves the acl here, so that what was kept of a right must be what leaving ends."""
    town = await Town.begin()

    await town.live(history)

    await require_lawful(town)


async def require_lawful(town: Town) -> None:
    log = await read_log(town.world.workspace_id, {})
    for channel in town.channels:
        events = sorted((e for e in log if e["stream"] == channel.stream), key=lambda event: event["seq"])
        assert written_without_right(events) == []
    assert await broken_laws() == []


def test_the_judge_finds_what_is_written_without_right() -> None:
    def event(kind: str, seq: int, **data: Any) -> dict[str, Any]:
        return {"kind": kind, "seq": seq, "data": data}

    user = str(UUID(int=1))
    wrong = written_without_right(
        [
            event("channel.created", 1, archived_at=None),
            event("message.posted", 2, author=user),
            event("member.joined", 3, user=user),
            event("message.posted", 4, author=user),
            event("channel.archived", 5, archived_at="now"),
            event("message.edited", 6, author=user),
            event("member.left", 7, user=user),
        ]
    )

    assert wrong == ["message.posted at 2", "message.edited at 6"]
