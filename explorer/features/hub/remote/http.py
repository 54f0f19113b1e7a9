"""HTTP that can be left at once: every request has a timeout, every connection can be cut.

A `Wire` blocks; `attend` runs it in a separate thread and watches the stop switch. To
leave, the sockets are shut down from outside: a blocked read then returns within milliseconds,
which no timeout of the HTTP library can do. https://github.com/encode/httpx/issues/1450
"""

from __future__ import annotations

import contextlib
import math
import re
import socket
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, TypeVar
from urllib.parse import urlsplit

from explorer import __version__
from explorer.boundary import network, redaction
from explorer.features.hub.remote import hub_library
from explorer.protocol.failures import (
    Failure,
    HubAnswerStrange,
    HubLineCut,
    HubOffline,
    HubSilent,
    HubUnreachable,
)
from explorer.protocol.job import Check
from explorer.text.translation import tr

if TYPE_CHECKING:
    import httpx2

T = TypeVar("T")

CONNECT_SECONDS = 5.0
_LOOK = 0.02  # seconds between two looks at the stop switch
_AT_MOST = 60.0  # seconds for one look-up, however steadily it drips
_REDIRECTS = (301, 302, 303, 307, 308)
_MOST_REDIRECTS = 8
_LONGEST_ADDRESS = 8_000
_BROKE_OFF = re.compile(r"disconnected|closed connection|incomplete", re.I)
_CREDENTIALS = re.compile(r"//[^/@\s]+@")


@dataclass(frozen=True)
class HttpAnswer:
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
        # shutdown, not close: a thread that blocks in recv() wakes only by this.
        with contextlib.suppress(OSError):
            self.socket.shutdown(socket.SHUT_RDWR)


@dataclass
class HubConnection:
    """The connections of one job. Not for use by two threads at once, except for `cut`."""

    endpoint: str = ""
    read_seconds: float = 0.0
    connect_seconds: float = CONNECT_SECONDS
    _client: httpx2.Client | None = field(default=None, repr=False)
    _lines: list[_Line] = field(default_factory=list, repr=False)
    _is_cut: bool = False
    _until: float = math.inf

    def __post_init__(self) -> None:
        self.endpoint = (self.endpoint or hub_library.endpoint()).rstrip("/")
        self.read_seconds = self.read_seconds or hub_library.patience()[0]

    @property
    def host(self) -> str:
        """The server's name as a person knows it."""
        # A mirror's address may hold a user name and a password.
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

    def __enter__(self) -> HubConnection:
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

        Redirects are followed, the authorization goes to the Hub alone, and cookies to nobody.
        """
        if hub_library.offline():
            raise HubOffline
        address = path if "://" in path else self.endpoint + path
        if token is None:
            token = hub_library.token()
        # `in_words` outside: what is raised while the body is read is put into words too.
        with in_words(self.host, self.read_seconds), network.allowed():
            response = self._answered(address, params, headers or {}, token)
            try:
                yield response
            finally:
                response.close()

    def _answered(
        self, address: str, params: Any, headers: dict[str, str], token: str | None
    ) -> httpx2.Response:
        """The last answer of a row of redirects; those before it are its `history`, unread.

        The library would read the body of each redirect to its end, however long it is.
        """
        import httpx2

        client = self._connected()
        hub = httpx2.URL(self.endpoint)
        url = httpx2.URL(address)
        if params is not None:
            url = url.copy_merge_params(params)
        passed: list[httpx2.Response] = []
        while True:
            # identity: with compression the bytes of a range would not be the file's.
            own = {"user-agent": f"transformer-explorer/{__version__}"}
            own["accept-encoding"] = "identity"
            # Scheme, host and port: a token sent to the storage's host would be given away.
            if token and (url.scheme, url.host, url.port) == (hub.scheme, hub.host, hub.port):
                own["authorization"] = f"Bearer {token}"
                redaction.learn(token)
            # The library would send back what a server sets; nothing here needs a session.
            client.cookies.clear()
            request = client.build_request(
                "GET", url, headers={**own, **headers}, extensions={"trace": self._noted}
            )
            response = client.send(request, stream=True)
            location = response.headers.get("location", "")
            if response.status_code not in _REDIRECTS or not location:
                response.history = passed
                return response
            response.close()
            passed.append(response)
            url = self._led_on(url, location, len(passed))

    def _led_on(self, url: httpx2.URL, location: str, redirects: int) -> httpx2.URL:
        """Where a redirect leads. Raises HubAnswerStrange where no answer of the Hub can be."""
        if redirects > _MOST_REDIRECTS or len(location) > _LONGEST_ADDRESS:
            raise HubAnswerStrange(self.host, tr("it leads from one address to the next"))
        following = url.join(location)
        if following.scheme not in ("http", "https") or not following.host or following.userinfo:
            raise HubAnswerStrange(self.host, tr("it leads to an address that is not a web page"))
        # An encrypted page must not lead to one that anybody on the way can read and change.
        if url.scheme == "https" and following.scheme == "http":
            raise HubAnswerStrange(self.host, tr("it leads from an encrypted page to an open one"))
        return following

    def get(
        self,
        path: str,
        *,
        params: Any = None,
        headers: dict[str, str] | None = None,
        token: str | None = None,
        limit: int = 64_000_000,
    ) -> HttpAnswer:
        """A whole answer, or its first `limit` bytes, without the token should it repeat it."""
        # One deadline for the whole answer, as a read timeout starts again with each byte.
        self._until = time.monotonic() + _AT_MOST
        try:
            with self.open(path, params=params, headers=headers, token=token) as response:
                body = bytearray()
                for chunk in response.iter_bytes():
                    body += chunk
                    if len(body) >= limit:
                        break
                    self.check_time()
                return HttpAnswer(
                    status=response.status_code,
                    headers={
                        name.lower(): redaction.redact(value)
                        for name, value in response.headers.items()
                    },
                    body=redaction.redact_bytes(bytes(body[:limit])),
                    address=str(response.url),
                )
        finally:
            self._until = math.inf

    def check_time(self) -> None:
        """Raise HubSilent where the present answer takes too long, however steadily it drips.

        Asked by the thread that waits as well: no timeout sees a head that comes byte by byte.
        """
        if time.monotonic() > self._until:
            raise HubSilent(self.host, _AT_MOST)

    def _connected(self) -> httpx2.Client:
        import httpx2

        if self._client is None:
            self._client = httpx2.Client(
                verify=_certificates(),
                follow_redirects=False,
                timeout=httpx2.Timeout(self.read_seconds, connect=self.connect_seconds),
                limits=httpx2.Limits(max_connections=4),
            )
        return self._client

    def _noted(self, event: str, info: dict[str, Any]) -> None:
        """Remember each connection as it is made, so that it can be cut."""
        # After TLS the socket is another object: both are noted.
        if not event.endswith(("connect_tcp.complete", "start_tls.complete")):
            return
        result = info["return_value"].get_extra_info("socket")
        if result is not None:
            line = _Line(result)
            self._lines.append(line)
            # `cut` came between the making of the connection and this call.
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
        # from None: the library's chain holds the request with its headers.
        raise HubUnreachable(host, _without_credentials(error)) from None
    except httpx2.TimeoutException as error:
        raise HubSilent(host, seconds, _without_credentials(error)) from None
    # RemoteProtocolError stands for a cut line and for nonsense; its words tell them apart.
    except (httpx2.NetworkError, httpx2.RemoteProtocolError) as error:
        if isinstance(error, httpx2.RemoteProtocolError) and not _BROKE_OFF.search(str(error)):
            raise HubAnswerStrange(host, _without_credentials(error)) from None
        raise HubLineCut(host, _without_credentials(error)) from None
    except (httpx2.HTTPError, httpx2.InvalidURL, httpx2.StreamError) as error:
        raise HubAnswerStrange(host, _without_credentials(error)) from None


def attend(work: Callable[[], T], check: Check, leave: Callable[[], None]) -> T:
    """Run `work` in a separate thread; `leave` and raise `Stopped` as soon as `check` does.

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
        # BaseException: also KeyboardInterrupt must not leave the thread with an open line.
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


@dataclass(frozen=True)
class RetryPolicy:
    """When to try again and when to give up. Seconds.

    `tries` failures in a row without a new byte end the download; what has arrived is kept.
    """

    tries: int = 7
    lies: int = 3
    pauses: tuple[float, ...] = (0.5, 1.0, 2.0, 4.0, 8.0)
    longest: float = 90.0
    read_seconds: float = 0.0
    at_once: int = 4
