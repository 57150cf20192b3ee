"""SIGTERM for each service in turn: work in flight ends, sockets are told when to come back (law 10)."""

import signal

from parley_loadtests.chaos.scene import Scene

_SERVICES = ("worker", "beat", "api", "gateway")


async def strike(scene: Scene) -> None:
    before = {id(reader): reader.connections for reader in scene.load.readers}
    for name in _SERVICES:
        await scene.end(name, signal.SIGTERM)
        await scene.steady(1)
    byes = [reader.byes for reader in scene.load.readers]
    scene.require(all(byes), "a socket was ended without a goodbye")
    scene.require(all(reason == "restart" for each in byes for reason, _ in each), f"odd goodbyes: {byes}")
    waits = [wait for each in byes for _, wait in each]
    scene.require(len(set(waits)) == len(waits), f"sockets come back together: {waits}")
    for reader in scene.load.readers:
        await reader.is_caught_up.wait()
        scene.require(reader.connections > before[id(reader)], "a socket did not come back")
    scene.measure("first back", min(waits))
    scene.measure("last back", max(waits))
