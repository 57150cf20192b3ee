"""The process' beginning and end, where the server tells of them: uvicorn does, daphne does not."""

from typing import Any

from parley import bus, db
from parley.bus.publish import publisher
from parley.writes import send as sends
from parley_gateway import drain
from parley_gateway.hub import hub
from parley_gateway.wire import Send


async def live(scope: Any, receive: Any, send: Send) -> None:
    """Without it the hub starts with the first socket, and the operating system closes what is open."""
    await receive()
    drain.install()
    await hub().start()
    await send({"type": "lifespan.startup.complete"})
    await receive()
    await hub().stop()
    await sends.close()
    await publisher().flush()
    await bus.close()
    await db.close()
    await send({"type": "lifespan.shutdown.complete"})
