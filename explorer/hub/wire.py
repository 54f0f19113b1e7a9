"""HTTP that can be left at once: every request has a timeout, every connection can be cut.

A `Wire` blocks; `attend` runs it in a thread of its own and watches the stop switch meanwhile. To
leave, the sockets are shut down from outside: a blocked read then returns within milliseconds,
which no timeout of the HTTP library can do. https://github.com/encode/httpx/issues/1450
"""

from __future__ import annotations

import contextlib
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from explorer import __version__, redaction
from explorer.failures import (
    Failure,
    HubAnswerStrange,
    HubLineCut,
    HubOffline,
    HubSilent,
    HubUnreachable,
)
from explorer.hub import library
from explorer.messages.job import Check

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

CONNECT_SECONDS = 5.0
_LOOK = 0.02  # seconds between two looks at the stop switch
_AT_MOST = 60.0  # seconds for one look-up, however steadily it drips
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


@dataclass(frozen=True)
class Answer:
    """A whole answer, or its first part. `headers` have lower-case names."""

    status: int
    headers: dict[str, str]
    body: bytes
    address: str


@dataclass(frozen=True)
class _Line:
    """A connection that can be shut down from another thread."""

    socket: socket.socket

    def cut(self) -> None:
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


@dataclass
class Wire:
    """The connections of one job. Not for use by two threads at once, except for `cut`."""

    endpoint: str = ""
    read_seconds: float = 0.0
    connect_seconds: float = CONNECT_SECONDS
    _client: httpx2.Client | None = field(default=None, repr=False)
    _lines: list[_Line] = field(default_factory=list, repr=False)
    _is_cut: bool = False

    def __post_init__(self) -> None:
        self.endpoint = (self.endpoint or library.endpoint()).rstrip("/")
        self.read_seconds = self.read_seconds or library.patience()[0]

    @property
    def host(self) -> str:
        """The server's name as a person knows it."""
        return urlsplit(self.endpoint).netloc.rpartition("@")[2] or self.endpoint

    def cut(self) -> None:
        """End everything under way, from any thread; the blocked call fails at once."""
        self._is_cut = True
        for line in list(self._lines):
            line.cut()

    def close(self) -> None:
        """Give the connections back."""
        client, self._client = self._client, None
        if client is not None:
            client.close()
        self._lines.clear()

    def __enter__(self) -> Wire:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @contextlib.contextmanager
    def open(
        self,
        path: str,
        *,
        params: Any = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
    ) -> Iterator[httpx2.Response]:
        """A streamed GET of an address, or of a path on the Hub. Raises `Failure`s only.

        Redirects are followed; the library drops the authorization when they leave the Hub.
        """
        if library.offline():
            raise HubOffline
        address = path if "://" in path else self.endpoint + path
        own = {"user-agent": f"transformer-explorer/{__version__}", "accept-encoding": "identity"}
        if token is None:
            token = library.token()
        if token and address.startswith(self.endpoint + "/"):
            own["authorization"] = f"Bearer {token}"
            redaction.learn(token)
        with (
            in_words(self.host, self.read_seconds),
            self._connected().stream(
                "GET",
                address,
                params=params,
                headers={**own, **(headers or {})},
                extensions={"trace": self._noted},
            ) as response,
        ):
            yield response

    def get(
        self,
        path: str,
        *,
        params: Any = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
        limit: int = 64_000_000,
    ) -> Answer:
        """A whole answer, or its first `limit` bytes."""
        until = time.monotonic() + _AT_MOST
        with self.open(path, params=params, headers=headers, token=token) as response:
            body = bytearray()
            for chunk in response.iter_bytes():
                body += chunk
                if len(body) >= limit:
                    break
                if time.monotonic() > until:
                    raise HubSilent(self.host, _AT_MOST)
            return Answer(
                status=response.status_code,
                headers={
                    name.lower(): redaction.redact(value)
                    for name, value in response.headers.items()
                },
                body=redaction.redact_bytes(bytes(body[:limit])),
                address=str(response.url),
            )

    def _connected(self) -> httpx2.Client:
        import httpx2

        if self._client is None:
            self._client = httpx2.Client(
                verify=_certificates(),
                follow_redirects=True,
                timeout=httpx2.Timeout(self.read_seconds, connect=self.connect_seconds),
                limits=httpx2.Limits(max_connections=4),
            )
        return self._client

    def _noted(self, event: str, info: dict[str, Any]) -> None:
        """Remember each connection as it is made, so that it can be cut."""
        if not event.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        made = info["return_value"].get_extra_info("socket")
        if made is not None:
            line = _Line(made)
            self._lines.append(line)
            if self._is_cut:
                line.cut()


@contextlib.contextmanager
def in_words(host: str, seconds: float) -> Iterator[None]:
    """Turn the HTTP library's errors into failures. The order of the clauses matters."""
    import httpx2

    try:
        yield
    except Failure:
        raise
    except (httpx2.ConnectError, httpx2.ConnectTimeout, httpx2.ProxyError) as error:
        raise HubUnreachable(host, _without_credentials(error)) from None
    except httpx2.TimeoutException as error:
        raise HubSilent(host, seconds, _without_credentials(error)) from None
    except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
        raise HubLineCut(host, _without_credentials(error)) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise HubAnswerStrange(host, _without_credentials(error)) from None


def attend(work: Callable[[], T], check: Check, leave: Callable[[], None]) -> T:
    """Run `work` in a thread of its own; `leave` and raise `Stopped` as soon as `check` does.

    After `leave` the thread is waited for, but not for ever: looking up a name cannot be cut.
    """
    ended = threading.Event()
    result: list[T] = []
    raised: list[BaseException] = []

    def run() -> None:
        try:
            result.append(work())
        except BaseException as error:
            raised.append(error)
        finally:
            ended.set()

    thread = threading.Thread(target=run, name="hub-request", daemon=True)
    thread.start()
    try:
        while not ended.wait(_LOOK):
            check()
    except BaseException:
        leave()
        thread.join(1.0)
        raise
    thread.join()
    if raised:
        raise raised[0]
    return result[0]


@cache
def _certificates() -> Any:
    """One TLS context for all: reading the system's certificates costs tens of milliseconds."""
    import httpx2

    return httpx2.create_ssl_context()


def _without_credentials(error: Exception) -> str:
    """What the library says, without the password that a proxy's address may hold."""
    return f"{type(error).__name__}: {_CREDENTIALS.sub('//', str(error))}"
