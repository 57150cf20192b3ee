"""What is owed: jobs, how far the followups read, and the answers of repeated requests."""

from django.db import models
from django.db.models.functions import Now

from parley.models.fields import TransactionIdField


class Job(models.Model):
    """One thing to do later. The row is the truth; Celery is only told that there is one."""

    id = models.BigAutoField(primary_key=True)
    key = models.TextField(unique=True)
    kind = models.TextField()
    data = models.JSONField()
    due_at = models.DateTimeField(db_default=Now())
    attempts = models.SmallIntegerField(default=0, db_default=0)
    lease_until = models.DateTimeField(null=True)
    dead_at = models.DateTimeField(null=True)
    error = models.TextField(default="", db_default="")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "job"
        indexes = (
            models.Index("kind", "due_at", condition=models.Q(dead_at__isnull=True), name="job_due"),
            models.Index("kind", "dead_at", condition=models.Q(dead_at__isnull=False), name="job_dead"),
        )


class Followup(models.Model):
    """A reader of the log by xid: the epoch and the transaction it has reached. Its row's lock is its lease."""

    name = models.TextField(primary_key=True)
    epoch = models.TextField()
    position = TransactionIdField()

    class Meta:
        db_table = "followup"


class IdempotencyKey(models.Model):
    """The answer a request with `Idempotency-Key` got, kept 24 hours for its user."""

    pk = models.CompositePrimaryKey("user_id", "key")
    user = models.ForeignKey("parley.User", models.CASCADE, db_index=False, related_name="+")
    key = models.CharField(max_length=255)
    digest = models.BinaryField(max_length=32)
    status = models.SmallIntegerField()
    answer = models.TextField()
    at = models.DateTimeField(db_default=Now(), db_index=True)

    class Meta:
        db_table = "idempotency_key"
