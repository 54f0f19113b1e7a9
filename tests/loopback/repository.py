"""A repository of the loopback Hub: files with git ids, LFS checksums and a commit."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

_LFS_FROM = 10_000_000  # bytes; below it only weights are LFS, as on the Hub
_LFS_ENDINGS = (".safetensors", ".bin", ".h5", ".msgpack", ".onnx", ".model", ".gguf", ".pt")


@dataclass(frozen=True)
class StoredFile:
    """One file with its checksums."""

    path: str
    content: bytes

    @cached_property
    def git_id(self) -> str:
        """Git's id of the content itself."""
        head = b"blob %d\0" % len(self.content)
        return hashlib.sha1(head + self.content, usedforsecurity=False).hexdigest()

    @cached_property
    def sha256(self) -> str:
        """The LFS id, empty for a file kept in git."""
        lfs = self.path.endswith(_LFS_ENDINGS) or len(self.content) > _LFS_FROM
        return hashlib.sha256(self.content).hexdigest() if lfs else ""

    @property
    def etag(self) -> str:
        """What resolve answers as ETag."""
        return self.sha256 or self.git_id

    def tree_item(self) -> dict[str, Any]:
        """The file as `/tree` lists it."""
        size = len(self.content)
        item: dict[str, Any] = {"type": "file", "path": self.path, "size": size}
        item["oid"] = self.git_id
        if self.sha256:
            item["lfs"] = {"oid": self.sha256, "size": size, "pointerSize": 134}
        return item

    def sibling(self, *, blobs: bool) -> dict[str, Any]:
        """The file as the model info lists it."""
        found: dict[str, Any] = {"rfilename": self.path}
        if blobs:
            found |= {"size": len(self.content), "blobId": self.git_id}
            if self.sha256:
                size = len(self.content)
                found["lfs"] = {"sha256": self.sha256, "size": size, "pointerSize": 134}
        return found


def commit_of(files: Mapping[str, bytes], salt: str = "") -> str:
    """A commit that changes with the content."""
    running = hashlib.sha1(salt.encode(), usedforsecurity=False)
    for path in sorted(files):
        running.update(path.encode() + b"\0" + hashlib.sha256(files[path]).digest())
    return running.hexdigest()


@dataclass
class Repository:
    """A checkpoint on the loopback Hub. `gated` and `private` close it for some tokens."""

    name: str
    files: dict[str, StoredFile]
    commit: str
    gated: bool = False
    private: bool = False
    denied: bool = False
    accepted: set[str] = field(default_factory=set)
    branches: dict[str, str] = field(default_factory=dict)
    tags: dict[str, str] = field(default_factory=dict)
    about: dict[str, Any] = field(default_factory=dict)

    @classmethod
    def of(cls, name: str, files: Mapping[str, bytes], **about: Any) -> Repository:
        """Make a repository of contents; `gated`, `private`, `denied` are its own fields."""
        own = {key: about.pop(key) for key in ("gated", "private", "denied") if key in about}
        commit = commit_of(files, name)
        stored = {path: StoredFile(path, content) for path, content in files.items()}
        return cls(name, stored, commit, branches={"main": commit}, about=about, **own)

    def commit_for(self, revision: str) -> str | None:
        """The commit that a branch, tag or commit stands for."""
        if revision == self.commit:
            return self.commit
        return self.branches.get(revision) or self.tags.get(revision)

    def info(self, *, blobs: bool = False) -> dict[str, Any]:
        """What `/api/models/{id}` answers."""
        found: dict[str, Any] = {
            "_id": hashlib.md5(self.name.encode(), usedforsecurity=False).hexdigest()[:24],
            "id": self.name,
            "modelId": self.name,
            "author": self.name.partition("/")[0],
            "sha": self.commit,
            "createdAt": "2024-03-01T00:00:00.000Z",
            "lastModified": "2025-04-01T00:00:00.000Z",
            "private": self.private,
            "gated": "manual" if self.gated else False,
            "disabled": False,
            "downloads": 0,
            "likes": 0,
            "tags": [],
            "siblings": [f.sibling(blobs=blobs) for f in self.files.values()],
        }
        if "config.json" in self.files:
            config = json.loads(self.files["config.json"].content)
            found["config"] = {k: config[k] for k in ("architectures", "model_type") if k in config}
        return found | self.about
