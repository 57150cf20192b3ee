"""The one exception tree: each error has a stable code, a status and a sentence that says how to mend it."""

from typing import ClassVar


class ParleyError(Exception):
    """Something a caller did or met. `code` is public and never renamed; `detail` says how to mend it."""

    code: ClassVar[str] = "error"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Something went wrong"
    detail: str = "Try again; if it stays so, tell whoever runs this server."
    retryable: ClassVar[bool] = False

    def __init__(self, detail: str | None = None, *, retry_after: int | None = None) -> None:
        if detail is not None:
            self.detail = detail
        self.retry_after = retry_after
        super().__init__(f"{self.code}: {self.detail}")


class Invalid(ParleyError):
    """What was sent can't be read or is out of bounds. `errors` names the fields."""

    code = "invalid"
    status = 400
    title = "The request is not valid"
    detail = "Mend what `errors` names and send it again."

    def __init__(self, detail: str | None = None, *, errors: list[dict[str, str]] | None = None) -> None:
        super().__init__(detail)
        self.errors = errors or []


class Unauthenticated(ParleyError):
    code = "unauthenticated"
    status = 401
    title = "Sign in first"
    detail = "Sign in, or send a token as `Authorization: Bearer`."


class Forbidden(ParleyError):
    code = "forbidden"
    status = 403
    title = "Not allowed"
    detail = "Ask an owner or admin of the workspace for the right to do this."


class NotFound(ParleyError):
    code = "not_found"
    status = 404
    title = "Not found"
    detail = "It does not exist, or you may not see it."


class Conflict(ParleyError):
    code = "conflict"
    status = 409
    title = "It changed, or is taken"
    detail = "Load it again and decide anew."


class TooLarge(ParleyError):
    code = "too_large"
    status = 413
    title = "Too large"
    detail = "Send less at once."


class RateLimited(ParleyError):
    code = "rate_limited"
    status = 429
    title = "Too many at once"
    detail = "Wait for the seconds that Retry-After names, then try again."
    retryable = True


class Unavailable(ParleyError):
    code = "unavailable"
    status = 503
    title = "Not available right now"
    detail = "Try again in a moment; with the same id or key nothing happens twice."
    retryable = True


class Busy(Unavailable):
    """A queue is full or a lock is held too long."""

    code = "busy"
    title = "Too much waits"


class WrongCredentials(Unauthenticated):
    code = "wrong_credentials"
    title = "E-mail or password is wrong"
    detail = "Check both and try again."


class WrongPassword(Forbidden):
    code = "wrong_password"
    title = "The password is wrong"
    detail = "Give the password that you sign in with now."


class WrongOrigin(Forbidden):
    code = "origin"
    title = "The request came from another site"
    detail = "Requests with a cookie must come from a page of this server's public address."


class WrongSetupKey(Forbidden):
    code = "setup_key"
    title = "The set-up link is not valid"
    detail = "Open the link that `make up` printed, or run `parley user create`."


class AlreadySetUp(Conflict):
    code = "already_set_up"
    title = "This server is set up already"
    detail = "Sign in instead, or ask an owner for an invite."


class IdTaken(Conflict):
    code = "id_taken"
    title = "The id is taken"
    detail = "Make a new id for other content."


class NameTaken(Conflict):
    code = "name_taken"
    title = "A channel of this name exists"
    detail = "Choose another name."


class HandleTaken(Conflict):
    code = "handle_taken"
    title = "The handle is taken"
    detail = "Choose another handle."


class EmailTaken(Conflict):
    code = "email_taken"
    title = "An account with this e-mail exists"
    detail = "Sign in with it, or use another address."


class LastOwner(Conflict):
    code = "last_owner"
    title = "The workspace needs an owner"
    detail = "Make somebody else an owner first."


class KeyReused(Conflict):
    code = "key_reused"
    title = "The Idempotency-Key was used for another request"
    detail = "Make a new key for other content."


class ChannelArchived(Conflict):
    code = "channel_archived"
    title = "The channel is archived"
    detail = "It can be read; restore it to write to it."


class GeneralStays(Conflict):
    code = "general_stays"
    title = "Everybody is in this channel"
    detail = "The first channel of a workspace can't be left or archived."


class MessageDeleted(Conflict):
    code = "message_deleted"
    title = "The message is deleted"
    detail = "What is deleted can't be changed."


class NotAMember(Forbidden):
    code = "not_a_member"
    title = "You are not in this channel"
    detail = "Join it first, or ask one of its members to add you."


class NotAuthor(Forbidden):
    code = "not_author"
    title = "Somebody else wrote this"
    detail = "Only its author can change a message."


class ThreadNotFound(NotFound):
    code = "thread_not_found"
    title = "There is no such thread in this channel"
    detail = "Reply to a message of the same channel."


class InviteNotFound(NotFound):
    code = "invite_not_found"
    title = "The invite does not exist"
    detail = "Ask for a new link."


class InviteExpired(ParleyError):
    code = "invite_expired"
    status = 410
    title = "The invite is no longer valid"
    detail = "Ask for a new link."


class ResetExpired(ParleyError):
    code = "reset_expired"
    status = 410
    title = "The link is no longer valid"
    detail = "A link sets a password once, within an hour. Ask for a new one."


class ConfirmationExpired(ParleyError):
    code = "confirmation_expired"
    status = 410
    title = "The link is no longer valid"
    detail = "A link confirms an address once, within three days. Sign in and ask for a new one."


class Changed(ParleyError):
    code = "changed"
    status = 412
    title = "It has changed since"
    detail = "Load it again, then send the change with its new version."


class ResetNeeded(ParleyError):
    """The log no longer answers for this cursor."""

    code = "reset"
    status = 410
    title = "Start over from a fresh snapshot"
    detail = "Load /boot and the histories again; the log does not reach back to your cursor."
