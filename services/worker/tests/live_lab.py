"""A worker's whole surroundings for tests that kill them: Postgres, Valkey, workers and beats, as processes."""

import os
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from typing import Any

import psutil
import psycopg
from pool_lab import Celery, wait_until

from parley.testing.servers import choose_ports
from parley_local import postgres, valkey

WORKER = ("worker", "--pool=custom", "-c", "50", "--without-gossip", "--without-mingle")


class Live:
    """Servers of its own, for they are killed; the database is durable, as it is in life."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._started: list[Celery] = []
        self.postgres = postgres.start(folder / "postgres")
        self.valkey = valkey.start(folder / "valkey")
        self.environment = choose_ports().environment() | {
            "DATABASE_URL": self.postgres.url,
            "REDIS_URL": self.valkey.url,
            "PARLEY_OUTBOUND_ALLOW": "127.0.0.1",
            "PARLEY_LOG_LEVEL": "info",
        }
        parley = str(Path(sys.executable).with_name("parley"))
        subprocess.run([parley, "migrate"], env={**_own(), **self.environment}, check=True, timeout=120)
        self.sql("create table ran (key text, step text, at timestamptz default clock_timestamp())")

    def start_worker(self, **environment: str) -> Celery:
        worker = self.begin_worker(**environment)
        wait_until(lambda: "worker.ready" in worker.log() or not worker.is_alive(), "the worker was ready")
        assert worker.is_alive(), worker.log()
        return worker

    def begin_worker(self, **environment: str) -> Celery:
        """One that can't be ready yet, for its broker is away."""
        return self._start(*WORKER, PARLEY_WORKER_PORT=str(choose_ports().worker), **environment)

    def start_beat(self) -> Celery:
        beat = self._start("beat")
        wait_until(lambda: "is starting" in beat.log() or not beat.is_alive(), "beat began")
        assert beat.is_alive(), beat.log()
        return beat

    def _start(self, *words: str, **environment: str) -> Celery:
        folder = self._folder / f"{words[0]}{len(self._started)}"
        folder.mkdir()
        process = Celery(folder, "live_kinds", list(words), {**self.environment, **environment})
        self._started.append(process)
        return process

    def sql(self, text: str, *values: Any) -> list[Any]:
        """Run a statement on a connection of its own; the rows, where there are any."""
        with psycopg.connect(self.postgres.url, autocommit=True, connect_timeout=5) as connection:
            cursor = connection.execute(text, values)
            return cursor.fetchall() if cursor.description else []

    def owe(self, kind: str, *keys: str) -> None:
        for key in keys:
            self.sql("insert into job (key, kind, data) values (%s, %s, '{}')", key, kind)

    def steps(self, step: str) -> list[str]:
        """The keys of the jobs that came so far, sorted; one that came twice is there twice."""
        return sorted(row[0] for row in self.sql("select key from ran where step = %s", step))

    def jobs(self) -> list[Any]:
        """Key, attempts, whether it is leased, whether it is dead, and its error."""
        return self.sql(
            "select key, attempts, lease_until is not null, dead_at is not null, error from job order by key"
        )

    def open_gate(self) -> None:
        self.sql("insert into ran values ('', 'gate')")

    def lose_leases(self) -> None:
        """Let a minute pass for those who hold one."""
        self.sql("update job set lease_until = now() - interval '1 second' where lease_until is not null")

    def make_due(self) -> None:
        """Let the time pass until a failed job is tried again."""
        self.sql("update job set due_at = now() where due_at > now()")

    def kill_postgres(self) -> None:
        """kill -9 of it and of all its backends, then a new one on the same data."""
        server = psutil.Process(self.postgres.process.pid)
        family = [*server.children(recursive=True), server]
        for process in family:
            with suppress(psutil.NoSuchProcess):
                process.kill()
        self.postgres.process.wait()
        psutil.wait_procs(family, timeout=30)
        self.postgres = postgres.start(self._folder / "postgres", port=self.postgres.port)

    def stop_valkey(self) -> None:
        """kill -9: what it held is gone."""
        self.valkey.process.kill()
        self.valkey.process.wait()

    def start_valkey(self) -> None:
        self.valkey = valkey.start(self._folder / "valkey", port=self.valkey.port)

    def reset(self) -> None:
        """End what the last test started, and empty the tables that it filled."""
        for process in self._started:
            process.kill()
        self.sql("truncate ran, job")

    def close(self) -> None:
        for process in self._started:
            process.kill()
        self.valkey.stop()
        self.postgres.stop()


def _own() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if name != "DJANGO_SETTINGS_MODULE"}
