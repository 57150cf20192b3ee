"""Messages, the threads they are in, whom they mention and what their links say."""

from django.db import models
from django.db.models.functions import Now


class Message(models.Model):
    """A message; a deleted one keeps its row. `digest` is of what was first sent, null once deleted.

    The hottest insert: its references are held by the send itself, not by foreign keys (a trigger each).
    """

    id = models.UUIDField(primary_key=True)
    channel = models.ForeignKey(
        "parley.Channel",
        models.CASCADE,
        to_field="stream",
        db_column="channel",
        db_constraint=False,
        db_index=False,
        related_name="messages",
    )
    seq = models.BigIntegerField()
    version = models.BigIntegerField()
    ordinal = models.BigIntegerField()
    thread = models.UUIDField(null=True)
    thread_ordinal = models.BigIntegerField(null=True)
    in_channel = models.BooleanField()
    author = models.ForeignKey(
        "parley.User",
        models.CASCADE,
        db_column="author",
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    body = models.TextField()
    digest = models.UUIDField(null=True)
    at = models.DateTimeField()
    sent_at = models.DateTimeField()
    edited_at = models.DateTimeField(null=True)
    deleted_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "message"
        constraints = (
            models.UniqueConstraint(
                "channel", "seq", condition=models.Q(in_channel=True), name="message_history"
            ),
        )
        indexes = (
            models.Index("thread", "seq", condition=models.Q(thread__isnull=False), name="message_thread"),
            models.Index(
                "channel", "seq", condition=models.Q(deleted_at__isnull=False), name="message_deleted"
            ),
            models.Index("author", "channel", "seq", name="message_author"),
        )


class Thread(models.Model):
    """A thread of a channel: titled (a topic), or grown from a root whose id it bears."""

    id = models.UUIDField(primary_key=True)
    channel = models.ForeignKey(
        "parley.Channel", models.CASCADE, to_field="stream", db_column="channel", related_name="threads"
    )
    title = models.CharField(max_length=120, null=True)
    ordinal = models.BigIntegerField(default=0, db_default=0)
    last_at = models.DateTimeField(null=True)
    resolved_at = models.DateTimeField(null=True)
    version = models.BigIntegerField(default=0, db_default=0)

    class Meta:
        db_table = "thread"


class Follow(models.Model):
    """A user who follows a thread, and how far they read it."""

    pk = models.CompositePrimaryKey("user_id", "thread_id")
    user = models.ForeignKey("parley.User", models.CASCADE, db_index=False, related_name="+")
    thread = models.ForeignKey(Thread, models.CASCADE, related_name="follows")
    read_seq = models.BigIntegerField(default=0, db_default=0)
    read_ordinal = models.BigIntegerField(default=0, db_default=0)
    own = models.BigIntegerField(default=0, db_default=0)
    is_muted = models.BooleanField(default=False, db_default=False)

    class Meta:
        db_table = "follow"


class Mention(models.Model):
    """A message names a user."""

    pk = models.CompositePrimaryKey("user_id", "channel_id", "seq")
    user = models.ForeignKey(
        "parley.User", models.CASCADE, db_constraint=False, db_index=False, related_name="+"
    )
    channel = models.ForeignKey(
        "parley.Channel",
        models.CASCADE,
        to_field="stream",
        db_column="channel",
        db_constraint=False,
        db_index=False,
        related_name="+",
    )
    seq = models.BigIntegerField()

    class Meta:
        db_table = "mention"
        indexes = (models.Index("channel", "seq", name="mention_message"),)


class LinkPreview(models.Model):
    """What a linked page said of itself, in the order of the links in the message."""

    pk = models.CompositePrimaryKey("message_id", "url")
    message = models.ForeignKey(Message, models.CASCADE, related_name="previews")
    url = models.TextField()
    place = models.SmallIntegerField()
    title = models.TextField()
    description = models.TextField(default="", db_default="")
    site_name = models.TextField(default="", db_default="")
    fetched_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "link_preview"
