"""What a client knows: a snapshot, and what the events since have made of it. The web client's reducers, in Python."""

from collections.abc import Iterator
from typing import Any

from parley.events import Me, User
from parley.testing.snapshot import Json, Snapshot

PUBLIC = "public"
_SHOWN, _MINE = User.__struct_fields__, Me.__struct_fields__
_MESSAGES = ("message.posted", "message.edited", "message.deleted", "message.previewed")


class Replica:
    """One person's state. `apply` takes the events of each stream in the order of seq, streams in any order.

    It looks into every public channel. Of a channel that came since, it knows what was said after `since`.
    `is_in_turn`: the streams come as they were written, so that what one says of another can be checked.
    """

    def __init__(self, snapshot: Snapshot, *, is_in_turn: bool = False) -> None:
        boot = snapshot.boot
        self.me: Json = boot["me"]
        self.workspace: Json = boot["workspace"]
        self.users = {user["id"]: user for user in snapshot.users}
        self.channels: dict[str, Json] = {row["id"]: row for row in boot["channels"]}
        self.others = {row["id"]: _channel(row) for row in snapshot.channels if not row["is_member"]}
        # None: not known, for nobody has asked since the channel came.
        self.members: dict[str, set[str] | None] = {id: set(ids) for id, ids in snapshot.members.items()}
        self.histories = {
            id: {message["id"]: message for message in page} for id, page in snapshot.histories.items()
        }
        self.cursors: dict[str, int] = dict(boot["heads"])
        self.cursors |= {f"channel:{row['id']}": row["head"] for row in snapshot.channels}
        self.since: dict[str, int] = {}
        self.kept = set(snapshot.kept)
        self.is_in_turn = is_in_turn
        self.is_over = False
        """Whether the client has to start over, or is signed out: nothing more comes."""

    @property
    def id(self) -> str:
        return self.me["id"]

    @property
    def is_guest(self) -> bool:
        return self.me["role"] == "guest"

    def apply(self, event: Json) -> None:
        stream, kind, data = event["stream"], event["kind"], event["data"]
        if event["seq"] != self.cursors[stream] + 1:
            raise AssertionError(f"{stream} jumps from {self.cursors[stream]} to {event['seq']}")
        self.cursors[stream] = event["seq"]
        scope, _, subject = stream.partition(":")
        if scope == "channel" and subject != data.get("channel", data.get("id")):
            raise AssertionError(f"{kind} of another channel on {stream}")
        match scope, kind:
            case "channel", _ if kind in _MESSAGES:
                self._message(kind, data)
            case _, "channel.created" | "channel.updated" | "channel.archived":
                self._changed(stream, data)
            case "channel", "member.joined" | "member.left":
                self._counted(kind, data)
            case "user", "member.joined":
                self._joined(data)
            case "user", "member.left":
                self._left(data)
            case "user", "read.moved":
                self._read(data)
            case _, "user.joined" | "user.updated" | "user.role_changed" | "user.deactivated":
                self._user(stream, data)
            case "user", "session.ended":
                self.kept.discard(data["session"])
            case "user", "token.revoked":
                self.kept.discard(data["token"])
            case "workspace", "workspace.updated":
                self.workspace = data
            case _:
                raise AssertionError(f"the replica knows no {kind} on {stream}")

    def unread(self, channel: str) -> tuple[int, int]:
        """What is unread in a channel of mine, and how much of it names me: others' words after my position."""
        read = self.channels[channel]["read"]
        left = [
            message
            for message in self.histories[channel].values()
            if message["seq"] > read and message["author"] != self.id and message["deleted_at"] is None
        ]
        return len(left), sum(self.id in message["mentions"] for message in left)

    def view(self) -> Json:
        """All of it, for comparison with a fresh snapshot's."""
        return {
            "me": self.me,
            "workspace": self.workspace,
            "users": self.users,
            "channels": dict(self._mine()),
            "others": self.others,
            "members": self.members,
            "histories": self.histories,
            "cursors": self.cursors,
        }

    def _mine(self) -> Iterator[tuple[str, Json]]:
        for id, row in self.channels.items():
            unread, mentions = self.unread(id)
            yield id, row | {"head": self.cursors[f"channel:{id}"], "unread": unread, "mentions": mentions}

    # ---- messages ----

    def _message(self, kind: str, message: Json) -> None:
        history = self.histories[message["channel"]]
        known = history.get(message["id"])
        thread = message["thread"]
        # The earlier events of a deleted one have its version already, and the replies that it had at its end.
        is_newer = known is None or message["version"] >= known["version"]
        if is_newer and (thread in (None, message["id"]) or message["also_to_channel"]):
            history[message["id"]] = message
        if thread not in (None, message["id"]) and (root := history.get(thread)) is not None:
            history[thread] = root | {"thread": thread, "replies": _replies(kind, root["replies"], message)}

    # ---- channels ----

    def _changed(self, stream: str, channel: Json) -> None:
        id = channel["id"]
        for rows in (self.channels, self.others) if channel["kind"] == PUBLIC else (self.channels,):
            if id in rows and channel["version"] > rows[id]["version"]:
                rows[id] = rows[id] | channel
        if not stream.startswith("workspace:"):
            return
        if channel["kind"] == PUBLIC:
            if id not in self.channels and id not in self.others:
                self.others[id] = channel
                # A new one is followed from its beginning, for it is short.
                self._begin(id, after=0 if channel["version"] == 1 else channel["version"])
        else:
            self._check_hidden(channel)
            if self.others.pop(id, None) is not None:
                self._end(id)

    def _check_hidden(self, channel: Json) -> None:
        """What the workspace hears of a channel that is private now: that it went, and nothing new."""
        if not self.is_in_turn or channel["id"] in self.channels:
            return
        known = self.others.get(channel["id"], {})
        if new := {name for name, value in channel.items() if known.get(name) != value} - {"kind", "version"}:
            raise AssertionError(f"outsiders learn {', '.join(sorted(new))} of a private channel")

    def _counted(self, kind: str, data: Json) -> None:
        people = self.members[data["channel"]]
        if people is None:
            return
        (people.add if kind == "member.joined" else people.discard)(data["user"])

    def _joined(self, data: Json) -> None:
        id, joined = data["channel"], data["joined"]
        if joined["head"] != data["after"] or data["stream"] != f"channel:{id}" or data["user"] != self.id:
            raise AssertionError(f"a join that does not fit together: {data}")
        known = self.others.pop(id, None)
        newer = known if known is not None and known["version"] > joined["version"] else {}
        self.channels[id] = joined | newer
        if known is None:
            self._begin(id, after=data["after"])
        self._check_told(id, joined)

    def _left(self, data: Json) -> None:
        id = data["channel"]
        row = _channel(self.channels.pop(id))
        if row["kind"] == PUBLIC and not self.is_guest:
            self.others[id] = row  # one may look into it, and does
        else:
            self._end(id)

    def _read(self, data: Json) -> None:
        row = self.channels.get(data["channel"])
        if row is None or data["seq"] <= row["read"]:
            raise AssertionError(f"a read position that does not move: {data}")
        self.channels[row["id"]] = row | {"read": data["seq"]}
        self._check_told(row["id"], data)

    def _check_told(self, id: str, data: Json) -> None:
        if self.is_in_turn and (told := (data["unread"], data["mentions"])) != self.unread(id):
            raise AssertionError(f"told of {told} unread and mentions where {self.unread(id)} are left")

    def _begin(self, id: str, *, after: int) -> None:
        """Follow a channel from here on; what was before would be loaded when it is opened."""
        self.cursors[f"channel:{id}"] = self.since[id] = after
        self.members[id] = set() if after == 0 else None
        self.histories[id] = {}

    def _end(self, id: str) -> None:
        for known in (self.members, self.histories, self.since):
            known.pop(id, None)
        self.cursors.pop(f"channel:{id}", None)

    # ---- people ----

    def _user(self, stream: str, user: Json) -> None:
        self.users[user["id"]] = {name: user[name] for name in _SHOWN}
        if user["id"] == self.id:
            was_guest = self.is_guest
            self.me = self.me | {name: user[name] for name in _MINE if name in user}
            # What a guest has and what the others have are two worlds.
            self.is_over = was_guest != self.is_guest or user["deactivated_at"] is not None
        elif stream.startswith("user:"):
            raise AssertionError(f"{stream} tells of somebody else")


def _channel(row: Json) -> Json:
    """Without what is a member's own, and what is counted by itself."""
    own = ("head", "read", "unread", "mentions", "is_member", "member_count")
    return {name: value for name, value in row.items() if name not in own}


def _replies(kind: str, before: Json | None, reply: Json) -> Any:
    """A root's replies after one of them was posted or deleted. Who wrote the others, an event does not tell."""
    count, users = (0, []) if before is None else (before["count"], before["users"])
    if kind == "message.posted":
        count, last_at = count + 1, reply["at"]
        if users is not None:
            users = [reply["author"], *(user for user in users if user != reply["author"])][:5]
    elif kind == "message.deleted" and before is not None:
        count, last_at, users = count - 1, before["last_at"], None
    else:
        return before
    return {"count": count, "last_at": last_at, "users": users} if count else None
