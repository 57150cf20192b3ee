"""Comes and goes: a socket that drops, and comes back with its cursors for what it missed."""

from locust import User, between, task

from parley_loadtests.personas.cast import take_person
from parley_loadtests.personas.line import Line


class Commuter(User):
    weight = 1
    wait_time = between(2, 6)

    def on_start(self) -> None:
        self.line = Line(self.environment, take_person())

    def on_stop(self) -> None:
        self.line.close()

    @task
    def come_or_go(self) -> None:
        if self.line.is_open:
            self.line.close()
        else:
            self.line.open(lambda frame: None)
