"""Ends a worker whose loop stands still: whoever keeps it running then starts another."""

import faulthandler
import os
import threading
from collections.abc import Callable
from typing import Final

import structlog

from parley_worker.loop import WorkerLoop

log = structlog.get_logger()

STALL_SECONDS: Final = 20.0
"""Unless Celery's configuration has `worker_stall_seconds`."""
EXIT_STATUS: Final = 70  # EX_SOFTWARE


class Watchdog:
    """Asks the loop from a thread of its own, and gives up when two questions in a row stay without an answer.

    Nothing else can end a task that never awaits, and no other job would run again; its own then counts as lost, and
    in the end as dead. Two, for after a SIGSTOP the first question's time is over before the loop has had any.
    """

    def __init__(
        self, loop: WorkerLoop, *, seconds: float, give_up: Callable[[], None] | None = None
    ) -> None:
        self._loop = loop
        self._seconds = seconds
        self._give_up = give_up or _exit
        self._is_stopped = threading.Event()
        self._thread = threading.Thread(target=self._watch, name="watchdog", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._is_stopped.set()

    def _watch(self) -> None:
        unanswered = 0
        while not self._is_stopped.wait(self._seconds / 4):
            answered = threading.Event()
            self._loop.call(answered.set)
            unanswered = 0 if answered.wait(self._seconds) else unanswered + 1
            if unanswered == 2 and not self._is_stopped.is_set():
                log.error("loop.stands_still", seconds=2 * self._seconds)
                self._give_up()
                return


def _exit() -> None:
    faulthandler.dump_traceback()  # which line it is that blocks
    os._exit(EXIT_STATUS)
