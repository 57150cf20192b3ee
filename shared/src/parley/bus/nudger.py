"""Tells the worker that there is work: one Celery message a queue at most every 50 ms, from a thread.

Without its broker, Celery's `apply_async` blocks for most of a second; here nobody waits for it. A lost nudge is
made good by beat, which sweeps each second.
"""

import threading
import time

import structlog
from celery import Celery

from parley import config
from parley.bus import broker

log = structlog.get_logger()

FOLLOWUPS = "parley.followups"
JOBS = "parley.jobs"
QUEUE = "parley"
_EVERY_SECONDS = 0.05


def make_app(name: str) -> Celery:
    """A Celery app bound to our broker, for those who send and for the worker alike."""
    broker.register()
    app = Celery(name, broker=str(config.current().redis_url), set_as_current=False)
    app.conf.update(
        task_default_queue=QUEUE,
        task_ignore_result=True,
        task_serializer="json",
        accept_content=["json"],
        broker_connection_retry_on_startup=True,
        broker_transport_options={"socket_timeout": 1, "socket_connect_timeout": 1, "max_connections": 2},
        enable_utc=True,
        timezone="UTC",
        worker_hijack_root_logger=False,
    )
    return app


class Nudger:
    """One a process. `nudge` only notes the task's name; the thread sends it."""

    def __init__(self) -> None:
        self._names: set[str] = set()
        self._wake = threading.Event()
        self._thread: threading.Thread | None = None
        self._lock = threading.Lock()

    def nudge(self, name: str) -> None:
        with (
            self._lock
        ):  # else a name may be added to the set that the thread goes over, which ends the thread
            self._names.add(name)
            if self._thread is None:
                self._thread = threading.Thread(target=self._run_sync, name="nudger", daemon=True)
                self._thread.start()
        self._wake.set()

    def _run_sync(self) -> None:
        app = make_app("parley-nudger")
        failing = False
        while True:
            self._wake.wait()
            self._wake.clear()
            with self._lock:
                names, self._names = self._names, set()
            for name in names:
                try:
                    app.send_task(name, retry=False, expires=60)
                    failing = False
                except Exception as error:  # whatever the broker does, the thread lives: it is a supervisor
                    if not failing:
                        log.warning("bus.nudge_failed", task=name, error=type(error).__name__)
                    failing = True
            time.sleep(_EVERY_SECONDS)


_nudger = Nudger()


def nudge(name: str) -> None:
    """Say that there is work for the task `name`; never waits, never fails."""
    _nudger.nudge(name)
