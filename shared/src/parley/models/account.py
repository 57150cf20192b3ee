"""Who signs in: an account, the sessions it has, the tokens of its users."""

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower, Now

from parley.ids import new_id


class AccountManager(BaseUserManager["Account"]):
    """What Django's own commands and pages call; Parley itself writes accounts by actions."""

    def get_by_natural_key(self, username: str | None) -> "Account":
        return self.get(email=(username or "").lower())


class Account(AbstractBaseUser, PermissionsMixin):
    """A person: e-mail, password, factors. `is_staff` opens /admin/ to the server's operators."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    email = models.EmailField(max_length=254, unique=True)  # in lower case, as the constraint holds
    email_confirmed_at = models.DateTimeField(null=True, blank=True)
    is_active = models.BooleanField(default=True, db_default=True)
    is_staff = models.BooleanField(default=False, db_default=False)
    created_at = models.DateTimeField(db_default=Now())

    objects = AccountManager()
    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"

    class Meta:
        db_table = "account"
        constraints = (
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="account_email_lower"),
        )

    def __str__(self) -> str:
        return str(self.id)


class Session(models.Model):
    """A signed-in device, or a visitor whom one of Django's own pages remembers (account null).

    The cookie's key is stored hashed; `data` is Django's signed session dictionary.
    """

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    key_hash = models.BinaryField(max_length=32, unique=True)
    account = models.ForeignKey(Account, models.CASCADE, null=True, related_name="sessions")
    user = models.ForeignKey("parley.User", models.CASCADE, null=True, related_name="sessions")
    auth_hash = models.TextField(default="", db_default="")
    data = models.TextField(default="", db_default="")
    agent = models.TextField(default="", db_default="")
    address = models.GenericIPAddressField(null=True)
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(db_default=Now())
    expires_at = models.DateTimeField(db_index=True)

    class Meta:
        db_table = "session"


class Token(models.Model):
    """A user's key for programs; shown once, stored hashed."""

    id = models.UUIDField(primary_key=True, default=new_id, editable=False)
    user = models.ForeignKey("parley.User", models.CASCADE, related_name="tokens")
    name = models.CharField(max_length=100)
    hash = models.BinaryField(max_length=32, unique=True)
    created_at = models.DateTimeField(db_default=Now())
    seen_at = models.DateTimeField(null=True)
    revoked_at = models.DateTimeField(null=True)

    class Meta:
        db_table = "token"
