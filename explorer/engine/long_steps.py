"""Long steps of a forward pass, which a person's stop leaves behind at once.

The multiplication with a vocabulary of 30,522 is one call into the processor's library: 0.3 to
0.4 s for 512 tokens on one thread, and nothing can interrupt it. To cut it up is no way out: with
torch 2.13, parts rounded in another order than the whole in 25 (rows) and 67 (columns) of 265
shapes. So a second thread makes the very same call while the lane waits and looks at its stop
switch. Who calls does not change the numbers, as long as as many threads compute.

A call that was left behind ends by itself. It reads tensors, writes a new one that nobody
receives, and never touches the model or anything else of the lane; the next long step waits for
it, and so does giving back the memory that it reads.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from contextlib import contextmanager
from typing import Any, TypeVar

import torch

from explorer.engine.tensors import only_tensors
from explorer.protocol.job import Check, Stopped, StoppedInside

T = TypeVar("T")

LONG = 3_200_000_000
"""Multiplications of numbers above which a call is a long step: 80 ms at 40 billion a second, and
within a stop's 250 ms on a processor a third as fast. Shorter ones stay in the lane: handed over,
the head of 128 tokens made a whole forward pass 3 % slower in time of the processor."""

LOOK = 0.01
"""Seconds between two looks at the stop switch during a long step."""

_SLOW = (torch.float16, torch.bfloat16)
"""dtypes that many processors emulate, measured 7 times as slow."""

_pool: ThreadPoolExecutor | None = None
_left: Future[Any] | None = None
_lane: tuple[int, Check] | None = None  # the thread that runs the model, and its stop switch


@contextmanager
def stoppable(check: Check) -> Iterator[None]:
    """Inside, this thread calls `check` before every multiplication, and during long ones.

    torch's functions are exchanged for ones that look first, because modules find them by name;
    operators such as @ are not seen. Within another `stoppable` it changes nothing.
    """
    global _lane
    if _lane is not None:
        yield
        return
    # Taken before the first is exchanged, so that an exception in between puts all back.
    before = [(owner, name, getattr(owner, name)) for owner, name, _ in _WATCHED]
    _lane = (threading.get_ident(), check)
    try:
        for (owner, name, function), (_, _, cost) in zip(before, _WATCHED, strict=True):
            setattr(owner, name, _looking(function, cost))
        yield
    finally:
        _lane = None
        for owner, name, function in before:
            setattr(owner, name, function)


def apart(check: Check, function: Callable[..., Any], *args: Any, **more: Any) -> Any:
    """`function(*args, **more)`, which computes on tensors and nothing else; stoppable meanwhile.

    Raises what the function raises; StoppedInside where the call goes on without being waited for.
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

    Raises what the function raises; StoppedInside where the call goes on without being waited for.
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
        _pool = ThreadPoolExecutor(1, thread_name_prefix="long step")
    future = _pool.submit(work)
    # Not result(LOOK), whose TimeoutError could be taken for one of the function's own.
    while not wait((future,), LOOK).done:
        try:
            check()
        except BaseException as error:  # also what a check with a time limit raises
            # It still waited for one that was left before, or has just ended: nothing goes on.
            if future.cancel() or future.done():
                raise
            waited_for.clear()
            _left = future
            if isinstance(error, Stopped):
                raise StoppedInside from None
            raise
    result: Any = future.result()
    return result  # type: ignore[no-any-return]


def whole(function: Callable[..., Any], given: Sequence[torch.Tensor], cost: int) -> Any:
    """`function()`, a computation on the tensors `given` alone that makes several long calls.

    Apart where it costs so many multiplications that it is a long step; only inside `stoppable`.
    """
    if not _is_long(given, cost):
        return function()
    assert _lane is not None
    return apart(_lane[1], function)


def _is_long(given: Sequence[torch.Tensor], cost: int) -> bool:
    if _lane is None or _lane[0] != threading.get_ident() or given[0].device.type != "cpu":
        return False
    return cost >= (LONG // 8 if given[0].dtype in _SLOW else LONG)


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


def _looking(function: Callable[..., Any], cost: Callable[[list[Any]], int]) -> Any:
    def look(*args: Any, **more: Any) -> Any:
        # The pool's own thread gets here too, inside an eager attention that was handed to it
        # whole.
        if _lane is None or _lane[0] != threading.get_ident():
            return function(*args, **more)
        check = _lane[1]
        check()
        tensors = only_tensors((*args, *more.values()))
        # With `out` it would write a tensor of the lane's after it was left behind.
        if "out" not in more and tensors and _is_long(tensors, cost(tensors)):
            return apart(check, function, *args, **more)
        return function(*args, **more)

    return look


# -- how long a call takes: about so many multiplications, and rather too many ------------------


def _linear(given: Sequence[Any]) -> int:
    # [..., in] by [out, in]
    return int(given[0].numel() * given[1].shape[0]) if len(given) > 1 else 0


def _product(given: Sequence[Any]) -> int:
    """Of the last two tensors: addmm adds the product to a first one."""
    if len(given) < 2 or not (given[-2].dim() and given[-1].dim()):
        return 0
    left, two = given[-2:]
    wide = two.shape[-1] if two.dim() > 1 else 1
    height = left.shape[-2] if left.dim() > 1 else 1
    # Either may be broadcast over the other's batch; the larger says how often the product is made.
    return int(max(left.numel() * wide, two.numel() * height))


def _attention(given: Sequence[Any]) -> int:
    # query by key, then weights by value: [..., from, size], [..., to, size]
    return int(2 * given[0].numel() * given[1].shape[-2]) if len(given) > 1 else 0


def _convolution(given: Sequence[Any]) -> int:
    if len(given) < 2:
        return 0
    # Weight [out, in / groups, kernel…]: numbers in × out × kernel, as if stride and groups were 1.
    return int(given[0].numel() * given[1].numel() // max(1, given[1].shape[1]))


def _each(given: Sequence[Any]) -> int:
    """Something for each number, and room for the result: 1 to 8 ns as measured."""
    return int(80 * given[0].numel())


_WATCHED: tuple[tuple[Any, str, Callable[[list[Any]], int]], ...] = (
    (torch.nn.functional, "linear", _linear),
    (torch.nn.functional, "scaled_dot_product_attention", _attention),
    (torch.nn.functional, "softmax", _each),
    (torch.nn.functional, "conv1d", _convolution),
    (torch.nn.functional, "conv2d", _convolution),
    (torch, "softmax", _each),
    (torch.nn.functional, "silu", _each),
    (torch.nn.functional, "gelu", _each),
    (torch.nn.functional, "layer_norm", _each),
    (torch, "tanh", _each),
    (torch, "pow", _each),
    (torch, "where", _each),
    (torch, "matmul", _product),
    (torch, "mm", _product),
    (torch, "bmm", _product),
    (torch, "addmm", _product),
    (torch, "baddbmm", _product),
    (torch, "einsum", _product),
)
