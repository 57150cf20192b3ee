"""Two workers and two beats: each job is run once, and a worker that is told to end leaves its own to the other."""

from live_lab import Live
from pool_lab import wait_until


def test_two_beats_and_two_workers_do_each_job_once_and_one_takes_over_from_the_other(live: Live) -> None:
    live.start_beat()
    live.start_beat()
    first = live.start_worker()
    keys = [f"{number:03}" for number in range(100)]
    live.owe("hold", *keys[:20])
    wait_until(lambda: live.steps("begun") == keys[:20], "the first worker ran them")
    second = live.start_worker()

    first.terminate()
    wait_until(lambda: not first.is_alive(), "it ended")

    # Not by their leases, which have most of a minute left.
    wait_until(lambda: live.steps("begun") == sorted(keys[:20] * 2), "the second worker ran them")
    assert [attempts for _, attempts, _, _, _ in live.jobs()] == [1] * 20
    assert first.wait() == 0
    third = live.start_worker()
    live.open_gate()
    live.owe("write", *keys[20:])
    wait_until(lambda: live.jobs() == [], "nothing was owed")
    assert live.steps("done") == keys
    assert second.is_alive()
    assert third.is_alive()


def test_what_fails_or_is_not_due_or_not_known_waits_and_stops_nobody(live: Live) -> None:
    live.owe("fail", "fails")
    live.owe("made by a later version", "unknown")
    live.owe("write", "of the future", "now")
    live.sql("update job set due_at = now() + interval '1 hour' where key = 'of the future'")
    live.start_beat()
    live.start_worker()

    wait_until(lambda: live.steps("done") == ["now"], "the one that could be done was")
    wait_until(lambda: live.jobs()[0][4], "the one that fails had failed")

    failed, *others = live.jobs()
    assert (failed[0], failed[4]) == ("fails", "OSError: as it should")
    assert others == [("of the future", 0, False, False, ""), ("unknown", 0, False, False, "")]
