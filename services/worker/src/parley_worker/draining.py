"""Whether this worker has been told to end: then nothing new is begun."""

import threading
from typing import Any

from celery import signals

_told = threading.Event()


def is_draining() -> bool:
    return _told.is_set()


@signals.worker_shutting_down.connect(weak=False)
def _on_told(**_: Any) -> None:
    _told.set()
