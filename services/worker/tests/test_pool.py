"""The pool in a real worker process: how much runs at once, who can end it, and how it shuts down."""

import signal

import pytest
from celery.exceptions import TaskRevokedError
from pool_lab import Celery, Lab, wait_until


def test_two_hundred_jobs_are_in_flight_at_once_and_never_more(lab: Lab, worker: Celery) -> None:
    results = [lab.tasks.hold.delay(str(number)) for number in range(230)]
    wait_until(lambda: lab.count("running") == 200, "200 jobs were in flight")
    lab.open_gate()

    assert [lab.outcome(result) for result in results] == [str(number) for number in range(230)]
    assert lab.board.zscore("peak", "peak") == 200


def test_one_failure_leaves_others_alone(lab: Lab, worker: Celery) -> None:
    held = [lab.tasks.hold.delay(str(number)) for number in range(5)]
    wait_until(lambda: lab.count("running") == 5, "the others ran")

    with pytest.raises(LookupError, match="as it should"):
        lab.outcome(lab.tasks.fail.delay())

    lab.open_gate()
    assert [lab.outcome(result) for result in held] == ["0", "1", "2", "3", "4"]


def test_a_plain_task_runs_beside_coroutines(lab: Lab, worker: Celery) -> None:
    assert lab.outcome(lab.tasks.plain.delay(6, 7)) == 42


def test_a_revoked_job_is_cancelled_and_not_given_out_again(lab: Lab, worker: Celery) -> None:
    revoked, other = lab.tasks.hold.delay("revoked"), lab.tasks.hold.delay("other")
    wait_until(lambda: lab.count("running") == 2, "both ran")

    revoked.revoke(terminate=True)

    with pytest.raises(TaskRevokedError):
        lab.outcome(revoked)
    wait_until(lambda: lab.count("running") == 1, "its clean-up ran")
    lab.open_gate()
    assert lab.outcome(other) == "other"
    assert lab.names("cancelled") == ["revoked"]
    assert lab.names("started") == ["other", "revoked"]
    assert lab.owed() == 0


def test_a_revoked_job_is_not_retried_even_where_everything_is(lab: Lab, worker: Celery) -> None:
    revoked = lab.tasks.hold_and_retry.delay("revoked")
    wait_until(lambda: lab.count("running") == 1, "it ran")

    revoked.revoke(terminate=True)
    wait_until(lambda: lab.names("cancelled") == ["revoked"], "it was cancelled")

    with pytest.raises(TaskRevokedError):
        lab.outcome(revoked)
    wait_until(lambda: lab.owed() == 0, "nothing of it was left with the broker")


def test_a_job_revoked_while_it_waits_for_a_slot_never_runs(lab: Lab) -> None:
    worker = lab.start_worker("--queues=narrow", concurrency=1)
    first = lab.tasks.hold.apply_async(("first",), queue="narrow")
    wait_until(lambda: lab.count("running") == 1, "the only slot was taken")
    second = lab.tasks.hold.apply_async(("second",), queue="narrow")
    third = lab.tasks.hold.apply_async(("third",), queue="narrow")

    wait_until(lambda: third.id in worker.log(), "the worker had received all")
    second.revoke()
    wait_until(lambda: "flagged as revoked" in worker.log(), "the worker knew")
    lab.open_gate()

    assert lab.outcome(first) == "first"
    with pytest.raises(TaskRevokedError):
        lab.outcome(second)
    assert lab.outcome(third) == "third"
    assert lab.names("started") == ["first", "third"]


def test_sigterm_waits_for_the_running_job(lab: Lab) -> None:
    worker = lab.start_worker("--queues=ending")
    held = lab.tasks.hold.apply_async(("held",), queue="ending")
    wait_until(lambda: lab.count("running") == 1, "it ran")

    worker.terminate()
    wait_until(lambda: "Warm shutdown" in worker.log(), "the worker was told")
    assert not held.ready()
    lab.open_gate()

    assert worker.wait() == 0
    assert lab.outcome(held) == "held"
    assert lab.names("finished") == ["held"]
    assert lab.count("boards_closed") == 1
    assert lab.owed("ending") == 0


def test_sigterm_gives_back_what_waits_for_a_slot(lab: Lab) -> None:
    worker = lab.start_worker("--queues=given", concurrency=1)
    results = [lab.tasks.hold.apply_async((name,), queue="given") for name in ("first", "second", "third")]
    wait_until(lambda: lab.count("running") == 1, "the only slot was taken")
    wait_until(lambda: results[-1].id in worker.log(), "the worker had received all")

    worker.terminate()
    wait_until(lambda: "Warm shutdown" in worker.log(), "the worker was told")
    lab.open_gate()

    assert worker.wait() == 0
    assert lab.names("started") == ["first"]
    lab.start_worker("--queues=given", concurrency=1)
    assert [lab.outcome(result) for result in results] == ["first", "second", "third"]


def test_sigterm_cuts_off_what_takes_too_long_and_another_worker_does_it(lab: Lab) -> None:
    worker = lab.start_worker("--queues=cut", SAMPLE_DRAIN_SECONDS="0.2")
    held = lab.tasks.hold.apply_async(("held",), queue="cut")
    wait_until(lambda: lab.count("running") == 1, "it ran")

    worker.terminate()

    assert worker.wait() == 0
    assert lab.names("cancelled") == ["held"]
    lab.open_gate()
    lab.start_worker("--queues=cut")
    assert lab.outcome(held) == "held"
    assert lab.names("started") == ["held", "held"]


def test_a_soft_shutdown_cancels_and_requeues(lab: Lab) -> None:
    worker = lab.start_worker("--queues=soft", REMAP_SIGTERM="SIGQUIT", SAMPLE_SOFT_SHUTDOWN_SECONDS="0.5")
    held = lab.tasks.hold.apply_async(("held",), queue="soft")
    wait_until(lambda: lab.count("running") == 1, "it ran")

    worker.terminate()

    worker.wait()
    assert "Initiating Soft Shutdown" in worker.log()
    assert lab.names("cancelled") == ["held"]
    lab.open_gate()
    lab.start_worker("--queues=soft")
    assert lab.outcome(held) == "held"
    assert lab.names("started") == ["held", "held"]


@pytest.mark.parametrize("soft_seconds", ["0", "0.5"])
def test_sigquit_cuts_off_and_another_worker_does_it(lab: Lab, soft_seconds: str) -> None:
    queue = f"quit{soft_seconds}"
    worker = lab.start_worker(f"--queues={queue}", SAMPLE_SOFT_SHUTDOWN_SECONDS=soft_seconds)
    held = lab.tasks.hold.apply_async(("held",), queue=queue)
    wait_until(lambda: lab.count("running") == 1, "it ran")

    worker.send(signal.SIGQUIT)

    worker.wait()
    assert lab.names("cancelled") == ["held"]
    assert ("Initiating Soft Shutdown" in worker.log()) == (soft_seconds != "0")
    assert lab.owed(queue) == 1
    lab.open_gate()
    lab.start_worker(f"--queues={queue}")
    assert lab.outcome(held) == "held"
    assert lab.names("started") == ["held", "held"]


def test_a_job_that_ignores_its_cancellation_does_not_hold_up_the_end(lab: Lab) -> None:
    worker = lab.start_worker("--queues=stubborn", SAMPLE_DRAIN_SECONDS="0.2")
    lab.tasks.ignore_cancellation.apply_async(queue="stubborn", time_limit=600)
    wait_until(lambda: lab.count("running") == 1, "it ran")

    worker.terminate()

    assert worker.wait() == 0
    assert "job.ignores_cancellation" in worker.log()
