"""The log: streams and their events. Written by eventlog and writes only."""

from django.db import models
from django.db.models.functions import Now

from parley.models.fields import TransactionIdField


class Stream(models.Model):
    """A channel's, a user's or a workspace's sequence. All that a send changes in its channel is here,
    and no index holds any of it: with room in the page every update is a heap-only one (fillfactor 50).
    """

    id = models.BigAutoField(primary_key=True)
    workspace = models.ForeignKey("parley.Workspace", models.CASCADE, db_index=False, related_name="+")
    kind = models.CharField(max_length=9)
    subject = models.UUIDField()
    head = models.BigIntegerField(default=0, db_default=0)
    ordinal = models.BigIntegerField(default=0, db_default=0)
    acl = models.IntegerField(default=0, db_default=0)
    # Starts at the epoch of Unix: `greatest` with the clock then yields the clock.
    last_at = models.DateTimeField(db_default=models.Value("1970-01-01T00:00:00Z"))

    class Meta:
        db_table = "stream"
        constraints = (models.UniqueConstraint("kind", "subject", name="stream_subject"),)


class Event(models.Model):
    """What happened. Partitioned by week of `at`; made by the migration's own SQL."""

    pk = models.CompositePrimaryKey("stream", "seq", "at")
    stream = models.ForeignKey(Stream, models.DO_NOTHING, db_column="stream", related_name="+")
    seq = models.BigIntegerField()
    at = models.DateTimeField()
    xid = TransactionIdField()
    kind = models.TextField()
    data = models.JSONField()

    class Meta:
        db_table = "event"
        managed = False


class Epoch(models.Model):
    """One row: the random word that cursors are worth something within."""

    only = models.BooleanField(primary_key=True, default=True, db_default=True)
    word = models.TextField()
    changed_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "epoch"
        constraints = (models.CheckConstraint(condition=models.Q(only=True), name="epoch_one_row"),)
