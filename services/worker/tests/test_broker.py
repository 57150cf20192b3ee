"""A worker whose broker goes away and comes back empty."""

from pathlib import Path

from celery import Task
from kombu import Connection
from pool_lab import Lab, wait_until

from parley_local import valkey


def send(task: Task, name: str, url: str) -> None:
    with Connection(url) as connection:
        task.apply_async((name,), connection=connection, ignore_result=True)


def test_a_worker_outlives_its_broker_while_jobs_run(lab: Lab, tmp_path: Path) -> None:
    broker = valkey.start(tmp_path / "broker")
    worker = lab.start_worker(concurrency=2, SAMPLE_BROKER_URL=broker.url)
    for number in range(5):  # two run, the others wait for a slot
        send(lab.tasks.hold, f"early {number}", broker.url)
    wait_until(lambda: lab.count("running") == 2, "two ran")

    broker.stop()
    wait_until(lambda: "Connection to broker lost" in worker.log(), "the worker noticed")
    wait_until(lambda: len(lab.names("cancelled")) == 2, "the two were cut off")
    broker = valkey.start(tmp_path / "broker", port=broker.port)
    for number in range(5):
        send(lab.tasks.hold, f"late {number}", broker.url)
    wait_until(lambda: lab.count("running") == 2, "two of the new ones ran")
    lab.open_gate()
    wait_until(lambda: len(lab.names("finished")) == 5, "all new ones ended")

    assert lab.names("finished") == [f"late {number}" for number in range(5)]
    worker.terminate()
    assert worker.wait() == 0
    broker.stop()
