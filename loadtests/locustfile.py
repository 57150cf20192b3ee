"""Load as people make it, for Locust: some read and write by HTTP, some sit at a socket.

`make load` runs it headless against the stack of this checkout for a minute; any failure makes it exit 1.
"""

import json
import time
from typing import Any

import gevent
import websocket
from locust import FastHttpUser, User, between, events, task
from locust.env import Environment

from parley.ids import new_id
from parley_loadtests.people import People, Person

_people: list[People] = []


@events.test_start.add_listener
def begin(environment: Environment, **_: Any) -> None:
    _people[:] = [People(environment.host or "")]


def take_person() -> Person:
    """Somebody who is in a channel with everybody else of this run."""
    return _people[0].make()


class Reader(FastHttpUser):
    """Opens the client, reads back, now and then says something."""

    weight = 2
    wait_time = between(0.5, 2)

    def on_start(self) -> None:
        self.person = take_person()

    @task(2)
    def boot(self) -> None:
        self.client.get("/api/v1/boot", headers=self.person.headers)

    @task(6)
    def read_back(self) -> None:
        path = f"/api/v1/channels/{self.person.channel}/messages?limit=50"
        self.client.get(path, headers=self.person.headers, name="/channels/[id]/messages")

    @task(1)
    def post(self) -> None:
        body = {"id": str(new_id()), "body": f"Said by HTTP at {time.time()}"}
        path = f"/api/v1/channels/{self.person.channel}/messages"
        self.client.post(path, json=body, headers=self.person.headers, name="/channels/[id]/messages")


class Talker(User):
    """Sits at a socket, sends, and measures the time from send to delivery."""

    weight = 1
    wait_time = between(1, 3)

    def on_start(self) -> None:
        self.person = take_person()
        self.sent: dict[str, float] = {}
        self.socket = websocket.create_connection(self.person.ws_url, subprotocols=["parley.v1"], timeout=10)
        self._say({"type": "hello", "token": self.person.token})
        self.listening = gevent.spawn(self._listen)

    def on_stop(self) -> None:
        self.listening.kill()
        self.socket.close()
        for _ in self.sent:
            self._report("delivery", 0, RuntimeError("never delivered"))

    @task
    def send(self) -> None:
        message = str(new_id())
        self.sent[message] = time.perf_counter()
        self._say({"type": "send", "id": message, "channel": self.person.channel, "body": "Said at a socket"})

    def _listen(self) -> None:
        while True:
            frame = json.loads(self.socket.recv())
            if frame["type"] == "ack":
                if (begun := self.sent.get(frame["id"])) is not None:
                    self._report("ack", begun)
            elif frame["type"] == "error":
                self._report("error", 0, RuntimeError(f"{frame['code']}: {frame['detail']}"))
            elif (
                frame["type"] == "event"
                and (begun := self.sent.pop(frame["data"].get("id"), None)) is not None
            ):
                self._report("delivery", begun)

    def _say(self, frame: dict[str, Any]) -> None:
        self.socket.send(json.dumps(frame))

    def _report(self, name: str, begun: float, error: Exception | None = None) -> None:
        took = (time.perf_counter() - begun) * 1000 if begun else 0
        self.environment.events.request.fire(
            request_type="WS", name=name, response_time=took, response_length=0, exception=error, context={}
        )
