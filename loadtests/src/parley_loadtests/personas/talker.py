"""Sits at a socket, sends and reads, and measures the time from send to delivery."""

import time
from typing import Any

import gevent
from locust import User, between, task

from parley.ids import new_id
from parley_loadtests.personas.cast import take_person
from parley_loadtests.personas.line import Line

_PATIENCE_SECONDS = 15


class Talker(User):
    weight = 2
    wait_time = between(1, 3)

    def on_start(self) -> None:
        self.sent: dict[str, float] = {}
        self.reads: dict[str, float] = {}
        self.line = Line(self.environment, take_person())
        self.line.open(self.hear)

    def on_stop(self) -> None:
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while self.sent and self.line.is_open and time.monotonic() < deadline:
            gevent.sleep(0.05)
        for _ in self.sent:
            self.line.report("delivery", 0, RuntimeError("never delivered"))
        self.line.close()

    @task(5)
    def send(self) -> None:
        message = str(new_id())
        self.sent[message] = time.perf_counter()
        channel = self.line.person.channel
        self.line.say({"type": "send", "id": message, "channel": channel, "body": "Said at a socket"})

    @task(2)
    def read(self) -> None:
        channel = self.line.person.channel
        if seq := self.line.cursors.get(f"channel:{channel}", 0):
            ref = new_id().hex
            self.reads[ref] = time.perf_counter()
            self.line.say({"type": "read", "channel": channel, "seq": seq, "ref": ref})

    def hear(self, frame: dict[str, Any]) -> None:
        match frame["type"]:
            case "ack":
                if (began := self.reads.pop(frame.get("ref", ""), None)) is not None:
                    self.line.report("read", began)
                elif (began := self.sent.get(frame.get("id", ""))) is not None:
                    self.line.report("send", began)
            case "event" if frame["kind"] == "message.posted":
                if (began := self.sent.pop(frame["data"]["id"], None)) is not None:
                    self.line.report("delivery", began)
