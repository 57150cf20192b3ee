"""Celery's consumer, which is back within a second of its broker: kombu waits ever longer, 30 s in the end."""

from functools import partial
from typing import Any

from celery.worker.consumer import Consumer as CeleryConsumer


class Consumer(CeleryConsumer):
    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=1, interval_step=0, interval_max=1
        )
        return super().ensure_connected(conn)
