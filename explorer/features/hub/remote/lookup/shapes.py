"""The Hub's answers as types: what each holds that this program reads, and nothing else.

A value of another type is a failure that names its place; what is absent or null has a default.
"""

from __future__ import annotations

from typing import Annotated, Any, TypeVar

import msgspec

from explorer.boundary import typed_json
from explorer.boundary.limits import HUB_ANSWER
from explorer.features.hub.remote.http import HttpAnswer
from explorer.protocol.failures import HubAnswerStrange
from explorer.text.translation import tr

T = TypeVar("T")
Count = Annotated[int, msgspec.Meta(ge=0)]


class SafetensorsCount(msgspec.Struct):
    """Parameters by dtype, in safetensors' words ("F32"), and in all."""

    parameters: dict[str, Count] | None = None
    total: Count | None = None


class Sibling(msgspec.Struct):
    """The name of a file, without its size."""

    rfilename: str = ""


class ModelInfo(msgspec.Struct):
    """`/api/models/{id}`, and each item of a search. `sha` is the commit."""

    id: str = ""
    modelId: str = ""  # noqa: N815 - the Hub's name
    sha: str | None = None
    pipeline_tag: str | None = None
    library_name: str | None = None
    tags: list[str] | None = None
    downloads: Count | None = None
    likes: Count | None = None
    gated: bool | str | None = None
    private: bool | None = None
    safetensors: SafetensorsCount | None = None
    config: dict[str, Any] | None = None
    siblings: list[Sibling] | None = None

    @property
    def name(self) -> str:
        """The id under the older name as well."""
        return self.id or self.modelId


class Lfs(msgspec.Struct):
    """The checksum of a large file under either of its names."""

    oid: str | None = None
    sha256: str | None = None


class TreeItem(msgspec.Struct):
    """A file or a folder of a commit: bytes, and git's id."""

    type: str = ""
    path: str = ""
    size: Count | None = None
    oid: str | None = None
    lfs: Lfs | None = None


class Ref(msgspec.Struct):
    """A branch or a tag, and its commit."""

    name: str = ""
    targetCommit: str | None = None  # noqa: N815 - the Hub's name


class Refs(msgspec.Struct):
    """`/api/models/{id}/refs`."""

    branches: list[Ref] | None = None
    tags: list[Ref] | None = None


class Account(msgspec.Struct):
    """`/api/whoami-v2`."""

    name: str = ""
    fullname: str | None = None


def typed(answer: HttpAnswer, host: str, kind: type[T]) -> T:
    """The JSON of an answer as its type. Raises HubAnswerStrange, also for a network's own page."""
    # A hotel's sign-in page answers in HTML where JSON was asked for.
    try:
        return typed_json.convert(typed_json.parse(answer.body, HUB_ANSWER), kind)
    except typed_json.Malformed as malformed:
        start = answer.body[:60].decode("utf-8", "replace")
        raise HubAnswerStrange(
            host, tr("{reason}; it begins with {start!r}", reason=malformed, start=start)
        ) from None
