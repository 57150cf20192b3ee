"""Only what hashes a password hops to a thread: each operation is asked once, and every way to a thread watched."""

import asyncio
import functools
import threading
from collections.abc import Callable
from concurrent.futures import Executor, ThreadPoolExecutor
from typing import Any

import pytest
from api_lab import Client
from asgiref.current_thread_executor import CurrentThreadExecutor
from asgiref.sync import sync_to_async
from operations_lab import DESCRIBED_OPERATIONS, OPERATIONS, Place

from parley.models import Channel
from parley.testing.world import World, empty

# argon2 takes tens of milliseconds by design: writes/password.py sends it to a thread, a few at once. Judging a new
# password goes the same way, for it reads a list of common ones from the disk.
HASHING = {"make_password", "check_password", "require_good_password_sync"}
HASHES = {
    "POST /email-confirmations",
    "POST /invites/{code}/accept",
    "PUT /password",
    "POST /password-resets/{code}/accept",
    "POST /sessions",
    "POST /setup",
}
OWNERS = {"DELETE /users/{user}"}
# bus/nudger.py: begun once in a process, and nobody waits for it.
OWN_THREADS = {"nudger"}


def _name(function: Any) -> str:
    """What runs in the thread: asgiref hands over its own wrapper, and the function within."""
    while isinstance(function, functools.partial):
        inner = [each for each in function.args if isinstance(each, functools.partial)]
        function = inner[-1] if inner else function.func
    return getattr(function, "__qualname__", type(function).__name__)


@pytest.fixture
def hops(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what went to a thread: by asgiref's executors, the loop's own, or a thread made by hand."""
    seen: list[str] = []

    def watch(kind: type[Executor]) -> None:
        submit: Any = kind.submit

        def noted(self: Any, function: Any, /, *args: Any, **kwargs: Any) -> Any:
            seen.append(_name(function))
            return submit(self, function, *args, **kwargs)

        monkeypatch.setattr(kind, "submit", noted)

    watch(ThreadPoolExecutor)
    watch(CurrentThreadExecutor)
    start = threading.Thread.start

    def started(self: threading.Thread) -> None:
        # An executor's own threads are counted by what is submitted to it.
        if self.name not in OWN_THREADS and not self.name.startswith(("asyncio_", "ThreadPoolExecutor")):
            seen.append(f"thread {self.name}")
        start(self)

    monkeypatch.setattr(threading.Thread, "start", started)
    return seen


@pytest.fixture
async def place(cheap_hashes: None, world: World) -> Place:
    member, guest, removed = (await world.member(), await world.member(role="guest"), await world.member())
    return await Place.make(world, member=member, guest=guest, removed=removed)


@pytest.mark.parametrize("operation", [each for each in DESCRIBED_OPERATIONS if each != "POST /setup"])
async def test_only_hashing_hops(place: Place, sign_in: Any, hops: list[str], operation: str) -> None:
    client = await sign_in(place.world.owner if operation in OWNERS else place.member)
    path, body = OPERATIONS[operation](place)
    hops.clear()

    answer = await client.ask(operation.partition(" ")[0], path, body)

    assert answer.status < 300, answer
    assert set(hops) <= (HASHING if operation in HASHES else set())
    assert bool(hops) == (operation in HASHES)


async def test_set_up_hops_to_hash_and_for_nothing_else(
    place: Place, anybody: Client, hops: list[str]
) -> None:
    path, body = OPERATIONS["POST /setup"](place)
    await empty()
    hops.clear()

    answer = await anybody.ask("POST", path, body)

    assert (answer.status, set(hops)) == (201, HASHING - {"check_password"})


def _hash() -> None:
    """Stands for anything that blocks."""


async def _by_hand() -> None:
    thread = threading.Thread(target=_hash)
    thread.start()
    thread.join()


PLANTED: dict[str, Callable[[], Any]] = {
    "sync_to_async": lambda: sync_to_async(_hash)(),
    "sync_to_async, in any thread": lambda: sync_to_async(_hash, thread_sensitive=False)(),
    "asyncio.to_thread": lambda: asyncio.to_thread(_hash),
    "run_in_executor": lambda: asyncio.get_running_loop().run_in_executor(None, _hash),
    "getaddrinfo": lambda: asyncio.get_running_loop().getaddrinfo("localhost", 1),
    "the async ORM": lambda: Channel.objects.acount(),
    "a signal's or a library's own thread": _by_hand,
}


@pytest.mark.parametrize("way", PLANTED)
async def test_a_hop_that_is_planted_is_found(
    place: Place, sign_in: Any, hops: list[str], monkeypatch: pytest.MonkeyPatch, way: str
) -> None:
    from parley_api.endpoints import users

    list_users = users.list_users

    async def hopping(*args: Any, **kwargs: Any) -> Any:
        await PLANTED[way]()
        return await list_users(*args, **kwargs)

    monkeypatch.setattr(users, "list_users", hopping)
    client = await sign_in(place.member)
    hops.clear()

    assert (await client.ask("GET", "/users")).status == 200
    assert len(hops) == 1
