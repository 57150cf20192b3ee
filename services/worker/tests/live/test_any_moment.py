"""Links of messages while worker, Valkey and Postgres are killed in turn: each preview comes, and comes once."""

import random
import threading
import time
from collections.abc import AsyncIterator, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest
from live_lab import Live
from pool_lab import wait_until

from parley import bus, config, db
from parley.testing.world import World, empty
from parley.writes import send

LINKS = 60
_PREVIEWED = "select data->>'id' from event where kind = 'message.previewed'"


class Page(BaseHTTPRequestHandler):
    """Says its own path, after a while."""

    def do_GET(self) -> None:
        time.sleep(random.uniform(0.1, 0.4))  # so that a kill finds some of them on their way
        body = f"<title>{self.path}</title>".encode()
        self.send_response(200)
        self.send_header("Content-Type", "text/html")
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *arguments: object) -> None: ...


@pytest.fixture
def url() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()


async def close() -> None:
    await send.close()
    await bus.close()
    await db.close()


@pytest.fixture
async def world(live: Live) -> AsyncIterator[World]:
    """A workspace in the database that is killed."""
    before = config.current()
    await close()
    config.use(config.load(live.environment))
    await empty()
    yield await World.begin()
    await close()
    config.use(before)


async def test_each_link_has_its_preview_once_whatever_is_killed_when(
    live: Live, world: World, url: str
) -> None:
    messages = [await world.message(body=f"see {url}/{number}") for number in range(LINKS)]
    moments = sorted(random.sample(range(1, LINKS - 15), 3))
    live.start_beat()
    worker = live.start_worker()

    wait_until(lambda: len(live.sql(_PREVIEWED)) >= moments[0], f"some were there, of {moments}")
    worker.kill()
    live.lose_leases()
    worker = live.start_worker()
    wait_until(lambda: len(live.sql(_PREVIEWED)) >= moments[1], "more were there")
    live.stop_valkey()
    live.start_valkey()
    wait_until(lambda: len(live.sql(_PREVIEWED)) >= moments[2], "many were there")
    live.kill_postgres()

    wait_until(
        lambda: live.make_due() or len(live.sql(_PREVIEWED)) >= LINKS,
        f"all were there, with kills at {moments}",
    )
    live.lose_leases()  # of what could not be settled while Postgres was away
    wait_until(lambda: live.jobs() == [], "nothing was owed")
    assert sorted(row[0] for row in live.sql(_PREVIEWED)) == sorted(str(message.id) for message in messages)
    assert worker.is_alive()
