"""kill -9 of whatever a job needs: it is done all the same, or dead with its reason, and others are not stopped."""

from live_lab import Live
from pool_lab import wait_until

from parley.queries.job import MAX_ATTEMPTS


def test_a_job_that_kills_its_worker_each_time_ends_dead_and_the_others_are_done(live: Live) -> None:
    live.start_beat()
    live.owe("poison", "poison")
    live.owe("write", "early")
    live.sql("update job set attempts = %s", MAX_ATTEMPTS - 2)  # the tests of the claim take all of them

    for number in range(2):
        worker = live.start_worker()
        assert worker.wait() != 0
        live.owe("write", f"late {number}")
        live.lose_leases()
    worker = live.start_worker()

    wait_until(lambda: len(live.jobs()) == 1, "all others were done")
    wait_until(lambda: live.jobs()[0][3], "it was dead")
    assert worker.is_alive()
    assert live.steps("begun") == ["poison", "poison"]
    assert set(live.steps("done")) == {"early", "late 0", "late 1"}
    (dead,) = live.jobs()
    assert dead[:4] == ("poison", MAX_ATTEMPTS, False, True)
    assert "each worker that had it died" in dead[4]


def test_a_job_that_runs_while_postgres_is_killed_is_settled_after_its_return(live: Live) -> None:
    live.start_beat()
    worker = live.start_worker()
    live.owe("hold", "a", "b")
    wait_until(lambda: live.steps("begun") == ["a", "b"], "both ran")

    live.kill_postgres()
    live.open_gate()
    live.owe("write", "after")
    live.make_due()
    live.lose_leases()

    wait_until(lambda: live.make_due() or live.jobs() == [], "nothing was owed")
    assert worker.is_alive()
    assert set(live.steps("done")) == {"a", "b", "after"}


def test_a_job_that_runs_while_valkey_is_killed_runs_on(live: Live) -> None:
    live.start_beat()
    worker = live.start_worker()
    live.owe("hold", "a", "b")
    wait_until(lambda: live.steps("begun") == ["a", "b"], "both ran")

    live.stop_valkey()
    live.open_gate()
    wait_until(lambda: live.steps("done") == ["a", "b"], "both ended without it")
    live.owe("write", "after")
    wait_until(lambda: worker.log().count("Cannot connect") >= 5, "the worker had tried for a while")
    second = live.begin_worker()
    wait_until(lambda: "Cannot connect" in second.log(), "another had begun without it")
    live.start_valkey()

    wait_until(lambda: live.jobs() == [], "nothing was owed")
    assert worker.is_alive()
    assert live.steps("begun") == ["a", "b"]
    assert live.steps("done") == ["a", "after", "b"]
    worker.kill()
    live.owe("write", "later")
    wait_until(lambda: live.jobs() == [], "the other had come up, and did it")
