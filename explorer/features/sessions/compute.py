"""Session files on the disk: written whole, read with care, their models looked for.

Nothing is loaded here and nothing in a file is run: a session names checkpoints, and says how
created models are made again.
"""

from __future__ import annotations

import dataclasses
import hashlib
import os
from datetime import datetime
from pathlib import Path, PurePosixPath
from typing import Any

import torch
from torch import nn

from explorer import __version__, resources
from explorer.boundary import atomic_write, hub_names, typed_json
from explorer.boundary.limits import SESSION
from explorer.engine.weights import load
from explorer.features.compare.protocol import LoadOther
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import (
    MissingModel,
    ReadSession,
    SaveSession,
    SessionModel,
    SessionRead,
    SessionSaved,
    SessionState,
)
from explorer.protocol.failures import (
    SessionBroken,
    SessionFromAnotherVersion,
    SessionNotRead,
    SessionNotSaved,
)
from explorer.protocol.job import Check, Report, Request
from explorer.protocol.model import AttachTokenizer, CreateModel, CreateRandomCopy, LoadModel
from explorer.text.translation import tr

_LONGEST_HASH = 8_000_000_000
"""Bytes of created weights beyond which nobody waits for their SHA-256."""


def save(
    request: SaveSession, made: nn.Module | None, check: Check, report: Report
) -> SessionSaved:
    """Write a session file. `made` is the created model in memory, whose weights are named.

    Raises SessionNotSaved; the former file is then as it was.
    """
    desk = request.desk
    if desk.model is not None and made is not None and is_made(desk.model):
        about = dataclasses.replace(desk.model, weights=hash_weights(made, check, report))
        desk = dataclasses.replace(desk, model=about)
    import transformers

    report(tr("Writing the session"))
    path = Path(request.path)
    text = session_format.write(
        desk,
        saved=datetime.now().isoformat(timespec="seconds"),
        made_with={
            "program": __version__,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
        places={
            one: _place(one, path.parent) for one in _folders(desk) if _place(one, path.parent)
        },
    )
    check()
    if len(text.encode()) > SESSION.bytes:
        reason = tr("its texts are longer than a session may be")
        raise SessionNotSaved(request.path, reason)
    try:
        size = atomic_write.write(path, text)
    except OSError as error:
        raise SessionNotSaved(request.path, atomic_write.why(error)) from error
    return SessionSaved(request.path, desk, size)


def is_made(model: SessionModel) -> bool:
    """Whether the weights of a desk's model are drawn anew when it comes back."""
    return any(isinstance(one, CreateModel | CreateRandomCopy) for one in model.steps)


def read(request: ReadSession, check: Check, report: Report) -> SessionRead:
    """Read a session file, and put the paths in it as they are on this computer.

    Raises SessionNotRead, SessionBroken, SessionFromAnotherVersion.
    """
    report(tr("Reading the session"))
    path = Path(request.path)
    try:
        data = typed_json.read_bytes(path, SESSION.bytes)
    except (OSError, typed_json.Malformed) as error:
        raise SessionNotRead(request.path, typed_json.why(error)) from error
    check()
    try:
        kept = session_format.read(data, check)
    except session_format.InvalidSession as why:
        if why.version is not None:
            raise SessionFromAnotherVersion(
                request.path, why.version, session_format.VERSION
            ) from why
        raise SessionBroken(request.path, str(why)) from why
    return _found_here(path, kept)


def _found_here(path: Path, kept: session_format.SavedSession) -> SessionRead:
    missing: list[MissingModel] = []

    def here(step: int, one: Any) -> Any:
        revision = str(getattr(one, "revision", ""))
        found = _find(one.path, revision, kept.places.get(one.path, {}), path.parent)
        if found:
            return dataclasses.replace(one, path=found)
        name = one.name if hub_names.is_repo_id(one.name) else ""
        hub = one.path if hub_names.is_repo_id(one.path) else name if revision else ""
        missing.append(MissingModel(step, "hub" if hub else "folder", hub or one.path, revision))
        return one

    desk = kept.desk
    if desk.model is not None:
        steps: list[Request] = []
        for number, step in enumerate(desk.model.steps):
            on_disk = isinstance(step, LoadModel | AttachTokenizer)
            steps.append(here(number, step) if on_disk else step)
        desk = dataclasses.replace(desk, model=dataclasses.replace(desk.model, steps=tuple(steps)))
    pages = session_format.pages_of(desk.pages)
    other = _other(pages)
    if other is not None and other.kind == "checkpoint":
        pages["compare"]["other"] = session_format.asked(here(-1, other))
        desk = dataclasses.replace(desk, pages=session_format.text_of(pages))
    return SessionRead(str(path), desk, tuple(missing), kept.saved)


def _other(pages: dict[str, Any]) -> LoadOther | None:
    page = pages.get("compare")
    data = page.get("other") if isinstance(page, dict) else None
    found = session_format.request_of(data, session_format.OTHERS)
    return found if isinstance(found, LoadOther) else None


# -- folders, here and elsewhere -------------------------------------------------------------


def _folders(desk: SessionState) -> list[str]:
    steps = desk.model.steps if desk.model is not None else ()
    paths = [one.path for one in steps if isinstance(one, LoadModel | AttachTokenizer)]
    other = _other(session_format.pages_of(desk.pages))
    if other is not None and other.path:
        paths.append(other.path)
    return [one for one in dict.fromkeys(paths) if os.path.isabs(one)]


def _place(path: str, beside: Path) -> dict[str, str]:
    """How a folder can be found elsewhere: among the bundled models, or beside the session."""
    folder = Path(path)
    if folder.parent == resources.path("models"):
        return {"bundled": folder.name}
    try:
        way = os.path.relpath(folder.resolve(), beside.resolve())
    except ValueError:  # another drive of Windows
        return {}
    return {"beside": PurePosixPath(*Path(way).parts).as_posix()}


def _find(path: str, revision: str, place: dict[str, str], beside: Path) -> str:
    """The path of a model on this computer; empty where it is not here."""
    bundled = {one.name: str(one) for one in resources.path("models").iterdir() if one.is_dir()}
    if place.get("bundled") in bundled:
        return bundled[place["bundled"]]
    # Looking at \\\\host\\share would sign in there; whoever wants that chooses the folder.
    own = [one for one in (path, place.get("beside", "")) if not one.startswith(("\\\\", "//"))]
    candidates = [Path(one) for one in own[:1] if os.path.isabs(one)]
    if own[1:] and own[1]:
        candidates.insert(0, beside / own[1])
    for one in candidates:
        if (one / "config.json").is_file():
            return str(one.resolve())
    if hub_names.is_repo_id(path) and load.folder_of(path, revision) is not None:
        return path
    return ""


# -- the same weights ------------------------------------------------------------------------


def hash_weights(model: nn.Module, check: Check, report: Report) -> str:
    """The SHA-256 of all weights by name, dtype, shape and value; empty for very large models."""
    state = model.state_dict()
    if sum(one.numel() * one.element_size() for one in state.values()) > _LONGEST_HASH:
        return ""
    found = hashlib.sha256()
    for done, (name, tensor) in enumerate(sorted(state.items())):
        check()
        report(tr("Hashing {name}", name=name), done / len(state))
        found.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        numbers = tensor.detach().to("cpu").contiguous()
        if numbers.numel():
            found.update(numbers.reshape(-1).view(torch.uint8).numpy())
    return found.hexdigest()
