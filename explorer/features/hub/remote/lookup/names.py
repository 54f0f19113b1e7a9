"""What a person typed: words to search for, a checkpoint's name, or an address from a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass
from urllib.parse import unquote

from explorer.boundary import hub_names
from explorer.boundary.hub_names import RepoId, Revision
from explorer.protocol.failures import BadCheckpointName, NoSuchRevision

_ADDRESS = re.compile(r"^(?:https?://|hf\.co/|huggingface\.co/|[\w.-]+\.\w+/[\w.-]+/[\w.-]+)", re.I)
_NOT_MODELS = {"datasets", "spaces", "docs", "papers", "collections", "models", "api", "settings"}
_PAGES = ("tree", "blob", "resolve", "commit")
_LONGEST = 2_000  # characters of an address; anything longer is words


@dataclass(frozen=True)
class Typed:
    """What the text stands for: `checkpoint` is empty for mere words."""

    text: str
    checkpoint: str = ""
    revision: str = ""


def understand(text: str) -> Typed:
    """Take `org/name`, `https://…/org/name/tree/rev`, `hf://org/name@rev` or words apart.

    A link whose checkpoint or revision cannot be one is words as well.
    """
    text = text.strip()
    if len(text) > _LONGEST:
        return Typed(text)
    if text.startswith("hf://"):
        # hf://models/org/name@revision, as huggingface_hub's file system writes it.
        name, _, revision = text.removeprefix("hf://").removeprefix("models/").partition("@")
        return _typed(text, "/".join(name.split("/")[:2]), revision)
    if _ADDRESS.match(text):
        path = re.sub(r"^https?://", "", text, flags=re.I).partition("/")[2]
        # Without query and fragment, which browsers add.
        return _from_path(text, re.split(r"[?#]", path)[0])
    return _typed(text, text) if "/" in text else Typed(text)


def asked(checkpoint: str, revision: str) -> tuple[RepoId, Revision]:
    """The checkpoint and the revision that a request names; a link's own revision wins.

    Raises BadCheckpointName and NoSuchRevision.
    """
    typed = understand(checkpoint)
    try:
        name = hub_names.repo_id(typed.checkpoint or checkpoint)
    except hub_names.BadName:
        raise BadCheckpointName(checkpoint) from None
    try:
        return name, hub_names.revision(typed.revision or revision)
    except hub_names.BadName:
        raise NoSuchRevision(name, typed.revision or revision) from None


def _from_path(text: str, path: str) -> Typed:
    # Split first, then unquoted: %2F in a branch is a slash of its name.
    parts = [unquote(part) for part in path.split("/") if part]
    if not parts or parts[0] in _NOT_MODELS:
        return Typed(text)
    length = 1 if len(parts) > 1 and parts[1] in _PAGES else 2  # the oldest have no author
    revision = parts[length + 1] if len(parts) > length + 1 and parts[length] in _PAGES else ""
    return _typed(text, "/".join(parts[:length]), revision)


def _typed(text: str, checkpoint: str, revision: str = "") -> Typed:
    if not hub_names.is_repo_id(checkpoint) or (revision and not hub_names.is_revision(revision)):
        return Typed(text)
    return Typed(text, checkpoint, revision)
