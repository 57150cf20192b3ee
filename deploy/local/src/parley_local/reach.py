"""Whether the Redis server that REDIS_URL names can be used: asked before the worker waits for it for minutes.

Run as `python -m parley_local.reach`, with the environment of a service.
"""

import os
import sys
from urllib.parse import urlsplit

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import AuthenticationError, RedisError
from redis.retry import Retry

_SECONDS = 5


def main() -> str | None:
    """A sentence where it cannot."""
    url = os.environ["REDIS_URL"]
    parts = urlsplit(url)
    place = f"{parts.hostname}:{parts.port or 6379}"  # never the whole of it, which holds a password
    try:
        with Redis.from_url(
            url, socket_connect_timeout=_SECONDS, socket_timeout=_SECONDS, retry=Retry(NoBackoff(), 0)
        ) as server:
            server.ping()
    except AuthenticationError:
        return f"The Redis server at {place} refuses the password of REDIS_URL: mend it."
    except (RedisError, OSError):
        return (
            f"No Redis server answers at {place}, which REDIS_URL names: start it, mend the address, or unset"
            " REDIS_URL for one of our own."
        )
    return None


if __name__ == "__main__":
    sys.exit(main())
