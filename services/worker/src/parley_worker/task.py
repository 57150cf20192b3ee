"""Tasks that are coroutine functions."""

import functools
from collections.abc import Callable, Coroutine
from contextvars import ContextVar
from typing import Any

from celery import Celery, Task
from celery.exceptions import Reject, Retry, TimeLimitExceeded

from parley_worker.job import Job, current_job
from parley_worker.loop import is_on_process_loop


class RequestStack:
    """The requests of a task that are being worked on, innermost last, by context.

    Celery's own stack goes by thread, and on the loop all tasks share one.
    """

    def __init__(self) -> None:
        self._requests: ContextVar[tuple[Any, ...]] = ContextVar("requests", default=())

    def push(self, request: Any) -> None:
        self._requests.set((*self._requests.get(), request))

    def pop(self) -> Any:
        *rest, last = self._requests.get() or (None,)
        self._requests.set(tuple(rest))
        return last

    def __len__(self) -> int:
        return len(self._requests.get())

    @property
    def top(self) -> Any:
        return next(reversed(self._requests.get()), None)


class RetryAsked(Retry):
    """`self.retry` was called on the loop: carries its arguments to the thread that may block."""

    def __init__(self, arguments: tuple[Any, ...], options: dict[str, Any]) -> None:
        super().__init__("retry asked")
        self.arguments = arguments
        self.options = options


class AioTask(Task):
    """A task whose `run` blocks a thread of the pool while its coroutine runs on the loop."""

    abstract = True
    # Else a job cut off at shutdown would be acknowledged already, and nobody would give it out again.
    acks_late = True
    coroutine: Callable[..., Coroutine[Any, Any, Any]]
    """The function as it was written, to be awaited by tests and by other coroutines."""

    @classmethod
    def on_bound(cls, app: Celery) -> None:
        cls.request_stack = RequestStack()

    def retry(self, *arguments: Any, **options: Any) -> Any:
        """As Celery's; within the coroutine it always raises, and the thread sends the message afterwards.

        Sending blocks, for most of a second where the broker is away.
        """
        if is_on_process_loop():
            raise RetryAsked(arguments, options)
        return super().retry(*arguments, **options)

    def run_coroutine_sync(self, call: Callable[[], Coroutine[Any, Any, Any]]) -> Any:
        job = current_job.get() or Job()  # none where it was called directly, as by apply()
        try:
            return job.run_sync(call)
        except RetryAsked as asked:
            return super().retry(*asked.arguments, **asked.options)


# A task that was told to end, or overran its hard limit, has not met what `autoretry_for` means,
# even where that says Exception.
_NEVER_RETRIED = (Reject, TimeLimitExceeded)


def aio_task(app: Celery, **options: Any) -> Callable[[Callable[..., Coroutine[Any, Any, Any]]], AioTask]:
    """Make a coroutine function a task of `app`; the options are those of `app.task`."""
    options["dont_autoretry_for"] = (*options.get("dont_autoretry_for", ()), *_NEVER_RETRIED)

    def decorate(function: Callable[..., Coroutine[Any, Any, Any]]) -> AioTask:
        # Celery wraps `run` for retries and reads its signature, so it gets a plain function.
        @functools.wraps(function)
        def run(*args: Any, **kwargs: Any) -> Any:
            return task.run_coroutine_sync(lambda: function(*args, **kwargs))

        task: Any = app.task(base=AioTask, coroutine=staticmethod(function), **options)(run)
        return task

    return decorate
