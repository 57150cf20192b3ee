"""Django's session engine over our own Session rows: for the admin and other pages of Django's own.

The lean handler reads the same rows by a compiled query (queries/session.py); nothing else makes sessions.
"""

import hashlib
from datetime import timedelta
from typing import Any

from asgiref.sync import sync_to_async
from django.conf import settings
from django.contrib.auth import HASH_SESSION_KEY, SESSION_KEY
from django.contrib.sessions.backends.base import CreateError, SessionBase, UpdateError

from parley.clock import now


def hash_key(key: str) -> bytes:
    """What the table knows of a cookie's key."""
    return hashlib.sha256(key.encode()).digest()


class SessionStore(SessionBase):
    """One row a session; the account and its auth hash also stand in columns, where our queries read them."""

    @classmethod
    def _model(cls) -> Any:
        from parley.models import Session

        return Session

    def load(self) -> dict[str, Any]:
        row = (
            self._model()
            .objects.filter(key_hash=hash_key(self.session_key or ""), expires_at__gt=now())
            .first()
        )
        if row is None:
            self._session_key = None
            return {}
        data = self.decode(row.data) if row.data else {}
        if row.account_id is not None:
            data[SESSION_KEY] = str(row.account_id)
            data[HASH_SESSION_KEY] = row.auth_hash
            data.setdefault("_auth_user_backend", "django.contrib.auth.backends.ModelBackend")
        return data

    def exists(self, session_key: str) -> bool:
        return self._model().objects.filter(key_hash=hash_key(session_key)).exists()

    def create(self) -> None:
        self._session_key = self._get_new_session_key()  # pyright: ignore[reportAttributeAccessIssue]
        self.save(must_create=True)
        self.modified = True

    def save(self, must_create: bool = False) -> None:
        if self.session_key is None:
            self.create()
            return
        data = dict(self._get_session(no_load=must_create))  # pyright: ignore[reportAttributeAccessIssue]
        values = {
            "account_id": data.pop(SESSION_KEY, None),
            "auth_hash": data.pop(HASH_SESSION_KEY, ""),
            "data": self.encode(data),
            "expires_at": now() + timedelta(seconds=self.get_expiry_age()),
        }
        rows = self._model().objects
        if must_create:
            _, made = rows.get_or_create(key_hash=hash_key(self.session_key), defaults=values)
            if not made:
                raise CreateError
        elif not rows.filter(key_hash=hash_key(self.session_key)).update(**values):
            raise UpdateError

    def delete(self, session_key: str | None = None) -> None:
        key = session_key or self.session_key
        if key is not None:
            self._model().objects.filter(key_hash=hash_key(key)).delete()

    @classmethod
    def clear_expired(cls) -> None:
        cls._model().objects.filter(expires_at__lt=now()).delete()

    def get_session_cookie_age(self) -> int:
        return settings.SESSION_COOKIE_AGE

    # SessionBase's asynchronous methods call the blocking ones in a thread, except these two, which it leaves open.
    async def aload(self) -> dict[str, Any]:
        return await sync_to_async(self.load)()

    async def adelete(self, session_key: str | None = None) -> None:
        await sync_to_async(self.delete)(session_key)
