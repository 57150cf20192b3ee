"""How a job ends in a real worker process: its limits, and what must not end the loop."""

import pytest
from celery.exceptions import SoftTimeLimitExceeded, TimeLimitExceeded
from pool_lab import Celery, Lab, wait_until


def test_the_soft_limit_cancels_and_is_the_outcome(lab: Lab, worker: Celery) -> None:
    with pytest.raises(SoftTimeLimitExceeded):
        lab.outcome(lab.tasks.overrun_softly.delay())

    assert lab.count("cleaned_up") == 1


def test_a_soft_limit_can_be_given_with_the_call(lab: Lab, worker: Celery) -> None:
    held = lab.tasks.hold.apply_async(("held",), soft_time_limit=0.2)

    with pytest.raises(SoftTimeLimitExceeded):
        lab.outcome(held)
    assert lab.names("cancelled") == ["held"]


def test_the_hard_limit_cancels_and_is_not_retried(lab: Lab, worker: Celery) -> None:
    with pytest.raises(TimeLimitExceeded):
        lab.outcome(lab.tasks.overrun_hard.delay())

    assert lab.count("cleaned_up") == 1
    assert lab.count("tries") == 1


def test_the_hard_limit_holds_for_a_job_that_ignores_its_cancellation(lab: Lab, worker: Celery) -> None:
    with pytest.raises(TimeLimitExceeded):
        lab.outcome(lab.tasks.ignore_cancellation.delay())

    assert lab.count("ignored") == 1
    lab.open_gate()
    wait_until(lambda: lab.count("running") == 0, "it ended after all")


@pytest.mark.parametrize("name", ["leave", "leave_by_child", "block_and_fail"])
def test_no_job_ends_the_loop(lab: Lab, worker: Celery, name: str) -> None:
    held = lab.tasks.hold.delay("held")
    wait_until(lambda: lab.count("running") == 1, "another ran")

    with pytest.raises(Exception, match=r"SystemExit\(3\)|KeyboardInterrupt|after half a second"):
        lab.outcome(getattr(lab.tasks, name).delay())

    lab.open_gate()
    assert lab.outcome(held) == "held"
    assert lab.outcome(lab.tasks.add.delay(1, 2)) == 3


def test_a_job_that_cancels_itself_fails_and_is_not_given_out_for_ever(lab: Lab, worker: Celery) -> None:
    with pytest.raises(Exception, match="the task cancelled itself"):
        lab.outcome(lab.tasks.cancel_itself.delay())
