"""Nudges are hints: without a worker they are forgotten, not kept."""

import redis

from parley import config
from parley.bus import broker, nudger
from parley.ids import new_id


def test_a_queue_that_nobody_empties_is_bounded(servers: object) -> None:
    queue = f"test-{new_id()}"
    app = nudger.make_app("test")
    with (
        app.connection_for_write() as connection,
        redis.Redis.from_url(str(config.current().redis_url)) as server,
    ):
        for number in range(broker.MAX_WAITING + 5):
            app.send_task(str(number), queue=queue, connection=connection, retry=False)

        assert server.llen(queue) == broker.MAX_WAITING
        oldest, newest = server.lindex(queue, -1), server.lindex(queue, 0)
        server.delete(queue)

    assert b'"task": "5"' in oldest
    assert f'"task": "{broker.MAX_WAITING + 4}"'.encode() in newest
