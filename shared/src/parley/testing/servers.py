"""Where the servers of a test run listen, and the settings that say so."""

import socket
from contextlib import ExitStack
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Ports:
    postgres: int
    valkey: int
    api: int
    gateway: int
    worker: int

    def environment(self) -> dict[str, str]:
        """Settings as a process of this run would have them in its environment."""
        return {
            "DATABASE_URL": f"postgresql://parley:parley@127.0.0.1:{self.postgres}/parley",
            "REDIS_URL": f"redis://:parley@127.0.0.1:{self.valkey}/0",
            "PARLEY_SECRET_KEY": "the secret key of tests, and of tests alone",
            "PARLEY_SETUP_KEY": "the-set-up-key-of-tests",
            "PARLEY_PORT": str(self.api),
            "PARLEY_GATEWAY_PORT": str(self.gateway),
            "PARLEY_WORKER_PORT": str(self.worker),
            "PARLEY_SEND_RATE": "0",
            "PARLEY_SEND_BURST": "0",
            "PARLEY_LOG_LEVEL": "warning",
        }


def choose_ports() -> Ports:
    """Free ports, all held at once while they are chosen, so that they differ."""
    with ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(5)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return Ports(*(each.getsockname()[1] for each in sockets))
