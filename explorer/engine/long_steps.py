"""Long calls into a library, which a person's stop leaves behind at once.

A statistic over a large tensor, or the reading of a large config, is one call that nothing can
interrupt. So a second thread makes it while the lane waits and looks at its stop switch. Who calls
does not change the numbers, as long as as many threads compute.

A call that was left behind ends by itself. It reads tensors, writes a new one that nobody
receives, and never touches the model or anything else of the lane; the next long call waits for
it, and so does giving back the memory that it reads. A forward pass has none: it is stopped
before its next module (`forward.checked_at_modules`).
"""

from __future__ import annotations

import os
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from typing import Any, TypeVar

import torch

from explorer.boundary import network
from explorer.protocol.job import Check, Stopped, StoppedInside

T = TypeVar("T")

LOOK = 0.01
"""Seconds between two looks at the stop switch during a long step."""

_pool: ThreadPoolExecutor | None = None
_left: Future[Any] | None = None


def apart(check: Check, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """`function(*args, **more)`, which computes on tensors and nothing else; stoppable meanwhile.

    Raises what the function raises; StoppedInside where nobody waits for the call any more.
    """
    # With gradients the call would record a graph for a caller that may be gone: it is made here.
    if not torch.is_inference_mode_enabled():
        return function(*args, **more)
    threads = torch.get_num_threads()

    def work() -> Any:
        if torch.get_num_threads() != threads:  # each thread has its own number
            torch.set_num_threads(threads)
        # Inference mode belongs to a thread; without it the result would be another kind of tensor.
        with torch.inference_mode():
            return function(*args, **more)

    return in_thread(check, work)


def in_thread(check: Check, function: Callable[[], T]) -> T:
    """`function()`, a long call into a library that changes nothing of anybody's; stoppable.

    Raises what the function raises; StoppedInside where nobody waits for the call any more.
    """
    global _pool, _left
    waited_for = [True]

    def work() -> T | None:
        result = function()
        # Nobody waits any more: without a reference the result is freed here, and not kept by the
        # future.
        return result if waited_for else None

    if _pool is None:
        # One thread: a call that was left behind must end before the next begins, or both share the
        # cores.
        _pool = ThreadPoolExecutor(1, thread_name_prefix="long step", initializer=network.ours)
    future = _pool.submit(work)
    # Not result(LOOK), whose TimeoutError could be taken for one of the function's own.
    while not wait((future,), LOOK).done:
        try:
            check()
        except BaseException as error:  # also what a check with a time limit raises
            # It still waited for one that was left before, or has just ended: nothing continues.
            if future.cancel() or future.done():
                raise
            waited_for.clear()
            _left = future
            if isinstance(error, Stopped):
                raise StoppedInside from None
            raise
    result: Any = future.result()
    return result  # type: ignore[no-any-return]


def settle() -> None:
    """Wait for a call that was left behind: before memory is given back that it may read."""
    global _left
    if _left is not None:
        _left.exception()
        _left = None


def _forget_thread() -> None:
    """A forked process has no other thread than its own, so it starts one when it needs it."""
    global _pool, _left
    _pool = _left = None


if hasattr(os, "register_at_fork"):  # not on Windows
    os.register_at_fork(after_in_child=_forget_thread)
