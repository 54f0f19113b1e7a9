"""What a person typed: words to search for, a checkpoint's name, or an address from a browser."""

from __future__ import annotations

import re
from dataclasses import dataclass

from explorer.failures import BadCheckpointName

_PART = r"[A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9_])?"
_NAME = re.compile(rf"{_PART}(?:/{_PART})?")
_ADDRESS = re.compile(r"^(?:https?://|hf\.co/|huggingface\.co/|[\w.-]+\.\w+/[\w.-]+/[\w.-]+)", re.I)
_NOT_MODELS = {"datasets", "spaces", "docs", "papers", "collections", "models", "api", "settings"}


@dataclass(frozen=True)
class Typed:
    """What the text stands for: `checkpoint` is empty for mere words."""

    text: str
    checkpoint: str = ""
    revision: str = ""


def understand(text: str) -> Typed:
    """Take `org/name`, `https://…/org/name/tree/rev`, `hf://org/name@rev` or words apart."""
    text = text.strip()
    if text.startswith("hf://"):
        name, _, revision = text.removeprefix("hf://").removeprefix("models/").partition("@")
        name = "/".join(name.split("/")[:2])
        return Typed(text, name, revision) if is_name(name) else Typed(text)
    if _ADDRESS.match(text):
        path = re.sub(r"^https?://", "", text, flags=re.I).partition("/")[2]
        return _from_path(text, re.split(r"[?#]", path)[0])
    if "/" in text and is_name(text):
        return Typed(text, text)
    return Typed(text)


def is_name(text: str) -> bool:
    """Whether a checkpoint can be called that (huggingface_hub's `validate_repo_id`)."""
    fits = bool(_NAME.fullmatch(text)) and len(text) <= 96
    return fits and "--" not in text and ".." not in text and not text.endswith(".git")


def checked(checkpoint: str) -> str:
    """The name itself, or `BadCheckpointName`."""
    if not is_name(checkpoint):
        raise BadCheckpointName(checkpoint)
    return checkpoint


def _from_path(text: str, path: str) -> Typed:
    parts = [part for part in path.split("/") if part]
    if not parts or parts[0] in _NOT_MODELS:
        return Typed(text)
    two = "/".join(parts[:2])
    if len(parts) > 3 and parts[2] in ("tree", "blob", "resolve", "commit"):
        return Typed(text, two, parts[3]) if is_name(two) else Typed(text)
    return Typed(text, two) if is_name(two) else Typed(text)
