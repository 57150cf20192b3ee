"""A job that never awaits holds up its worker for a while, and not for ever."""

from live_lab import Live
from pool_lab import wait_until

from parley.queries.job import MAX_ATTEMPTS
from parley_worker.watchdog import EXIT_STATUS


def test_a_job_that_blocks_the_loop_ends_its_worker_and_then_dead(live: Live) -> None:
    live.start_beat()
    live.owe("block", "block")
    live.sql("update job set attempts = %s", MAX_ATTEMPTS - 1)
    worker = live.start_worker(LIVE_STALL_SECONDS="3")

    assert worker.wait() == EXIT_STATUS
    assert "loop.stands_still" in worker.log()
    assert "in block" in worker.log()  # the line that blocks
    live.owe("write", "other")
    live.lose_leases()
    live.start_worker()

    wait_until(lambda: live.steps("done") == ["other"], "the other was done")
    wait_until(lambda: [(job[0], job[3]) for job in live.jobs()] == [("block", True)], "it was dead")
    assert live.steps("begun") == ["block"]
