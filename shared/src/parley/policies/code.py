"""The codes in the links that we mail: signed, good for a while and once, and kept nowhere.

Made and checked by Django's own token generator, over what the use of the code changes: a second use finds that the
token fits no more. The signature around it tells a code that is over from one that never was.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from uuid import UUID

from django.contrib.auth.tokens import PasswordResetTokenGenerator
from django.core.signing import BadSignature, Signer
from django.utils.http import base36_to_int, urlsafe_base64_decode, urlsafe_base64_encode

from parley.clock import now
from parley.errors import ConfirmationExpired, NotFound, ResetExpired
from parley.queries.account import AccountRow

RESET_LASTS = timedelta(hours=1)
CONFIRMATION_LASTS = timedelta(days=3)
_LONGEST = 1000
_EPOCH = datetime(2001, 1, 1, tzinfo=UTC)  # of Django's tokens


@dataclass(frozen=True, slots=True)
class Code:
    """What a code says. `email`: the address that it confirms; empty where it sets a password."""

    account_id: UUID
    email: str
    token: str
    made_at: datetime


class _Tokens(PasswordResetTokenGenerator):
    def _make_hash_value(self, user: object, timestamp: int) -> str:
        return f"{user}\n{timestamp}"

    def _now(self) -> datetime:
        return now().replace(tzinfo=None)


_tokens = _Tokens()
# A dot, for in an address a colon would be escaped.
_RESETS, _CONFIRMATIONS = Signer(salt="parley.reset", sep="."), Signer(salt="parley.confirm", sep=".")


def _ground(account: AccountRow, email: str) -> str:
    """What a code hangs on: a new password ends all codes, a confirmed address those that confirm."""
    confirmed = str(account.email_confirmed_at) if email else ""
    return "\n".join((str(account.id), account.password, account.email, confirmed, email))


def make_reset_code(account: AccountRow) -> str:
    return _make(_RESETS, account, "")


def make_confirmation_code(account: AccountRow, email: str) -> str:
    """That `email`, the account's address or the one it is to have, is theirs."""
    return _make(_CONFIRMATIONS, account, email)


def read_reset_code(code: str) -> Code:
    """Raises NotFound for what is none of ours, and ResetExpired."""
    read = _read(_RESETS, code)
    if now() > read.made_at + RESET_LASTS:
        raise ResetExpired
    return read


def read_confirmation_code(code: str) -> Code:
    """Raises NotFound for what is none of ours, and ConfirmationExpired."""
    read = _read(_CONFIRMATIONS, code)
    if now() > read.made_at + CONFIRMATION_LASTS:
        raise ConfirmationExpired
    return read


def is_unused(code: Code, account: AccountRow | None) -> bool:
    """Whether all that the code hangs on still is as it was."""
    if account is None or not account.is_active:
        return False
    return _tokens.check_token(_ground(account, code.email), code.token)  # pyright: ignore[reportArgumentType]


def _make(signer: Signer, account: AccountRow, email: str) -> str:
    token = _tokens.make_token(_ground(account, email))  # pyright: ignore[reportArgumentType]
    return signer.sign(f"{account.id.hex}.{urlsafe_base64_encode(email.encode())}.{token}")


def _read(signer: Signer, code: str) -> Code:
    try:
        if len(code) > _LONGEST:
            raise BadSignature
        account, email, token = signer.unsign(code).split(".")
    except (BadSignature, UnicodeError):
        raise NotFound("There is no such link. Open it as the mail has it, whole.") from None
    made_at = _EPOCH + timedelta(seconds=base36_to_int(token.partition("-")[0]))
    return Code(UUID(account), urlsafe_base64_decode(email).decode(), token, made_at)
