"""Channels and who is in them."""

from django.db import models
from django.db.models.functions import Lower, Now

from parley.ids import new_id

KINDS = [("public", "public"), ("private", "private"), ("dm", "dm"), ("group", "group")]
LAYOUTS = [("chat", "chat"), ("topics", "topics")]
POSTING = [("everyone", "everyone"), ("admins", "admins")]


class Channel(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey("parley.Workspace", models.CASCADE, db_index=False, related_name="channels")
    stream = models.OneToOneField("parley.Stream", models.PROTECT, db_column="stream", related_name="channel")
    kind = models.CharField(max_length=7, choices=KINDS)
    layout = models.CharField(max_length=6, choices=LAYOUTS, default="chat", db_default="chat")
    posting = models.CharField(max_length=8, choices=POSTING, default="everyone", db_default="everyone")
    name = models.CharField(max_length=80, null=True)
    description = models.CharField(max_length=1000, default="", db_default="")
    # Of a dm or group: a hash of its sorted people, so that the same people are the same channel.
    people_key = models.BinaryField(max_length=32, null=True)
    created_by = models.ForeignKey("parley.User", models.PROTECT, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    archived_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=0, db_default=0)
    # What was first asked for: a repeat with the same id must be the same channel.
    digest = models.BinaryField(max_length=16)

    class Meta:
        db_table = "channel"
        constraints = (
            models.UniqueConstraint("workspace", Lower("name"), name="channel_name"),
            models.UniqueConstraint("workspace", "people_key", name="channel_people"),
            models.CheckConstraint(condition=models.Q(kind__in=[k for k, _ in KINDS]), name="channel_kind"),
        )
        indexes = (models.Index("workspace", "id", name="channel_page"),)

    def __str__(self) -> str:
        return f"#{self.name}"


class Membership(models.Model):
    """A user in a channel. `read_seq` is the truth of what was read; the ordinals are derived from it.

    `own` counts one's own messages in the history after read_seq. Columns as the send writes them.
    """

    pk = models.CompositePrimaryKey("user_id", "channel_id")
    user = models.ForeignKey("parley.User", models.CASCADE, db_index=False, related_name="memberships")
    channel = models.ForeignKey(
        Channel,
        models.CASCADE,
        to_field="stream",
        db_column="channel",
        db_index=False,
        related_name="memberships",
    )
    joined_at = models.DateTimeField(db_default=Now())
    read_seq = models.BigIntegerField(default=0, db_default=0)
    read_ordinal = models.BigIntegerField(default=0, db_default=0)
    own = models.BigIntegerField(default=0, db_default=0)
    # Grows with each step back, so that a merged `read` frame never undoes it.
    read_version = models.IntegerField(default=0, db_default=0)
    notify = models.CharField(max_length=8, default="default", db_default="default")
    is_muted = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "membership"
        indexes = (models.Index("channel", "user", name="membership_members"),)
