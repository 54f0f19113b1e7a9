"""The engine behind a window, for what a test compares with it."""

from __future__ import annotations

from typing import Any

from explorer.lanes.far import Switch


def engine_of(window: Any) -> Any:
    """The engine in this process. Ask while the lane is idle: then nothing else touches it."""
    handler = window.model._worker._handler
    return handler._local if isinstance(handler, Switch) else handler
