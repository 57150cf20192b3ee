"""What the tests of the pool work with: worker processes, the sample tasks, and what these wrote."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from redis import Redis

import parley_worker

HERE = Path(__file__).parent
DEADLINE_SECONDS = 60


def wait_until(condition: Callable[[], object], what: str) -> None:
    deadline = time.monotonic() + DEADLINE_SECONDS
    while not condition():
        if time.monotonic() > deadline:
            pytest.fail(f"waited {DEADLINE_SECONDS} s in vain until {what}")
        time.sleep(0.02)


class Celery:
    """A process of Celery's, a worker or beat, with `folder` for its log and as its own."""

    def __init__(self, folder: Path, app: str, words: list[str], environment: dict[str, str]) -> None:
        self._log = folder / "celery.log"
        command = [sys.executable, "-m", "celery", "-A", app, *words, "-l", "info"]
        # Whatever the test's own process has set up of Django, this one begins without.
        inherited = {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
        with self._log.open("wb") as output:
            self._process = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=output,
                cwd=folder,
                env={
                    **inherited,
                    "CELERY_CUSTOM_WORKER_POOL": "parley_worker.pool:AioPool",
                    "PYTHONPATH": os.pathsep.join(
                        [str(HERE), str(Path(parley_worker.__file__).parent.parent)]
                    ),
                    **environment,
                },
            )

    def log(self) -> str:
        return self._log.read_text(errors="replace")

    def terminate(self) -> None:
        self.send(signal.SIGTERM)

    def send(self, number: signal.Signals) -> None:
        self._process.send_signal(number)

    def is_alive(self) -> bool:
        return self._process.poll() is None

    def wait(self) -> int:
        """Its exit status."""
        return self._process.wait(DEADLINE_SECONDS)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait()


class Lab:
    """One broker for all tests; the board is a database of its own and empty when a test begins."""

    def __init__(self, folder: Path, broker_url: str) -> None:
        self._folder = folder
        self._workers: list[Celery] = []
        self._environment = {
            "SAMPLE_BROKER_URL": broker_url,
            "SAMPLE_RESULT_URL": broker_url,
            "SAMPLE_BOARD_URL": broker_url[:-1] + "1",
        }
        os.environ.update(self._environment)
        import sample_tasks

        self.tasks = sample_tasks
        self.board = Redis.from_url(self._environment["SAMPLE_BOARD_URL"], decode_responses=True)

    def start_worker(self, *options: str, concurrency: int = 20, **environment: str) -> Celery:
        folder = self._folder / f"worker{len(self._workers)}"
        folder.mkdir()
        words = [
            "worker",
            "--pool=custom",
            "-n",
            f"{folder.name}@test",
            "--without-gossip",
            "--without-mingle",
        ]
        words += ["-c", str(concurrency), *options]
        worker = Celery(folder, "sample_tasks", words, {**self._environment, **environment})
        self._workers.append(worker)
        wait_until(lambda: " ready." in worker.log() or not worker.is_alive(), "the worker was ready")
        assert worker.is_alive(), worker.log()
        return worker

    def count(self, key: str) -> int:
        return int(self.board.get(key) or 0)

    def names(self, key: str) -> list[str]:
        return sorted(self.board.lrange(key, 0, -1))

    def owed(self, queue: str = "celery") -> int:
        """Messages that a worker would still be given, now or once they count as lost."""
        with Redis.from_url(self._environment["SAMPLE_BROKER_URL"]) as broker:
            return int(broker.llen(queue)) + int(broker.hlen("unacked"))

    def open_gate(self) -> None:
        """Let every held job end."""
        self.board.set("gate", "open")

    def outcome(self, result: Any) -> Any:
        """What a task returned; raises what it raised."""
        return result.get(timeout=DEADLINE_SECONDS)

    def close(self) -> None:
        for worker in self._workers:
            worker.kill()
        self.tasks.app.close()
        self.board.close()
