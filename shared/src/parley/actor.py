"""Who acts, and in which workspace."""

from dataclasses import dataclass

from parley.ids import AccountId, SessionId, TokenId, UserId, WorkspaceId

ROLES = ("owner", "admin", "member", "guest")
ADMINS = ("owner", "admin")


@dataclass(frozen=True, slots=True, kw_only=True)
class Actor:
    """A user that was authenticated for this request or socket, by a session or by a token."""

    user_id: UserId
    workspace_id: WorkspaceId
    role: str
    account_id: AccountId | None = None
    session_id: SessionId | None = None
    token_id: TokenId | None = None

    @property
    def is_guest(self) -> bool:
        return self.role == "guest"

    @property
    def is_admin(self) -> bool:
        """An owner or admin of the workspace."""
        return self.role in ADMINS
