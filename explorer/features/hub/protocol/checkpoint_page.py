"""A checkpoint's page: card, files, revisions, tensor headers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar, Literal

from explorer.features.hub.protocol.hub_terms import Access, OnDisk
from explorer.features.hub.protocol.request import HubRequest
from explorer.features.hub.protocol.search import CheckpointRow
from explorer.text.translation import tr


@dataclass(frozen=True)
class OpenPage(HubRequest):
    """Read a checkpoint's card, files, config, revisions and tensor headers (≤300 kB of weights).

    `revision` is a branch, a tag or a commit. `refresh` asks the Hub again.
    """

    replaces: ClassVar[str | None] = "hub-page"
    retried_in_place: ClassVar[bool] = True
    title: ClassVar[str] = tr("Reading the checkpoint page")
    checkpoint: str
    revision: str = "main"
    frees: int = 0
    refresh: bool = False


@dataclass(frozen=True)
class ReadConfig(HubRequest):
    """Read a checkpoint's config.json alone -> `ConfigRead`.

    `checkpoint` may be an address from a browser or carry a revision (`hf://org/name@v1`).
    """

    replaces: ClassVar[str | None] = "hub-config"
    title: ClassVar[str] = tr("Reading a config from the Hub")
    checkpoint: str


@dataclass(frozen=True)
class ConfigRead:
    """The text of a checkpoint's config.json, and the commit that it was read at."""

    checkpoint: str
    commit: str
    config_json: str


@dataclass(frozen=True)
class ReadFolder(HubRequest):
    """Read the tensor headers of a folder on this computer, from the disk -> `FolderRead`."""

    replaces: ClassVar[str | None] = "local-headers"
    follows: ClassVar[bool] = True
    title: ClassVar[str] = tr("Reading the tensors of a folder")
    path: str


@dataclass(frozen=True)
class HubFile:
    """One file of a revision, and how much of it is on this computer."""

    path: str
    size: int
    on_disk: OnDisk
    have: int


@dataclass(frozen=True)
class Revision:
    """A branch or a tag, and the commit it stands for."""

    name: str
    commit: str
    kind: Literal["branch", "tag"]


@dataclass(frozen=True)
class TensorHeader:
    """A tensor as the checkpoint's file describes it: dtype in safetensors' words ("F32")."""

    name: str
    dtype: str
    shape: tuple[int, ...]
    bytes: int
    file: str


@dataclass(frozen=True)
class FolderRead:
    """The tensors of a folder on this computer; `note` says why there are none, or not all."""

    path: str
    tensors: tuple[TensorHeader, ...]
    note: str


@dataclass(frozen=True)
class CheckpointPage:
    """Everything known of a checkpoint before a byte of its weights is downloaded.

    `card` is Markdown without its YAML head, HTML and pictures, in slices that are drawn one by
    one; `card_more` tells that they are only its first part.
    `config_json` is the file's own text, empty when there is none. `tensors` is empty where no
    header can be read, and `tensors_note` then says why. `header_bytes` is what reading them cost.
    `from_disk` tells that the Hub was not asked: the page shows what the cache holds.
    """

    checkpoint: str
    revision: str
    commit: str
    row: CheckpointRow
    access: Access
    access_note: str
    card: tuple[str, ...]
    card_more: bool
    config_json: str
    model_type: str
    architectures: tuple[str, ...]
    files: tuple[HubFile, ...]
    revisions: tuple[Revision, ...]
    tensors: tuple[TensorHeader, ...]
    tensors_note: str
    parameters: int | None
    header_bytes: int
    web_address: str
    from_disk: bool
    remembered: bool
