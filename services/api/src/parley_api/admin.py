"""/admin/ for the server's operators: it shows, and its buttons call actions. No message bodies, no keys."""

from collections.abc import Callable, Sequence
from typing import Any

from asgiref.sync import async_to_sync
from django.contrib import admin, messages
from django.contrib.admin.forms import AdminAuthenticationForm
from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.http import HttpRequest

from parley.actions.invite.revoke import revoke_invite
from parley.actions.session.end import end_session
from parley.actions.session.start import take_turn
from parley.actor import Actor
from parley.errors import ParleyError, RateLimited
from parley.models import Account, Channel, Invite, Job, Session, User, Workspace
from parley_api.devices import device_of


class LimitedForm(AdminAuthenticationForm):
    """Sign-in on Django's own page: what is tried here counts with what is tried at POST /sessions."""

    def clean(self) -> dict[str, Any]:
        address = device_of(self.request).address if self.request is not None else None
        try:
            async_to_sync(take_turn)(email=self.cleaned_data.get("username") or "", address=address)
        except RateLimited as error:
            raise ValidationError(f"{error.title}. Wait {error.retry_after} seconds.") from None
        return super().clean()


admin.site.login_form = LimitedForm


class ReadOnly(admin.ModelAdmin):
    """Nothing is written but by an action."""

    list_per_page = 50
    show_full_result_count = False
    ordering: Sequence[str] = ("-id",)

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return False

    def has_view_permission(self, request: HttpRequest, obj: Model | None = None) -> bool:
        return bool(request.user.is_active and getattr(request.user, "is_staff", False))

    def has_module_permission(self, request: HttpRequest) -> bool:
        return self.has_view_permission(request)

    def each(
        self, request: HttpRequest, rows: QuerySet[Any], call: Callable[[Any], None], *, done: str
    ) -> None:
        """Call an action for each chosen row, and say what became of it."""
        count = 0
        for row in rows:
            try:
                call(row)
            except ParleyError as error:
                self.message_user(request, f"{row.pk}: {error.title}. {error.detail}", messages.ERROR)
            else:
                count += 1
        self.message_user(request, f"{count} {done}.")


@admin.register(Account)
class AccountAdmin(ReadOnly):
    list_display = ("id", "email", "is_active", "is_staff", "created_at")
    search_fields = ("email",)
    exclude = ("password",)


@admin.register(Workspace)
class WorkspaceAdmin(ReadOnly):
    list_display = ("id", "name", "created_at")


@admin.register(User)
class UserAdmin(ReadOnly):
    list_display = ("id", "handle", "name", "role", "is_bot", "deactivated_at")
    list_filter = ("role", "is_bot")
    search_fields = ("handle", "name")


@admin.register(Session)
class SessionAdmin(ReadOnly):
    list_display = ("id", "account", "agent", "address", "created_at", "seen_at", "expires_at")
    exclude = ("key_hash", "auth_hash", "data")
    actions = ("end",)

    @admin.action(description="End the chosen sessions")
    def end(self, request: HttpRequest, rows: QuerySet[Session]) -> None:
        self.each(
            request, rows.filter(user__isnull=False).select_related("user"), _end, done="sessions ended"
        )


@admin.register(Channel)
class ChannelAdmin(ReadOnly):
    list_display = ("id", "name", "kind", "created_at", "archived_at")
    list_filter = ("kind",)
    search_fields = ("name",)
    exclude = ("people_key", "digest")


@admin.register(Invite)
class InviteAdmin(ReadOnly):
    list_display = ("id", "role", "created_by", "expires_at", "uses", "max_uses", "revoked_at")
    exclude = ("code",)
    actions = ("revoke",)

    @admin.action(description="Revoke the chosen invites")
    def revoke(self, request: HttpRequest, rows: QuerySet[Invite]) -> None:
        self.each(request, rows.select_related("created_by"), _revoke, done="invites revoked")


@admin.register(Job)
class JobAdmin(ReadOnly):
    list_display = ("id", "kind", "key", "due_at", "attempts", "lease_until", "dead_at")
    list_filter = ("kind",)
    exclude = ("data",)


def _acting(user: Any) -> Actor:
    """The operator's button does what the person concerned could do."""
    return Actor(user_id=user.id, workspace_id=user.workspace_id, role=user.role, account_id=user.account_id)


def _end(session: Any) -> None:
    async_to_sync(end_session)(actor=_acting(session.user), session_id=session.id)


def _revoke(invite: Any) -> None:
    async_to_sync(revoke_invite)(actor=_acting(invite.created_by), invite_id=invite.id)
