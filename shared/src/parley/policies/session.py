"""Which sessions still count: one ends when its account's password changes."""

from django.utils.crypto import constant_time_compare, salted_hmac

from parley.queries.actor import SignedIn

# As AbstractBaseUser.get_session_auth_hash has it, so that Django's own pages and our handlers agree.
_SALT = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"


def auth_hash(password: str) -> str:
    """What a session keeps of the (hashed) password it was started with."""
    return salted_hmac(_SALT, password, algorithm="sha256").hexdigest()


def is_current(signed_in: SignedIn) -> bool:
    """Whether the password is still the one the session was started with. Tokens do not hang on it."""
    if signed_in.actor.token_id is not None:
        return True
    return constant_time_compare(signed_in.auth_hash, auth_hash(signed_in.password))
