"""What of Dask's own messages is not used here, and therefore refused: pickles, and a web page.

Dask reads pickles out of whatever arrives, before any handler sees it; who holds a certificate
could run code that way in both directions. The lanes send plain bytes in plain messages, so both
ends refuse pickles altogether. Tried: scheduler and worker find each other without any.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor
from types import SimpleNamespace
from typing import Any

from explorer.boundary import network
from explorer.lanes.wire import Refused


def _refuse(*arguments: object, **options: object) -> Any:
    raise Refused("a pickled object where none is expected")


def refuse_pickles() -> None:
    """From now on this process reads no pickle that comes in through Dask."""
    from distributed import scheduler
    from distributed.protocol import core, pickle

    # Other modules of Dask ask this one for `loads`; the scheduler has names of its own.
    pickle.loads = scheduler.loads = _refuse
    scheduler.pickle = SimpleNamespace(loads=_refuse, dumps=pickle.dumps)
    core.merge_and_deserialize = _refuse


_OF_WORKERS = frozenset(
    {"identity", "register-worker", "heartbeat_worker", "unregister", "ping", "log_event"}
)


def keep_own_handlers(server: Any, prefix: str) -> None:
    """Answer only what scheduler and worker need of each other, and what begins with `prefix`."""
    for name in list(server.handlers):
        if name not in _OF_WORKERS and not name.startswith(prefix):
            del server.handlers[name]


class AllowedThreads(ThreadPoolExecutor):
    """Threads in which Dask looks names up; each may use the network, as who asks them may."""

    def __init__(self) -> None:
        super().__init__(2, "dask names")

    def submit(self, work: Callable[..., Any], /, *values: Any, **options: Any) -> Future[Any]:
        """As the base class, allowed."""

        def allowed() -> Any:
            with network.allowed():
                return work(*values, **options)

        return super().submit(allowed)


def quiet() -> None:
    """Dask reports each connection that ends; what a person must know is said elsewhere."""
    logging.getLogger("distributed").setLevel(logging.CRITICAL)
