"""The tables, one file a noun; no behaviour."""

from parley.models.account import Account, Session, Token
from parley.models.channel import Channel, Membership
from parley.models.job import Followup, IdempotencyKey, Job
from parley.models.log import Epoch, Event, Stream
from parley.models.message import Follow, LinkPreview, Mention, Message, Thread
from parley.models.workspace import Invite, User, Workspace

__all__ = [
    "Account",
    "Channel",
    "Epoch",
    "Event",
    "Follow",
    "Followup",
    "IdempotencyKey",
    "Invite",
    "Job",
    "LinkPreview",
    "Membership",
    "Mention",
    "Message",
    "Session",
    "Stream",
    "Thread",
    "Token",
    "User",
    "Workspace",
]
