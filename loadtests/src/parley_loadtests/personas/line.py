"""A person's socket for Locust's users: says, hears, and holds what it hears to the order of seq."""

import json
import time
from collections.abc import Callable
from typing import Any

import gevent
import websocket
from locust.env import Environment

from parley_loadtests.people import Person

_CONNECT_SECONDS = 10


class Line:
    """Cursors outlive connections. What breaks an order is reported as a failure of the statistic `order`."""

    def __init__(self, environment: Environment, person: Person) -> None:
        self.person = person
        self.cursors: dict[str, int] = {}
        self.epoch = ""
        self._environment = environment
        self._socket: websocket.WebSocket | None = None
        self._listening: gevent.Greenlet | None = None
        self._due: dict[str, int] = {}
        self._began = 0.0
        self._is_resuming = False

    def open(self, on_frame: Callable[[dict[str, Any]], None]) -> None:
        """Connect, and say hello with the cursors there are."""
        self._began = time.perf_counter()
        self._is_resuming = bool(self.cursors)
        try:
            self._socket = websocket.create_connection(
                self.person.ws_url,
                subprotocols=["parley.v1"],
                header=self.person.headers,
                timeout=_CONNECT_SECONDS,
                suppress_origin=True,
            )
        except (OSError, websocket.WebSocketException) as error:
            self.report("connect", self._began, error)
            return
        self.report("connect", self._began)
        self._socket.settimeout(None)
        self._listening = gevent.spawn(self._listen, self._socket, on_frame)
        hello = {"epoch": self.epoch, "cursors": self.cursors} if self.epoch else {}
        self.say({"type": "hello", **hello})

    def close(self) -> None:
        listening, self._listening = self._listening, None
        if listening is not None:
            listening.kill()
        if self._socket is not None:
            self._socket.close()
            self._socket = None

    @property
    def is_open(self) -> bool:
        return self._listening is not None and not self._listening.dead

    def say(self, frame: dict[str, Any]) -> None:
        if self._socket is None:
            return
        try:
            self._socket.send(json.dumps(frame))
        except (OSError, websocket.WebSocketException) as error:
            self.report("say", 0, error)

    def report(self, name: str, began: float, error: Exception | None = None) -> None:
        """A line of Locust's table; `began` is of perf_counter, 0 where nothing was measured."""
        took = (time.perf_counter() - began) * 1000 if began else 0
        self._environment.events.request.fire(
            request_type="WS", name=name, response_time=took, response_length=0, exception=error, context={}
        )

    def _listen(self, socket: websocket.WebSocket, on_frame: Callable[[dict[str, Any]], None]) -> None:
        try:
            while text := socket.recv():
                frame = json.loads(text)
                self._take(frame)
                on_frame(frame)
        except (OSError, websocket.WebSocketException) as error:
            self.report("listen", 0, error)

    def _take(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "welcome":
                self.report("welcome", self._began)
                self.epoch, self._due = frame["epoch"], frame["heads"]
                if not self._is_resuming:
                    self.cursors = dict(frame["heads"])
                self._look()
            case "event":
                stream, seq = frame["stream"], frame["seq"]
                last = self.cursors.get(stream, 0)
                if seq != last + 1:
                    self.report("order", 0, RuntimeError(f"got {seq} after {last}"))
                self.cursors[stream] = max(seq, last)
                if self._is_resuming:
                    self._look()
            case "error" | "reset" | "bye":
                said = frame.get("code") or frame.get("reason") or frame["type"]
                self.report(frame["type"], 0, RuntimeError(f"{said}: {frame.get('detail', '')}"))

    def _look(self) -> None:
        """Whether a resumed line has all that it missed."""
        if self._is_resuming and all(self.cursors.get(stream, 0) >= seq for stream, seq in self._due.items()):
            self._is_resuming = False
            self.report("resume", self._began)
