"""`dask worker … --preload explorer.lanes.preload`: a worker of a cluster serves a window as well.

The cluster stays what it is: whoever holds its certificates can have it run any program, and this
changes nothing of that. Only the handlers that a window calls are added to the worker.
"""

from __future__ import annotations

import platform
import threading
from typing import Any


def dask_setup(worker: Any) -> None:
    """Called by Dask in the worker's process when it begins.

    https://docs.dask.org/en/stable/customize-initialization.html
    """
    from explorer.boundary import network
    from explorer.lanes.host import STACK_BYTES, Host

    network.guard(guest=True)  # the lanes' own threads; those of the cluster's other work are not
    network.settle_library()
    threading.stack_size(STACK_BYTES)
    Host(worker, platform.node(), "", alone=False)
