"""The process' loop: another thread's way in, and its end."""

import asyncio
import contextvars
import threading

import pytest

from parley_worker.loop import WorkerLoop, is_on_process_loop, process_loop, stop_process_loop_sync

word = contextvars.ContextVar("word", default="none")


def test_a_coroutine_runs_on_the_loop_in_the_context_of_its_caller() -> None:
    async def where() -> tuple[str, bool]:
        return word.get(), is_on_process_loop()

    token = word.set("mine")

    assert process_loop().submit(where()).result(10) == ("mine", True)
    assert not is_on_process_loop()
    word.reset(token)
    stop_process_loop_sync(seconds=1)


def test_stopping_cancels_what_runs() -> None:
    ended = threading.Event()

    async def run_for_ever(began: threading.Event) -> None:
        began.set()
        try:
            await asyncio.Event().wait()
        finally:
            ended.set()

    loop = WorkerLoop()
    began = threading.Event()
    running = loop.submit(run_for_ever(began))
    assert began.wait(10)
    loop.stop_sync(seconds=1)

    assert ended.is_set()
    assert running.cancelled()


def test_a_stopped_loop_refuses() -> None:
    loop = WorkerLoop()
    loop.stop_sync(seconds=1)

    with pytest.raises(RuntimeError):
        loop.submit(asyncio.sleep(0))
