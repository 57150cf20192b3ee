"""Answers that hold a secret, as they are kept for repeats: encrypted, so that the table alone gives nothing away."""

import base64
import hashlib

from cryptography.fernet import Fernet, InvalidToken

from parley import config
from parley.errors import Conflict


def _cipher() -> Fernet:
    # A key of its own, so that what is signed with the secret key can't be mistaken for what is sealed.
    digest = hashlib.sha256(b"kept answers\n" + config.current().secret_key.encode()).digest()
    return Fernet(base64.urlsafe_b64encode(digest))


def seal(text: str) -> str:
    return _cipher().encrypt(text.encode()).decode()


def unseal(sealed: str) -> str:
    """Raises Conflict where the server's secret key has changed since."""
    try:
        return _cipher().decrypt(sealed.encode()).decode()
    except InvalidToken:
        detail = "What this key once made can't be shown again. List what there is, and use another key."
        raise Conflict(detail) from None
