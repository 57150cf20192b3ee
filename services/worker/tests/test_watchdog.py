"""A loop that stands still is noticed, and one that was stopped with its process is not blamed."""

import threading
import time

from pool_lab import wait_until

from parley_worker.loop import WorkerLoop
from parley_worker.watchdog import Watchdog


def test_a_loop_that_stands_still_is_given_up() -> None:
    loop, may_go_on, is_given_up = WorkerLoop(), threading.Event(), threading.Event()
    watchdog = Watchdog(loop, seconds=0.1, give_up=is_given_up.set)

    loop.call(lambda: may_go_on.wait(60))
    wait_until(is_given_up.is_set, "it was given up")

    may_go_on.set()
    watchdog.stop()
    loop.stop_sync(seconds=1)


def test_one_answer_that_is_late_is_forgiven() -> None:
    class Late(WorkerLoop):
        """Every other question is not answered, as the first after a SIGSTOP."""

        asked = 0

        def call(self, callback) -> None:
            self.asked += 1
            if self.asked % 2:
                super().call(callback)

    loop, is_given_up = Late(), threading.Event()
    watchdog = Watchdog(loop, seconds=2, give_up=is_given_up.set)

    wait_until(lambda: loop.asked > 3, "it was asked a few times")

    assert not is_given_up.is_set()
    watchdog.stop()
    while watchdog._thread.is_alive():
        time.sleep(0.01)
    WorkerLoop.stop_sync(loop, seconds=1)
