"""The loopback Hub's server: HTTP/1.1 with keep-alive, ranges, redirects to a storage host."""

from __future__ import annotations

import json
import re
import socket
import socketserver
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

from tests.loopback.faults import Fault, Faults
from tests.loopback.repository import Repository, StoredFile

_CHUNK = 65_536


@dataclass(frozen=True)
class Served:
    """One request as it was answered. `sent` counts bytes of the body handed to the system."""

    method: str
    path: str
    range: str
    status: int
    sent: int
    authorized: bool
    cookie: str = ""


class LoopbackHub:
    """Start with `with LoopbackHub() as hub:`; `hub.url` is what HF_ENDPOINT wants.

    `storage` is the address of another one that holds the content of LFS files, as on the Hub.
    """

    def __init__(self) -> None:
        self.repositories: dict[str, Repository] = {}
        self.tokens: dict[str, str] = {}
        self.faults = Faults()
        self.log: list[Served] = []
        self.storage = ""
        self.page_size: int | None = None
        self.closing = threading.Event()
        self.active = 0
        self._counting = threading.Lock()
        handler = type("Handler", (_Handler,), {"hub": self})
        self._server = _Server(("127.0.0.1", 0), handler)
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True
        )

    @property
    def url(self) -> str:
        """The address of this Hub."""
        return f"http://127.0.0.1:{self._server.server_address[1]}"

    def __enter__(self) -> LoopbackHub:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self.closing.set()
        self._server.shutdown()
        self._server.cut_all()
        self._server.server_close()
        self._thread.join(5)

    def add(self, name: str, files: Mapping[str, bytes], **about: Any) -> Repository:
        """Publish a checkpoint."""
        repository = Repository.of(name, files, **about)
        self.repositories[name] = repository
        return repository

    def misbehave(self, match: str, **what: Any) -> Fault:
        """Let requests whose path holds `match` go wrong."""
        return self.faults.add(Fault(match, **what))

    def count(self, change: int) -> None:
        """Requests that are being answered now."""
        with self._counting:
            self.active += change

    def sent(self, match: str = "/resolve/") -> int:
        """Bytes of bodies sent for GETs whose path holds `match`."""
        return sum(one.sent for one in self.log if match in one.path and one.method == "GET")

    def asked(self, match: str) -> list[Served]:
        """The requests whose path holds `match`."""
        return [one for one in self.log if match in one.path]


class _Server(ThreadingHTTPServer):
    daemon_threads = False  # closing waits for them: a test must leave no thread
    allow_reuse_address = True

    def __init__(self, *args: Any) -> None:
        super().__init__(*args)
        self._open: set[socket.socket] = set()

    def server_bind(self) -> None:
        """Without asking for the computer's name, which asks a name server."""
        socketserver.TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", self.server_address[1]

    def process_request(self, request: Any, client_address: Any) -> None:
        self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        self._open.discard(request)
        super().shutdown_request(request)

    def cut_all(self) -> None:
        """Close every line, so that no thread outlives the server."""
        for line in list(self._open):
            try:
                line.shutdown(socket.SHUT_RDWR)
            except OSError:
                continue

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that leaves is no error of the server's."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    hub: LoopbackHub

    def log_message(self, format: str, *args: object) -> None:
        """Keep quiet."""

    def setup(self) -> None:
        super().setup()
        # Small, so that "sent" is close to "arrived" when a line breaks.
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 65_536)
        self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def do_HEAD(self) -> None:
        self._serve("HEAD")

    def do_GET(self) -> None:
        self._serve("GET")

    def _serve(self, method: str) -> None:
        self._method, self._sent, self._status = method, 0, 0
        self.hub.count(1)
        try:
            fault = self.hub.faults.take(method, self.path)
            if fault and fault.hang:
                self.hub.closing.wait(fault.hang)
                self.close_connection = True
                return
            if fault and fault.head_drip:
                self._drip(fault.head_drip)
                return
            if fault and fault.status:
                headers, body = dict(fault.headers), fault.body
                if fault.echo:
                    said = self.headers.get("Authorization", "")
                    headers |= {"X-Error-Message": said, "X-Error-Code": said, "Link": said}
                    body += said.encode()
                self._answer(fault.status, body, headers)
                return
            self._route(fault)
        except (ConnectionError, TimeoutError):
            self.close_connection = True
        finally:
            self.hub.log.append(
                Served(
                    method,
                    self.path,
                    self.headers.get("Range", ""),
                    self._status,
                    self._sent,
                    "Authorization" in self.headers,
                    self.headers.get("Cookie", ""),
                )
            )
            self.hub.count(-1)

    def _drip(self, seconds: float) -> None:
        """A head that is always about to end."""
        self.close_connection = True
        for sign in b"HTTP/1.1 200 OK\r\nX-Slow: " + b"a" * 1_000_000:
            self.wfile.write(bytes([sign]))
            if self.hub.closing.wait(seconds):
                return

    def _route(self, fault: Fault | None) -> None:
        parts = urlsplit(self.path)
        path, query = unquote(parts.path), parse_qs(parts.query)
        if path == "/api/models":
            self._search(query)
        elif path == "/api/whoami-v2":
            self._whoami()
        elif m := re.fullmatch(r"/api/models/([^/]+/[^/]+|[^/]+?)/tree/([^/]+)(/.*)?", path):
            self._tree(m[1], m[2], (m[3] or "").strip("/"))
        elif m := re.fullmatch(r"/api/models/([^/]+/[^/]+|[^/]+?)/refs", path):
            self._refs(m[1])
        elif m := re.fullmatch(r"/api/models/([^/]+/[^/]+|[^/]+?)(?:/revision/(.+))?", path):
            self._info(m[1], m[2] or "main", blobs="blobs" in query)
        elif m := re.fullmatch(r"/storage/([0-9a-f]+)", path):
            self._storage(m[1], fault)
        elif m := re.fullmatch(r"/([^/]+/[^/]+|[^/]+?)/resolve/([^/]+)/(.+)", path):
            self._resolve(m[1], m[2], m[3], fault)
        else:
            self._refuse(404, "", "Not found")

    # -- the API ------------------------------------------------------------------------------

    def _search(self, query: dict[str, list[str]]) -> None:
        def one(key: str) -> str:
            return query.get(key, [""])[0]

        found = [r for r in self.hub.repositories.values() if self._may_see(r)]
        words = one("search").lower()
        found = [r for r in found if words in r.name.lower()]
        if one("author"):
            found = [r for r in found if r.name.startswith(one("author") + "/")]
        if one("pipeline_tag"):
            found = [r for r in found if r.about.get("pipeline_tag") == one("pipeline_tag")]
        for tag in query.get("filter", []):
            found = [r for r in found if tag in r.about.get("tags", [])]
        if one("gated").lower() == "false":
            found = [r for r in found if not r.gated]
        if span := dict(part.split(":") for part in one("num_parameters").split(",") if part):
            found = [r for r in found if _within(r.about.get("safetensors"), span)]
        key = {"trendingScore": "trendingScore", "likes": "likes", "createdAt": "createdAt"}
        field = key.get(one("sort"), "downloads")
        empty: Any = "" if field == "createdAt" else 0
        found.sort(key=lambda r: r.info().get(field) or empty, reverse=True)
        limit, first = int(one("limit") or 1000), int(one("cursor") or 0)
        headers = {}
        if first + limit < len(found):
            rest = "&".join(f"{k}={v}" for k, vs in query.items() for v in vs if k != "cursor")
            following = f"{self.hub.url}/api/models?{rest}&cursor={first + limit}"
            headers["Link"] = f'<{following}>; rel="next"'
        self._json([r.info() for r in found[first : first + limit]], headers)

    def _whoami(self) -> None:
        token = self._token()
        if token in self.hub.tokens:
            name = self.hub.tokens[token]
            self._json(
                {
                    "type": "user",
                    "name": name,
                    "fullname": name.title(),
                    "auth": {"accessToken": {"displayName": "t", "role": "read"}},
                }
            )
        else:
            self._refuse(401, "", "Invalid credentials in Authorization header")

    def _info(self, name: str, revision: str, *, blobs: bool) -> None:
        repository = self._find(name, revision)
        if repository is not None:
            self._json(repository.info(blobs=blobs))

    def _tree(self, name: str, revision: str, under: str) -> None:
        repository = self._find(name, revision)
        if repository is None:
            return
        items = [
            f.tree_item()
            for f in repository.files.values()
            if not under or f.path.startswith(under + "/")
        ]
        if under and not items:
            self._refuse(404, "EntryNotFound", f"{under} does not exist")
            return
        first = int(parse_qs(urlsplit(self.path).query).get("cursor", ["0"])[0])
        size = self.hub.page_size or len(items) or 1
        headers = {}
        if first + size < len(items):
            base = self.path.split("&cursor=")[0]
            headers["Link"] = f'<{self.hub.url}{base}&cursor={first + size}>; rel="next"'
        self._json(items[first : first + size], headers)

    def _refs(self, name: str) -> None:
        repository = self._find(name, "main")
        if repository is not None:

            def listed(refs: dict[str, str], kind: str) -> list[dict[str, str]]:
                return [
                    {"name": n, "ref": f"refs/{kind}/{n}", "targetCommit": c}
                    for n, c in refs.items()
                ]

            self._json(
                {
                    "branches": listed(repository.branches, "heads"),
                    "tags": listed(repository.tags, "tags"),
                    "converts": [],
                }
            )

    # -- files --------------------------------------------------------------------------------

    def _resolve(self, name: str, revision: str, path: str, fault: Fault | None) -> None:
        repository = self._find(name, revision, content=True)
        if repository is None:
            return
        stored = repository.files.get(path)
        commit = {"X-Repo-Commit": repository.commit}
        if stored is None:
            self._refuse(404, "EntryNotFound", "Entry not found", commit)
            return
        etag = (fault.etag if fault else "") or stored.etag
        if self.hub.storage and stored.sha256:
            self._answer(
                302,
                b"",
                {
                    **commit,
                    "Location": f"{self.hub.storage}/storage/{stored.sha256}",
                    "X-Linked-Etag": f'"{etag}"',
                    "X-Linked-Size": str(len(stored.content)),
                },
            )
            return
        self._content(stored, fault, {**commit, "ETag": f'"{etag}"'})

    def _storage(self, sha256: str, fault: Fault | None) -> None:
        for repository in self.hub.repositories.values():
            for stored in repository.files.values():
                if stored.sha256 == sha256:
                    self._content(stored, fault, {"ETag": '"storage-has-its-own-etag"'})
                    return
        self._refuse(404, "", "No such object")

    def _content(self, stored: StoredFile, fault: Fault | None, headers: dict[str, str]) -> None:
        content = stored.content
        if fault and fault.flip and content:
            middle = len(content) // 2
            content = content[:middle] + bytes([content[middle] ^ 1]) + content[middle + 1 :]
        size = len(content) + (fault.length_off if fault else 0)
        first, last, status = 0, len(content) - 1, 200
        asked = re.fullmatch(r"bytes=(\d+)-(\d*)", self.headers.get("Range", ""))
        if not (fault and fault.no_ranges):
            headers["Accept-Ranges"] = "bytes"
            if asked:
                first = int(asked[1])
                if first >= len(content):
                    self._answer(416, b"", {"Content-Range": f"bytes */{len(content)}"})
                    return
                last = min(int(asked[2]), last) if asked[2] else last
                headers["Content-Range"] = f"bytes {first}-{last}/{size}"
                status = 206
        body = memoryview(content)[first : last + 1]
        length = len(body) + (fault.length_off if fault and status == 200 else 0)
        self._head(status, {**headers, "Content-Length": str(length)})
        if self._method == "HEAD":
            return
        self._send(body, fault)

    def _send(self, body: memoryview, fault: Fault | None) -> None:
        end = len(body)
        if fault and fault.cut_after is not None:
            end = min(end, fault.cut_after)
        for start in range(0, end, _CHUNK):
            chunk = body[start : min(start + _CHUNK, end)]
            self.wfile.write(chunk)
            self._sent += len(chunk)
            if fault and fault.rate and self.hub.closing.wait(len(chunk) / fault.rate):
                break
        if fault and fault.drip:
            self.hub.closing.wait(fault.drip)
        if end < len(body) or (fault and fault.length_off):
            self.close_connection = True

    # -- who may, and how to say it -----------------------------------------------------------

    def _token(self) -> str:
        return self.headers.get("Authorization", "").removeprefix("Bearer ")

    def _may_see(self, repository: Repository) -> bool:
        return not repository.private or self._token() in self.hub.tokens

    def _find(self, name: str, revision: str, *, content: bool = False) -> Repository | None:
        repository, token = self.hub.repositories.get(name), self._token()
        if token and token not in self.hub.tokens:
            self._refuse(401, "", "Invalid credentials in Authorization header")
            return None
        if repository is None or not self._may_see(repository):
            status = 404 if token else 401
            self._refuse(status, "RepoNotFound", "Repository not found")
            return None
        user = self.hub.tokens.get(token, "")
        if repository.denied:
            self._refuse(403, "", "Forbidden")
            return None
        if content and repository.gated and user not in repository.accepted:
            status = 403 if token else 401
            self._refuse(status, "GatedRepo", f"Access to model {name} is restricted")
            return None
        if repository.commit_for(revision) is None:
            self._refuse(404, "RevisionNotFound", f"Invalid rev id: {revision}")
            return None
        return repository

    def _json(self, value: object, headers: dict[str, str] | None = None) -> None:
        body = json.dumps(value).encode()
        self._answer(200, body, {"Content-Type": "application/json", **(headers or {})})

    def _refuse(
        self, status: int, code: str, message: str, headers: dict[str, str] | None = None
    ) -> None:
        own = {"X-Error-Code": code} if code else {}
        body = json.dumps({"error": message}).encode()
        said = {"Content-Type": "application/json", "X-Error-Message": message}
        self._answer(status, body, {**said, **own, **(headers or {})})

    def _answer(self, status: int, body: bytes, headers: dict[str, str]) -> None:
        self._head(status, {"Content-Length": str(len(body)), **headers})
        if self._method != "HEAD" and body:
            self.wfile.write(body)
            self._sent += len(body)

    def _head(self, status: int, headers: dict[str, str]) -> None:
        self._status = status
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()


def _within(said: object, span: dict[str, str]) -> bool:
    total = said.get("total", 0) if isinstance(said, dict) else 0
    return int(span.get("min", 0)) <= total <= int(span.get("max", 10**15))
