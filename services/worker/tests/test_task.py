"""Coroutine tasks: retries, the request of each, and calling one without a worker."""

import re

import pytest
from pool_lab import Celery, Lab


def test_a_retry_with_back_off_ends_successful(lab: Lab, worker: Celery) -> None:
    assert lab.outcome(lab.tasks.flaky.delay(2)) == 3

    assert "Task sample_tasks.flaky" in worker.log()
    assert "retry: Retry in" in worker.log()


def test_the_wait_before_a_retry_doubles_and_the_last_failure_is_the_outcome(
    lab: Lab, worker: Celery
) -> None:
    result = lab.tasks.flaky_by_the_clock.delay()

    with pytest.raises(ConnectionError, match="each time"):
        lab.outcome(result)

    waits = re.findall(rf"flaky_by_the_clock\[{result.id}\] retry: Retry in (\d+)s", worker.log())
    assert waits == ["1", "2"]


def test_a_coroutine_can_ask_to_be_retried(lab: Lab, worker: Celery) -> None:
    assert lab.outcome(lab.tasks.ask_again.delay(3)) == [3, 2]


def test_past_the_last_retry_the_cause_is_the_outcome(lab: Lab, worker: Celery) -> None:
    with pytest.raises(ValueError, match="try 3"):
        lab.outcome(lab.tasks.ask_again.delay(9))

    assert lab.count("tries") == 3


def test_each_job_sees_its_own_request(lab: Lab, worker: Celery) -> None:
    results = [lab.tasks.own_request.delay() for _ in range(50)]

    assert [lab.outcome(result) for result in results] == [result.id for result in results]


def test_a_task_runs_without_a_worker(lab: Lab) -> None:
    assert lab.tasks.add.apply((1, 2)).get() == 3
    assert lab.tasks.add(3, 4) == 7


async def test_the_coroutine_itself_can_be_awaited(lab: Lab) -> None:
    assert await lab.tasks.add.coroutine(1, 2) == 3
