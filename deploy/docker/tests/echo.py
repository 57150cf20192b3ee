"""An application that tells who it thinks is asking."""

import json
from typing import Any


async def application(scope: Any, receive: Any, send: Any) -> None:
    told = json.dumps({"client": scope.get("client", [""])[0], "scheme": scope.get("scheme")})
    if scope["type"] == "websocket":
        await receive()
        await send({"type": "websocket.accept", "subprotocol": scope["subprotocols"][0]})
        await send({"type": "websocket.send", "text": told})
        await send({"type": "websocket.close"})
    elif scope["type"] == "http":
        await send({"type": "http.response.start", "status": 200, "headers": []})
        await send({"type": "http.response.body", "body": told.encode()})
