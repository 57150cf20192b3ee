"""Look-ups that hang do not keep others from theirs."""

import asyncio
import socket
import threading

import pytest

from parley.ports.resolver import ThreadsResolver


async def test_look_ups_that_hang_leave_threads_for_others_and_for_the_loop(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    may_end = threading.Event()
    hanging = threading.Semaphore(0)
    real = socket.getaddrinfo

    def getaddrinfo(host: str, *arguments: object, **options: object) -> object:
        if host.startswith("hangs"):
            hanging.release()
            assert may_end.wait(60)
            raise socket.gaierror("it never came")
        return real("127.0.0.1", *arguments, **options)  # pyright: ignore[reportArgumentType]

    monkeypatch.setattr(socket, "getaddrinfo", getaddrinfo)
    resolver = ThreadsResolver(9)
    hung = [asyncio.create_task(resolver.resolve(f"hangs{number}.test")) for number in range(8)]
    for _ in hung:
        assert await asyncio.to_thread(hanging.acquire, timeout=30)

    (found,) = await asyncio.wait_for(resolver.resolve("answers.test", 80), 30)
    assert await asyncio.wait_for(asyncio.to_thread(lambda: "free"), 30) == "free"

    assert (found["hostname"], found["host"], found["port"]) == ("answers.test", "127.0.0.1", 80)
    may_end.set()
    assert all(
        isinstance(end, socket.gaierror) for end in await asyncio.gather(*hung, return_exceptions=True)
    )
    await resolver.close()


async def test_who_gives_up_waits_no_longer(monkeypatch: pytest.MonkeyPatch) -> None:
    may_end = threading.Event()
    monkeypatch.setattr(socket, "getaddrinfo", lambda *_, **__: may_end.wait(60) and [])
    resolver = ThreadsResolver(1)

    with pytest.raises(TimeoutError):
        async with asyncio.timeout(0.1):
            await resolver.resolve("hangs.test")

    await resolver.close()
    may_end.set()
