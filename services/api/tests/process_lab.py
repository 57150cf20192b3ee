"""The api as a process of its own, under uvicorn or daphne, and a client over the network."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Self

import aiohttp
from api_lab import start_session_of

from parley.actor import Actor
from parley_local import ports

_ROOT = Path(__file__).parents[3]


class Api:
    """Started as `make up` starts it."""

    def __init__(self, environment: Mapping[str, str], log: Path, *, server: str = "uvicorn") -> None:
        self.port = ports.find_free()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **environment,
            "PARLEY_PORT": str(self.port),
            "PARLEY_PUBLIC_URL": self.url,
            "PARLEY_LOG_LEVEL": "info",
        }
        self.log = log
        self.server = server
        self.process: subprocess.Popen[bytes]

    def launch(self) -> None:
        words = {
            "uvicorn": [
                *("-m", "uvicorn", "parley_api.asgi:application", "--host", "127.0.0.1"),
                *(
                    "--port",
                    str(self.port),
                    "--loop",
                    "uvloop",
                    "--http",
                    "parley_api.inbound:BoundedProtocol",
                    "--ws",
                    "none",
                ),
                *("--no-access-log", "--log-level", "warning", "--timeout-graceful-shutdown", "10"),
            ],
            "daphne": [
                *("-m", "daphne", "-b", "127.0.0.1", "-p", str(self.port), "-v", "0"),
                "parley_api.asgi:application",
            ],
        }[self.server]
        kept = {name: os.environ[name] for name in ("PATH", "HOME", "LANG") if name in os.environ}
        with self.log.open("ab") as out:
            self.process = subprocess.Popen(
                [sys.executable, *words],
                env={**kept, **self.environment},
                cwd=_ROOT,
                stdout=out,
                stderr=out,
                stdin=subprocess.DEVNULL,
            )

    async def start(self) -> Self:
        """Launch it, and wait until it can serve."""
        self.launch()
        deadline = time.monotonic() + 120  # eight processes may start on one core
        async with aiohttp.ClientSession() as session:
            while True:
                try:
                    async with session.get(f"{self.url}/readyz") as answer:
                        if answer.status == 200:
                            return self
                except aiohttp.ClientError:
                    pass
                assert self.process.poll() is None, self.log.read_text()
                assert time.monotonic() < deadline, self.log.read_text()

    def terminate(self) -> None:
        self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def stop(self) -> None:
        if self.process.poll() is None:
            self.terminate()
            try:
                self.process.wait(20)
            except subprocess.TimeoutExpired:
                self.process.kill()
        self.process.wait()

    async def browser(self, actor: Actor | None = None) -> aiohttp.ClientSession:
        """A browser on a page of the api's own, signed in as the person given."""
        jar = aiohttp.CookieJar(unsafe=True)
        if actor is not None:
            from yarl import URL

            jar.update_cookies({"parley_session": (await start_session_of(actor)).key}, URL(self.url))
        return aiohttp.ClientSession(self.url, cookie_jar=jar, headers={"Origin": self.url})


async def body_of(answer: aiohttp.ClientResponse) -> Any:
    return await answer.json(content_type=None)
