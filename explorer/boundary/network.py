"""Who may use the network: a thread that says so, for as long as it says so, and nobody else.

The program promises that nothing goes over the network unless a person asked. Its own calls keep
that; the libraries' do not: config classes of transformers ask the Hub for a `backbone` by its
name, whatever `from_pretrained` was told. So it is denied where every Python library has to pass:
at the socket. Unix sockets and pipes (the display, the session bus, child processes) are left
alone. https://docs.python.org/3/library/audit_events.html
"""

from __future__ import annotations

import contextlib
import os
import sys
import threading
from collections.abc import Iterator
from functools import cache

_SENDING = frozenset({"socket.connect", "socket.sendto", "socket.sendmsg"})
_NAMING = frozenset(
    {"socket.getaddrinfo", "socket.gethostbyname", "socket.gethostbyaddr", "socket.getnameinfo"}
)
_GUARDED = _SENDING | _NAMING


class NetworkDenied(OSError):
    """A thread that may not use the network tried to; `event` is what Python calls the attempt."""

    def __init__(self, event: str) -> None:
        super().__init__(f"the network is not used here ({event})")
        self.event = event


# Of each thread: what one may do says nothing about the others.
class _Here(threading.local):
    depth = 0
    ours = False


_here = _Here()
_guest = False
_attempts: list[str] = []


def attempts() -> int:
    """How often a thread was refused so far."""
    return len(_attempts)


def was_refused(error: BaseException | None) -> bool:
    """Whether an error, or one that it came from, is that the network was not to be used."""
    # A chain of causes may be a circle where somebody set them by hand.
    depth = 0
    while error is not None and depth < 50:
        if isinstance(error, NetworkDenied) or type(error).__name__ == "OfflineModeIsEnabled":
            return True
        error = error.__cause__ or error.__context__
        depth += 1
    return False


@contextlib.contextmanager
def allowed() -> Iterator[None]:
    """This thread may use the network meanwhile: a person asked for what it does."""
    _here.depth += 1
    try:
        yield
    finally:
        _here.depth -= 1


def is_allowed() -> bool:
    """Whether this thread may use the network now."""
    return _here.depth > 0 or (_guest and not _here.ours)


def ours() -> None:
    """This thread is one of the program's own, also where the process is somebody else's."""
    _here.ours = True


def guard(*, guest: bool = False) -> None:
    """Deny the network to all threads of this process from now on; it cannot be taken back.

    As a `guest` in a script's or a notebook's process, only to threads that are `ours`: what the
    others do is their own business. A process that was guarded whole stays so.
    """
    global _guest
    if not _listen.cache_info().currsize:
        _guest = guest
    _listen()


# Once: hooks cannot be removed, and each is called for every event.
@cache
def _listen() -> None:
    sys.addaudithook(_hear)


def _hear(event: str, arguments: tuple[object, ...]) -> None:
    # Python tells the hook before it acts; what the hook raises keeps it from happening.
    # Called for every file that is opened and every module that is imported: one look-up each.
    if event not in _GUARDED or is_allowed():
        return
    if event in _SENDING:
        import socket  # here, where it is there already: not for the first paint

        family = getattr(arguments[0], "family", None)
        if family not in (socket.AF_INET, socket.AF_INET6):
            return
    _attempts.append(event)
    raise NetworkDenied(event)


# A subclass of int, because the library compares the constant and asks whether it is true.
class _UnlessAllowed(int):
    """True in every thread that may not use the network."""

    def __bool__(self) -> bool:
        return not is_allowed()


def settle_library() -> None:
    """Let huggingface_hub be offline in every thread that may not use the network.

    It then answers from the cache at once, instead of trying five times for 23 seconds. Telemetry
    is off: the first call of the day would fetch a list for the user agent. So is Xet: hf-xet 1.8
    brings 200 MB on one computer 1.3 to 2.3 times as fast, but it opens its connections below
    Python, past the guard at the socket, and after `abort` it went on writing, in five of six tries
    to the end. A person's own settings win.
    """
    # setdefault: what a person set in the environment wins.
    os.environ.setdefault("HF_HUB_DISABLE_TELEMETRY", "1")
    os.environ.setdefault("HF_HUB_DISABLE_XET", "1")
    from huggingface_hub import constants

    if constants.HF_HUB_OFFLINE is False:
        # Replaced in `constants`, because the library's functions look there at each call.
        constants.HF_HUB_OFFLINE = _UnlessAllowed(1)  # type: ignore[assignment]
