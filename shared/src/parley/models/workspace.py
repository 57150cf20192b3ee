"""The tenant, the users in it and the invites to it."""

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower, Now

from parley.ids import new_id

ROLES = [("owner", "owner"), ("admin", "admin"), ("member", "member"), ("guest", "guest")]


class Workspace(models.Model):
    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    name = models.CharField(max_length=80)
    # What everybody is in from the start and nobody leaves; null only while the workspace is made.
    general = models.ForeignKey("parley.Channel", models.PROTECT, null=True, related_name="+")
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "workspace"

    def __str__(self) -> str:
        return self.name


class User(models.Model):
    """An account, or a bot (account null), in one workspace."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="users")
    account = models.ForeignKey("parley.Account", models.CASCADE, null=True, related_name="users")
    handle = models.CharField(max_length=32)
    name = models.CharField(max_length=80)
    title = models.CharField(max_length=100, default="", db_default="")
    time_zone = models.CharField(max_length=64, null=True, blank=True)  # a name of IANA's
    role = models.CharField(max_length=8, choices=ROLES)
    is_bot = models.BooleanField(default=False, db_default=False)
    deactivated_at = models.DateTimeField(null=True, blank=True)
    created_at = models.DateTimeField(db_default=Now())

    class Meta:
        db_table = "user"
        constraints = (
            models.UniqueConstraint("workspace", Lower("handle"), name="user_handle"),
            models.UniqueConstraint("account", "workspace", name="user_once_in_a_workspace"),
            models.CheckConstraint(condition=models.Q(role__in=[r for r, _ in ROLES]), name="user_role"),
        )
        indexes = (models.Index("workspace", "id", name="user_page"),)

    def __str__(self) -> str:
        return f"@{self.handle}"


class Invite(models.Model):
    """A link that lets people in, until it expires, is used up or revoked."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    workspace = models.ForeignKey(Workspace, models.CASCADE, db_index=False, related_name="invites")
    code = models.CharField(max_length=64, unique=True)
    role = models.CharField(max_length=8, choices=ROLES)
    channels = ArrayField(models.UUIDField(), default=list)
    email = models.EmailField(max_length=254, null=True, blank=True)
    created_by = models.ForeignKey(User, models.CASCADE, related_name="+")
    created_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField()
    max_uses = models.PositiveIntegerField(null=True)
    uses = models.PositiveIntegerField(default=0, db_default=0)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "invite"
        indexes = (models.Index("workspace", "id", name="invite_page"),)
