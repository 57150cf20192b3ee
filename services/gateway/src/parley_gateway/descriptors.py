"""How many files the process may have open: each socket is one."""

import resource

from parley_gateway.handshake import MAX_SOCKETS

_OTHERS = 200  # connections to Postgres and Redis, the listener, the log, with room


def allow_many() -> None:
    """As many as sockets want, or as the system allows: shells and containers often begin with 1,024."""
    now, most = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = MAX_SOCKETS + _OTHERS
    enough = wanted if most == resource.RLIM_INFINITY else min(wanted, most)
    if now < enough:
        resource.setrlimit(resource.RLIMIT_NOFILE, (enough, most))
