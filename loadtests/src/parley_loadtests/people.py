"""People for a load run: made with an owner's token and an invite, as operators and people would."""

import itertools
import os
import secrets
import time
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import requests

_ACCEPT_SECONDS = 180


@dataclass(frozen=True, slots=True)
class Person:
    """Somebody who is in the run's channel with everybody else of it."""

    token: str
    channel: str
    ws_url: str

    @property
    def headers(self) -> dict[str, str]:
        return {"Authorization": f"Bearer {self.token}"}


@dataclass(slots=True)
class People:
    """Makes a member for each who asks. `host` is where the api answers; what pages are called may differ from it."""

    host: str
    _run: str = field(default_factory=lambda: secrets.token_hex(4))
    _numbers: "itertools.count[int]" = field(default_factory=lambda: itertools.count(1))
    _channel: str = ""
    _code: str = ""

    def begin(self) -> None:
        """Make the channel, and the invite into it."""
        token = _given_token() or self._make_owner()
        owner = {"Authorization": f"Bearer {token}"}
        body: dict[str, Any] = {"kind": "public", "name": f"load-{self._run}"}
        self._channel = self._ask("POST", "/channels", owner, body)["id"]
        body = {"expires_in_hours": 1, "channels": [self._channel]}
        self._code = self._ask("POST", "/invites", owner, body)["code"]

    def make(self) -> Person:
        handle = f"load-{self._run}-{next(self._numbers)}"
        person = {
            "name": handle,
            "handle": handle,
            "email": f"{handle}@load.example",
            "password": secrets.token_urlsafe(16),
        }
        with requests.Session() as browser:
            browser.headers["Origin"] = os.environ.get("PARLEY_LOAD_PUBLIC_URL") or self.host.rstrip("/")
            deadline = time.monotonic() + _ACCEPT_SECONDS
            while True:  # who come faster than an address may, or than passwords are hashed, are told to wait
                answer = browser.post(f"{self._url}/invites/{self._code}/accept", json=person, timeout=30)
                if answer.status_code not in (429, 503) or time.monotonic() > deadline:
                    break
                time.sleep(int(answer.headers.get("Retry-After", "1")))
            answer.raise_for_status()
            token = browser.post(f"{self._url}/tokens", json={"name": "load"}, timeout=30)
            token.raise_for_status()
            ws_url = (
                os.environ.get("PARLEY_LOAD_WS_URL")
                or browser.get(f"{self._url}/boot", timeout=30).json()["ws_url"]
            )
        return Person(token.json()["token"], self._channel, ws_url)

    @property
    def _url(self) -> str:
        return f"{self.host.rstrip('/')}/api/v1"

    def _make_owner(self) -> str:
        # Here, for Locust's image has neither a stack beside it nor what starts one.
        from parley_loadtests.stack import Stack, find_var

        return Stack(find_var()).make_person(f"load-{self._run}", role="owner")

    def _ask(self, method: str, path: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        answer = requests.request(method, f"{self._url}{path}", headers=headers, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()


def _given_token() -> str | None:
    file = os.environ.get("PARLEY_LOAD_TOKEN_FILE")
    if file is None:
        return os.environ.get("PARLEY_LOAD_TOKEN")
    token = Path(file).read_text().strip()
    if not token:
        raise SystemExit(
            f"{file} is empty: write an owner's token into it (parley token create --user HANDLE)."
        )
    return token
