"""The Hub's look-up addresses: models, tree, refs, single files. JSON in, failures out.

`Lookups` belongs to one room and lasts as long as it; it remembers answers, so that going back
costs nothing. It keeps no connection between jobs: an idle one may be dead when it is needed.
"""

from __future__ import annotations

import json
import sys
from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, TypeVar
from urllib.parse import quote

import msgspec

from explorer.boundary import hub_names
from explorer.boundary.limits import HUB_ANSWER, MOST_FILES
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.http import HttpAnswer, HubConnection, RetryPolicy, attend
from explorer.features.hub.remote.lookup import answers, shapes
from explorer.features.hub.remote.lookup.shapes import ModelInfo, Refs, TreeItem
from explorer.protocol.failures import FileGone, HubAnswerStrange
from explorer.protocol.job import Check
from explorer.text.translation import tr

T = TypeVar("T")

_REMEMBERED, _REMEMBERED_BYTES = 200, 200_000_000
"""What is kept of earlier answers: so many, and so many bytes of memory. The files of a usual
checkpoint take 10 kB, the 100,000 that a revision may have 70 MB."""

Params = Sequence[tuple[str, str]]


@dataclass(frozen=True)
class TreeEntry:
    """A file of a revision as the Hub lists it. `sha256` is empty for small files kept in git.

    Not every path that git can hold is one that may be written here: `hub_names.repo_path`.
    """

    path: str
    size: int
    git_id: str
    sha256: str

    @property
    def etag(self) -> str:
        """The name of its blob in the cache, which is also its checksum."""
        return self.sha256 or self.git_id


def _memory_of(value: object, known: Mapping[int, int]) -> int:
    """About the bytes that an answer occupies, with all that is in it.

    `known` are those of other answers, by their id: to look through 100,000 files takes 0.6 s.
    """
    total, left, containers = 0, [value], set()
    while left:
        item = left.pop()
        if id(item) in known:
            total += known[id(item)]
            continue
        total += sys.getsizeof(item)
        if isinstance(item, (str, bytes, int, float, type(None))):
            continue
        if id(item) in containers:  # what two rows share counts once
            continue
        containers.add(id(item))
        match item:
            case Mapping():
                left += item.keys()
                left += item.values()
            case list() | tuple() | set() | frozenset():
                left += item
            case msgspec.Struct():
                left += [getattr(item, name) for name in item.__struct_fields__]
            case _:  # a dataclass, or a failure
                left.append(getattr(item, "__dict__", None))
    return total


@dataclass
class Lookups:
    """Questions to the Hub for one room, with what was answered before."""

    endpoint: str = ""
    patience: RetryPolicy = field(default_factory=RetryPolicy)
    # Key and account → the value, and the bytes that it occupies.
    _memory: OrderedDict[Any, tuple[Any, int]] = field(default_factory=OrderedDict, repr=False)

    def wire(self) -> HubConnection:
        """A wire for one job; close it."""
        return HubConnection(endpoint=self.endpoint, read_seconds=self.patience.read_seconds)

    @property
    def address(self) -> str:
        """The Hub's address without a slash at its end."""
        return (self.endpoint or hub_library.endpoint()).rstrip("/")

    def remembered(self, key: Any, kind: type[T]) -> T | None:
        """The `kind` kept under this key, or None. The token in force is part of every key."""
        # Another account sees other checkpoints: its answers must not be mixed.
        key = (key, self._who())
        if key in self._memory:
            self._memory.move_to_end(key)
        value, _ = self._memory.get(key, (None, 0))
        assert value is None or isinstance(value, kind)
        return value

    def remember(self, key: Any, value: T) -> T:
        """Keep a value for the next time, in the place of the oldest ones.

        One that would take all the room by itself is not kept.
        """
        key = (key, self._who())
        self._memory.pop(key, None)  # a newer answer belongs at the end
        needed = _memory_of(value, {id(stored): size for stored, size in self._memory.values()})
        if needed > _REMEMBERED_BYTES:
            return value
        self._memory[key] = (value, needed)
        held = sum(size for _, size in self._memory.values())
        while len(self._memory) > _REMEMBERED or held > _REMEMBERED_BYTES:
            _, (_, size) = self._memory.popitem(last=False)
            held -= size
        return value

    def forget(self) -> None:
        """Drop everything remembered: after signing in or out the answers are others."""
        self._memory.clear()

    def ask(self, check: Check, questions: Callable[[HubConnection], T]) -> T:
        """Run questions on a separate wire; leave at once when `check` raises."""
        check()
        with self.wire() as wire:

            def check_both() -> None:
                check()
                wire.check_time()

            return attend(lambda: questions(wire), check_both, wire.cut)

    def model(self, wire: HubConnection, checkpoint: str, revision: str = "") -> ModelInfo:
        """`/api/models/{id}`: what the Hub says of a checkpoint at a revision."""
        path = f"/api/models/{_name(checkpoint)}"
        # quote(safe=""): a branch may hold slashes, and is one part of the address.
        if revision and revision != "main":
            path += f"/revision/{quote(revision, safe='')}"
        return self._typed(wire, path, ModelInfo, checkpoint=checkpoint, revision=revision)

    def tree(self, wire: HubConnection, checkpoint: str, commit: str) -> tuple[TreeEntry, ...]:
        """Every file of a commit with size and checksums; a commit's tree never changes."""
        key = ("tree", checkpoint, commit)
        if (known := self.remembered(key, tuple)) is not None:
            return known
        address = (
            f"/api/models/{_name(checkpoint)}/tree/{quote(commit, safe='')}"
            "?recursive=true&expand=false"
        )
        entries: dict[str, TreeEntry] = {}
        asked = {address}
        while address:
            # One byte more than is read tells that there was more.
            answer = wire.get(address, limit=HUB_ANSWER.bytes + 1)
            self._good(answer, wire, checkpoint=checkpoint, revision=commit)
            for item in shapes.typed(answer, wire.host, list[TreeItem]):
                if item.type == "file":
                    entry = _entry(item, wire.host)
                    entries[entry.path] = entry
            address = answers.next_page(answer.headers, wire.endpoint)
            # An address that comes again would be asked for ever.
            if address in asked or len(entries) > MOST_FILES:
                raise HubAnswerStrange(wire.host, tr("a list of files without an end"))
            asked.add(address)
        return self.remember(key, _a_tree(entries, wire.host))

    def refs(self, wire: HubConnection, checkpoint: str) -> Refs:
        """Branches and tags with their commits."""
        path = f"/api/models/{_name(checkpoint)}/refs"
        return self._typed(wire, path, Refs, checkpoint=checkpoint)

    def search(
        self, wire: HubConnection, address: str, params: Params | None
    ) -> tuple[tuple[ModelInfo, ...], str]:
        """One page of `/api/models`, and the address of the next page or empty."""
        answer = wire.get(address, params=params, limit=HUB_ANSWER.bytes + 1)
        self._good(answer, wire)
        infos = shapes.typed(answer, wire.host, list[ModelInfo])
        return tuple(infos), answers.next_page(answer.headers, wire.endpoint)

    def file(
        self,
        wire: HubConnection,
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
            # /resolve/ redirects to the storage, where the range is honoured.
            file_address(wire.endpoint, checkpoint, commit, path),
            headers=span,
            limit=limit + first,
        )
        if answer.status == 416:  # an empty file, or a start past its end
            return b""
        self._good(answer, wire, checkpoint=checkpoint, revision=commit, path=path)
        # 200: a server without ranges sends from the start.
        whole = answer.status == 200
        return answer.body[first : first + limit] if whole else answer.body[:limit]

    def small_file(
        self, wire: HubConnection, checkpoint: str, commit: str, path: str, limit: int
    ) -> str:
        """A text file's first `limit` bytes, empty when there is no such file."""
        try:
            content = self.file(wire, checkpoint, commit, path, limit=limit)
        except FileGone:
            return ""
        return content.decode("utf-8", "replace")

    def small_json(
        self, wire: HubConnection, checkpoint: str, commit: str, path: str, limit: int
    ) -> str:
        """The same for JSON, in any of the encodings that JSON may have."""
        try:
            content = self.file(wire, checkpoint, commit, path, limit=limit)
        except FileGone:
            return ""
        return content.decode(json.detect_encoding(content), "replace").removeprefix("\ufeff")

    def _typed(
        self,
        wire: HubConnection,
        path: str,
        kind: type[T],
        *,
        checkpoint: str = "",
        revision: str = "",
    ) -> T:
        answer = wire.get(path, limit=HUB_ANSWER.bytes + 1)
        self._good(answer, wire, checkpoint=checkpoint, revision=revision)
        return shapes.typed(answer, wire.host, kind)

    def _good(
        self,
        answer: HttpAnswer,
        wire: HubConnection,
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
            has_token=hub_library.token() is not None,
            checkpoint=checkpoint,
            revision=revision,
            path=path,
        )
        if failure is not None:
            raise failure

    def _who(self) -> int:
        # A hash: the token itself must not be kept in a key.
        return hash(hub_library.token())


def file_address(endpoint: str, checkpoint: str, commit: str, path: str) -> str:
    """Where a file's content is served."""
    return f"{endpoint}/{_name(checkpoint)}/resolve/{quote(commit, safe='')}/{quote(path)}"


def _name(checkpoint: str) -> str:
    return quote(checkpoint, safe="/")


def _entry(item: TreeItem, host: str) -> TreeEntry:
    try:
        path = hub_names.listed_path(item.path)
    except hub_names.BadName as error:
        raise HubAnswerStrange(host, str(error)) from None
    if item.size is None:
        raise HubAnswerStrange(host, tr("a file without a size"))
    return TreeEntry(
        path=path,
        size=item.size,
        git_id=_checksum(item.oid, 40),
        # Files in Git LFS have the SHA-256 of their content beside git's id of the pointer.
        sha256=_checksum(item.lfs.oid or item.lfs.sha256, 64) if item.lfs else "",
    )


def _a_tree(entries: dict[str, TreeEntry], host: str) -> tuple[TreeEntry, ...]:
    """The files of a commit. Raises HubAnswerStrange where one is a folder of another as well."""
    for path in entries:
        folder = path
        while folder := folder.rpartition("/")[0]:
            if folder in entries:
                raise HubAnswerStrange(host, tr("a file that is a folder as well"))
    return tuple(entries.values())


def _checksum(value: str | None, length: int) -> str:
    """A checksum in lower case; empty for what is none, for the file can still be listed."""
    text = (value or "").lower()
    return text if len(text) == length and hub_names.is_checksum(text) else ""
