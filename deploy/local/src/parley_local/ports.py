"""Free ports on this machine."""

import random
import socket
from collections.abc import Collection

# Below the range from which Linux and macOS take the ports of outgoing connections, so that a port that is
# kept from one start to the next is seldom taken by a passing connection.
_LOWEST, _HIGHEST = 15000, 32000


def is_free(port: int, host: str = "127.0.0.1") -> bool:
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As servers do: connections of an ended server that linger in TIME_WAIT do not count.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError:
            return False
    return True


def find_free(host: str = "127.0.0.1", *, taken: Collection[int] = ()) -> int:
    """A port that nothing listens on and that is not in `taken`; another program may still come first."""
    for port in random.sample(range(_LOWEST, _HIGHEST), 200):
        if port not in taken and is_free(port, host):
            return port
    raise OSError(f"no free port found on {host} between {_LOWEST} and {_HIGHEST}")


def near(host: str) -> str:
    """How a URL on this machine names a server that listens on `host`."""
    reached = {"": "127.0.0.1", "0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    return f"[{reached}]" if ":" in reached else reached
