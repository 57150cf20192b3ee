"""Load as people make it, for Locust: some read and write by HTTP, some sit at a socket, some come and go.

`make load` runs it headless against the stack of this checkout for a minute; any failure makes it fail.
"""

from typing import Any

from locust import events
from locust.env import Environment
from locust.runners import MasterRunner

from parley_loadtests.personas import cast
from parley_loadtests.personas.author import Author
from parley_loadtests.personas.commuter import Commuter
from parley_loadtests.personas.reader import Reader
from parley_loadtests.personas.talker import Talker

__all__ = ["Author", "Commuter", "Reader", "Talker"]


@events.init.add_listener
def prepare(environment: Environment, **_: Any) -> None:
    """Here and not when the test starts, from when on its time is counted; unless only the page says the host."""
    if not environment.host:
        # Here, for Locust's image has neither a stack beside it nor what starts one.
        from parley_loadtests.stack import Stack, find_var

        if (find_var() / "run.json").exists():
            environment.host = Stack(find_var()).public_url
    if environment.host:
        gather(environment)


@events.test_start.add_listener
def gather(environment: Environment, **_: Any) -> None:
    if not isinstance(environment.runner, MasterRunner):  # a master has no users
        cast.gather(environment.host or "")
