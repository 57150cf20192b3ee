"""Whether this container can serve: `healthy.py http://HOST:PORT/PATH`, or `healthy.py FILE` for one kept fresh.

Only the standard library, and little of it: it is started every few seconds.
"""

import glob
import http.client
import os
import sys
import time

_PATIENCE_SECONDS = 4
_FRESH_SECONDS = 400  # beat writes its schedule every 180


def answers(url: str) -> bool:
    """Whether the address answers 200."""
    host, _, path = url.removeprefix("http://").partition("/")
    connection = http.client.HTTPConnection(host, timeout=_PATIENCE_SECONDS)
    try:
        connection.request("GET", f"/{path}")
        return connection.getresponse().status == 200
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


def is_fresh(file: str) -> bool:
    """Whether it, or one whose name begins so, was written lately: a database adds to its name as it likes."""
    written = [os.stat(each).st_mtime for each in glob.glob(f"{glob.escape(file)}*")]
    return bool(written) and time.time() - max(written) < _FRESH_SECONDS


if __name__ == "__main__":
    what = sys.argv[1]
    sys.exit(not (answers(what) if what.startswith("http://") else is_fresh(what)))
