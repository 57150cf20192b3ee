"""People for a load run: made through the command line and an invite, as operators and people would."""

import itertools
import secrets
from dataclasses import dataclass
from typing import Any

import requests

from parley_loadtests.stack import Stack, find_var

_CHANNEL = "load"


@dataclass(frozen=True, slots=True)
class Person:
    token: str
    channel: str
    ws_url: str

    @property
    def headers(self) -> dict[str, Any]:
        return {"Authorization": f"Bearer {self.token}"}


class People:
    """Makes a member for each who asks; all are in one channel. `host` is the public URL."""

    def __init__(self, host: str) -> None:
        self._url = f"{host.rstrip('/')}/api/v1"
        self._origin = host.rstrip("/")
        self._run = secrets.token_hex(4)
        self._numbers = itertools.count(1)
        stack = Stack(find_var())
        handle = f"load-{self._run}"
        stack.parley(
            "user",
            "create",
            "--email",
            f"{handle}@load.example",
            "--handle",
            handle,
            "--password",
            secrets.token_urlsafe(16),
            "--role",
            "owner",
        )
        owner = {"Authorization": f"Bearer {stack.parley('token', 'create', '--user', handle)['token']}"}
        name = f"{_CHANNEL}-{self._run}"
        self._channel = self._ask("POST", "/channels", owner, {"kind": "public", "name": name})["id"]
        body = {"expires_in_hours": 1, "channels": [self._channel]}
        self._code = self._ask("POST", "/invites", owner, body)["code"]

    def make(self) -> Person:
        handle = f"load-{self._run}-{next(self._numbers)}"
        with requests.Session() as browser:
            browser.headers["Origin"] = self._origin
            person = {
                "name": handle,
                "handle": handle,
                "email": f"{handle}@load.example",
                "password": secrets.token_urlsafe(16),
            }
            answer = browser.post(f"{self._url}/invites/{self._code}/accept", json=person, timeout=30)
            answer.raise_for_status()
            token = browser.post(f"{self._url}/tokens", json={"name": "load"}, timeout=30)
            token.raise_for_status()
            ws_url = browser.get(f"{self._url}/boot", timeout=30).json()["ws_url"]
        return Person(token.json()["token"], self._channel, ws_url)

    def _ask(self, method: str, path: str, headers: dict[str, str], body: dict[str, Any]) -> dict[str, Any]:
        answer = requests.request(method, f"{self._url}{path}", headers=headers, json=body, timeout=30)
        answer.raise_for_status()
        return answer.json()
