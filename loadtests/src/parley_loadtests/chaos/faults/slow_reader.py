"""A socket stops reading: it is cut off at its bound and resumes, and nobody else is held up (law 7)."""

import asyncio
import socket
from typing import Any

import aiohttp

from parley_loadtests.chaos.scene import Scene
from parley_loadtests.reader import Reader

_BODY = "x" * 39_000
_BURSTS, _BURST = 40, 10
_PATIENCE_SECONDS = 60.0
_SMALL_BYTES = 16 * 1024


async def strike(scene: Scene) -> None:
    slow = Reader(scene.load.ground.writer)
    await slow.begin()
    before = [reader.connections for reader in scene.load.readers]
    connector = aiohttp.TCPConnector(socket_factory=_with_small_buffer)
    async with aiohttp.ClientSession(connector=connector) as http:
        async with http.ws_connect(
            slow.ws_url, protocols=["parley.v1"], headers=slow.program.headers, max_msg_size=0
        ) as stuck:
            await slow.say_hello(stuck)
            await _fill(scene)
            await _drain(scene, slow, stuck)
    after = [reader.connections for reader in scene.load.readers]
    scene.require(before == after, "a reader was cut off with the slow one")
    await scene.load.add(slow)  # it comes back, and is judged with the others


async def _fill(scene: Scene) -> None:
    """Say more than the socket's buffers and its bound hold, and wait each time until the others have it."""
    for burst in range(_BURSTS):
        numbers = range(burst * _BURST, (burst + 1) * _BURST)
        receipts = await asyncio.gather(*(scene.load.send(number, f"{number} {_BODY}") for number in numbers))
        for receipt in receipts:
            if receipt is not None:
                await scene.delivered(receipt.id)


async def _drain(scene: Scene, slow: Reader, stuck: aiohttp.ClientWebSocketResponse) -> None:
    """Read what is left in the buffers: it must end before all that was said."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            async for message in stuck:
                if message.type is aiohttp.WSMsgType.TEXT:
                    slow.take(message.json())
    except (TimeoutError, aiohttp.ClientError) as error:
        scene.verdict.faults.append(f"the slow reader was not cut off: {error!r}")
    given = sum(body.endswith(_BODY) for body in slow.bodies.values())
    scene.measure("given before the end", given)
    scene.require(given < _BURSTS * _BURST, "the slow reader was given everything: its buffer has no bound")


def _with_small_buffer(address: Any) -> socket.socket:
    family, kind, protocol, _, _ = address
    made = socket.socket(family, kind, protocol)
    made.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, _SMALL_BYTES)
    return made
