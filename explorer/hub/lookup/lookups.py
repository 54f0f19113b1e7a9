"""The Hub's look-up addresses: models, tree, refs, single files. JSON in, failures out.

`Lookups` belongs to one room and lasts as long as it; it remembers answers, so that going back
costs nothing. It keeps no connection between jobs: an idle one may be dead when it is needed.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

from explorer.failures import FileGone, HubAnswerStrange
from explorer.hub import library
from explorer.hub.lookup import answers
from explorer.hub.wire import Answer, Wire, attend
from explorer.messages.job import Check
from explorer.texts import tr

T = TypeVar("T")

_REMEMBERED = 200
Params = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Entry:
    """A file of a revision as the Hub lists it. `sha256` is empty for small files kept in git."""

    path: str
    size: int
    git_id: str
    sha256: str

    @property
    def etag(self) -> str:
        """The name of its blob in the cache, which is also its checksum."""
        return self.sha256 or self.git_id


@dataclass
class Lookups:
    """Questions to the Hub for one room, with what was answered before."""

    endpoint: str = ""
    read_seconds: float = 0.0
    _memory: OrderedDict[Any, Any] = field(default_factory=OrderedDict, repr=False)

    def wire(self) -> Wire:
        """A wire for one job; close it."""
        return Wire(endpoint=self.endpoint, read_seconds=self.read_seconds)

    @property
    def address(self) -> str:
        """The Hub's address without a slash at its end."""
        return (self.endpoint or library.endpoint()).rstrip("/")

    def remembered(self, key: Any) -> Any:
        """What was kept under this key, or None. The token in force is part of every key."""
        key = (key, self._who())
        if key in self._memory:
            self._memory.move_to_end(key)
        return self._memory.get(key)

    def remember(self, key: Any, value: T) -> T:
        """Keep a value for the next time; the oldest of 200 is dropped."""
        self._memory[(key, self._who())] = value
        while len(self._memory) > _REMEMBERED:
            self._memory.popitem(last=False)
        return value

    def forget(self) -> None:
        """Drop everything remembered: after signing in or out the answers are others."""
        self._memory.clear()

    def ask(self, check: Check, questions: Callable[[Wire], T]) -> T:
        """Run questions on a wire of their own; leave at once when `check` raises."""
        check()
        with self.wire() as wire:
            return attend(lambda: questions(wire), check, wire.cut)

    def model(self, wire: Wire, checkpoint: str, revision: str = "") -> dict[str, Any]:
        """`/api/models/{id}`: everything that the Hub says of a checkpoint at a revision."""
        path = f"/api/models/{_name(checkpoint)}"
        if revision and revision != "main":
            path += f"/revision/{quote(revision, safe='')}"
        found = self._json(wire, path, checkpoint=checkpoint, revision=revision)
        return found if isinstance(found, dict) else {}

    def tree(self, wire: Wire, checkpoint: str, commit: str) -> tuple[Entry, ...]:
        """Every file of a commit with size and checksums; a commit's tree never changes."""
        key = ("tree", checkpoint, commit)
        if (known := self.remembered(key)) is not None:
            return tuple(known)
        address = (
            f"/api/models/{_name(checkpoint)}/tree/{quote(commit, safe='')}"
            "?recursive=true&expand=false"
        )
        entries: list[Entry] = []
        while address:
            answer = wire.get(address)
            self._good(answer, wire, checkpoint=checkpoint, revision=commit)
            for item in answers.json_of(answer, wire.host):
                if isinstance(item, dict) and item.get("type") == "file":
                    entries.append(_entry(item, wire.host))
            address = answers.next_page(answer.headers, wire.endpoint)
        return tuple(self.remember(key, tuple(entries)))

    def refs(self, wire: Wire, checkpoint: str) -> dict[str, Any]:
        """Branches and tags with their commits."""
        found = self._json(wire, f"/api/models/{_name(checkpoint)}/refs", checkpoint=checkpoint)
        return found if isinstance(found, dict) else {}

    def search(self, wire: Wire, address: str, params: Params | None) -> tuple[list[Any], str]:
        """One page of `/api/models`, and the address of the next page or empty."""
        answer = wire.get(address, params=params)
        self._good(answer, wire)
        found = answers.json_of(answer, wire.host)
        if not isinstance(found, list):
            raise HubAnswerStrange(wire.host, tr("a search is answered with a list"))
        return found, answers.next_page(answer.headers, wire.endpoint)

    def file(
        self,
        wire: Wire,
        checkpoint: str,
        commit: str,
        path: str,
        *,
        first: int = 0,
        limit: int,
    ) -> bytes:
        """Up to `limit` bytes of a file from byte `first`, by a range request.

        A server without ranges is read from the start and left after the wanted bytes.
        """
        span = {"range": f"bytes={first}-{first + limit - 1}"}
        answer = wire.get(
            file_address(wire.endpoint, checkpoint, commit, path),
            headers=span,
            limit=limit + first,
        )
        if answer.status == 416:  # an empty file, or a start past its end
            return b""
        self._good(answer, wire, checkpoint=checkpoint, revision=commit, path=path)
        whole = answer.status == 200
        return answer.body[first : first + limit] if whole else answer.body[:limit]

    def small_file(self, wire: Wire, checkpoint: str, commit: str, path: str, limit: int) -> str:
        """A text file's first `limit` bytes, empty when there is no such file."""
        try:
            found = self.file(wire, checkpoint, commit, path, limit=limit)
        except FileGone:
            return ""
        return found.decode("utf-8", "replace")

    def _json(self, wire: Wire, path: str, *, checkpoint: str = "", revision: str = "") -> Any:
        answer = wire.get(path)
        self._good(answer, wire, checkpoint=checkpoint, revision=revision)
        return answers.json_of(answer, wire.host)

    def _good(
        self,
        answer: Answer,
        wire: Wire,
        *,
        checkpoint: str = "",
        revision: str = "",
        path: str = "",
    ) -> None:
        failure = answers.failure_of(
            answer.status,
            answer.headers,
            host=wire.host,
            endpoint=wire.endpoint,
            has_token=library.token() is not None,
            checkpoint=checkpoint,
            revision=revision,
            path=path,
        )
        if failure is not None:
            raise failure

    def _who(self) -> int:
        return hash(library.token())


def file_address(endpoint: str, checkpoint: str, commit: str, path: str) -> str:
    """Where a file's content is served."""
    return f"{endpoint}/{_name(checkpoint)}/resolve/{quote(commit, safe='')}/{quote(path)}"


def _name(checkpoint: str) -> str:
    return quote(checkpoint, safe="/")


def _entry(item: dict[str, Any], host: str) -> Entry:
    lfs = item.get("lfs") if isinstance(item.get("lfs"), dict) else None
    path, size = answers.text(item.get("path")), answers.number(item.get("size"))
    if not path or size is None or ".." in path.split("/") or path.startswith("/"):
        raise HubAnswerStrange(host, tr("a file listing with a path or a size that cannot be"))
    return Entry(
        path=path,
        size=size,
        git_id=_checksum(item.get("oid"), 40),
        sha256=_checksum(lfs.get("oid") or lfs.get("sha256"), 64) if lfs else "",
    )


def _checksum(value: object, length: int) -> str:
    """A checksum names a file on disk, so anything but hexadecimal digits is refused."""
    found = answers.text(value).lower()
    return found if len(found) == length and all(c in "0123456789abcdef" for c in found) else ""
