"""Ways in which a server can go wrong, each asked for by a test."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field


@dataclass
class Fault:
    """What to do to the next `times` requests whose path holds `match` (and, if set, `method`).

    `status` answers with that status; `hang` says nothing for so many seconds; `cut_after` closes
    the line after so many bytes of the body; `short_by` ends the body early although the length
    was announced right; `length_off` lies about the length; `etag` lies about the ETag; `flip`
    damages a byte of the content; `rate` is bytes per second; `no_ranges` ignores Range. `whole`
    means that the path without its query is `match`. `echo` repeats the Authorization header in
    the answer's head and body; `head_drip` sends the head byte by byte, so many seconds apart.
    """

    match: str
    times: int = 1_000_000
    method: str = "GET"
    skip: int = 0
    status: int = 0
    headers: dict[str, str] = field(default_factory=dict)
    body: bytes = b""
    hang: float = 0.0
    cut_after: int | None = None
    length_off: int = 0
    etag: str = ""
    flip: bool = False
    rate: int = 0
    no_ranges: bool = False
    drip: float = 0.0
    whole: bool = False
    echo: bool = False
    head_drip: float = 0.0

    def meets(self, method: str, path: str) -> bool:
        """Whether this request is one of those to go wrong."""
        if method != self.method or self.times <= 0:
            return False
        return path.partition("?")[0] == self.match if self.whole else self.match in path


class Faults:
    """The faults in force. Safe to use from the server's threads."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def add(self, fault: Fault) -> Fault:
        """Put a fault into force."""
        with self._lock:
            self._faults.append(fault)
        return fault

    def clear(self) -> None:
        """Behave well again."""
        with self._lock:
            self._faults.clear()

    def take(self, method: str, path: str) -> Fault | None:
        """The fault for this request, counted; None when all is well."""
        with self._lock:
            for fault in self._faults:
                if fault.meets(method, path):
                    if fault.skip > 0:
                        fault.skip -= 1
                        continue
                    fault.times -= 1
                    return fault
        return None
