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
from explorer.boundary.path_containment import is_share
from explorer.engine.model_holder import ModelHolder
from explorer.engine.weights.folder import folder_of
from explorer.engine.weights.on_disk import weight_of
from explorer.features.sessions import session_format
from explorer.features.sessions.protocol import (
    HashWeights,
    MissingModel,
    ReadSession,
    SaveSession,
    SessionModel,
    SessionRead,
    SessionSaved,
    SessionState,
    WeightsHashed,
    on_disk,
)
from explorer.features.training.protocol import (
    KeepSnapshots,
    OpenTraining,
    SnapshotsWritten,
)
from explorer.protocol.failures import (
    NoModel,
    SessionBroken,
    SessionFromAnotherVersion,
    SessionNotRead,
    SessionNotSaved,
)
from explorer.protocol.job import Check, Report, Request
from explorer.text.translation import tr
from explorer.text.workplace import elsewhere

_LONGEST_HASH = 8_000_000_000
"""Bytes of created weights beyond which nobody waits for their SHA-256."""


def save(
    request: SaveSession, model: nn.Module | None, check: Check, report: Report
) -> SessionSaved:
    """Write a session file. `model` is the created one in memory, whose weights are named.

    Raises SessionNotSaved; the former file is then as it was.
    """
    state = request.state
    if state.model is not None and model is not None and is_made(state.model):
        about = dataclasses.replace(state.model, weights=hash_weights(model, check, report))
        state = dataclasses.replace(state, model=about)
    import transformers

    report(tr("Writing the session"))
    path = Path(request.path)
    text = session_format.write(
        state,
        saved=datetime.now().isoformat(timespec="seconds"),
        made_with={
            "program": __version__,
            "torch": torch.__version__,
            "transformers": transformers.__version__,
        },
        places={
            folder: place
            for folder in _folders(state)
            if (place := _place(folder, None if elsewhere() else path.parent))
        },
    )
    check()
    # Refused now: a session that cannot be read again is no save.
    if len(text.encode()) > SESSION.bytes:
        reason = tr("its texts are longer than a session may be")
        raise SessionNotSaved(request.path, reason)
    try:
        size = atomic_write.write(path, text)
    except OSError as error:
        raise SessionNotSaved(request.path, atomic_write.why(error)) from error
    return SessionSaved(request.path, state, size)


def is_made(model: SessionModel) -> bool:
    """Whether the weights of a desk's model are drawn again when it comes back."""
    return any(on_disk(step) is None for step in model.steps)


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
        session = session_format.read(data, check)
    except session_format.InvalidSession as why:
        if why.version is not None:
            raise SessionFromAnotherVersion(
                request.path, why.version, session_format.VERSION
            ) from why
        raise SessionBroken(request.path, str(why)) from why
    return _found_here(path, session)


def _found_here(path: Path, session: session_format.SavedSession) -> SessionRead:
    missing: list[MissingModel] = []

    def here(step: int, request: Any) -> Any:
        revision = str(getattr(request, "revision", ""))
        place = session.places.get(request.path, {})
        if isinstance(request, OpenTraining):
            located = _find(request.path, "", place, path.parent, holding="training.json")
            if located:
                return dataclasses.replace(request, path=located)
            missing.append(MissingModel(step, "folder", request.path))
            return request
        located = _find(request.path, revision, place, path.parent)
        if located:
            return dataclasses.replace(request, path=located)
        name = request.name if hub_names.is_repo_id(request.name) else ""
        hub = request.path if hub_names.is_repo_id(request.path) else name if revision else ""
        missing.append(
            MissingModel(step, "hub" if hub else "folder", hub or request.path, revision)
        )
        return request

    state = session.state
    if state.model is not None:
        steps: list[Request] = []
        for number, step in enumerate(state.model.steps):
            steps.append(here(number, step) if on_disk(step) else step)
        state = dataclasses.replace(
            state, model=dataclasses.replace(state.model, steps=tuple(steps))
        )
    pages = session_format.pages_of(state.pages)
    other = session_format.other_model(pages)
    if other is not None and other.kind == "checkpoint":
        pages["compare"]["other"] = session_format.asked(here(-1, other))
        state = dataclasses.replace(state, pages=session_format.text_of(pages))
    if _move_asides(pages, session.places, path.parent):
        state = dataclasses.replace(state, pages=session_format.text_of(pages))
    return SessionRead(str(path), state, tuple(missing), session.saved)


def _move_asides(
    pages: dict[str, Any], places: dict[str, dict[str, str]], session_folder: Path
) -> bool:
    """Put the paths of the table of texts and of the tokenizers as they are on this computer.

    A table that is not here has no path then, and `missing` names it. Whether anything changed.
    """
    texts, sources = session_format.aside_paths(pages)
    if elsewhere():
        texts = []  # of the window's computer, which looks for them itself
    for texts_read in texts:
        path = texts_read["path"]
        located = _file(path, places.get(path, {}), session_folder)
        texts_read["path"] = located
        if not located:
            texts_read["missing"] = path
    for source in sources:
        path = source["path"]
        located = _find(path, str(source.get("revision", "")), places.get(path, {}), session_folder)
        # The lab itself says of one that it is not here; a share is not even looked at.
        source["path"] = located or path
        if not located and is_share(path):
            source.clear()
    return bool(texts or sources)


# -- folders, here and elsewhere -------------------------------------------------------------


def _folders(state: SessionState) -> list[str]:
    steps = state.model.steps if state.model is not None else ()
    paths = [step.path for step in map(on_disk, steps) if step is not None]
    other = session_format.other_model(session_format.pages_of(state.pages))
    if other is not None and other.path:
        paths.append(other.path)
    texts, sources = session_format.aside_paths(session_format.pages_of(state.pages))
    paths += [entry["path"] for entry in (*texts, *sources)]
    # Ids of the Hub mean the same on every computer; only folders are looked for.
    return [path for path in dict.fromkeys(paths) if os.path.isabs(path)]


def _place(path: str, session_folder: Path | None) -> dict[str, str]:
    """How a folder can be found elsewhere: among the bundled models, or beside the session.

    Without a folder of the session's, which is on the disk of the window's computer, by name alone.
    """
    folder = Path(path)
    if folder.parent == resources.path("models"):
        return {"bundled": folder.name}
    if folder.parent == resources.path("examples"):
        return {"example": folder.name}
    if session_folder is None:
        return {}
    try:
        way = os.path.relpath(folder.resolve(), session_folder.resolve())
    except ValueError:  # another drive of Windows
        return {}
    # With / between the parts, so that a session goes from Windows to Linux and back.
    return {"beside": PurePosixPath(*Path(way).parts).as_posix()}


def _find(
    path: str,
    revision: str,
    place: dict[str, str],
    session_folder: Path,
    *,
    holding: str = "config.json",
) -> str:
    """The path of a folder on this computer that holds a file, or of a GGUF file.

    Empty where it is not here.
    """
    bundled = {
        folder.name: str(folder) for folder in resources.path("models").iterdir() if folder.is_dir()
    }
    # First by name: the bundled models are in every installation, wherever it is.
    if place.get("bundled") in bundled:
        return bundled[place["bundled"]]
    for candidate in _candidates(path, place, session_folder):
        whole = candidate.suffix.lower() == ".gguf" and candidate.is_file()
        adapter = holding == "config.json" and (candidate / "adapter_config.json").is_file()
        if whole or adapter or (candidate / holding).is_file():
            return str(candidate.resolve())
    if hub_names.is_repo_id(path) and folder_of(path, revision) is not None:
        return path
    return ""


def _candidates(path: str, place: dict[str, str], session_folder: Path) -> list[Path]:
    """Where a folder or a file may be: beside the session first."""
    relative = place.get("beside", "")
    candidates = [session_folder / relative] if relative and not is_share(relative) else []
    if os.path.isabs(path) and not is_share(path):
        candidates.append(Path(path))
    return candidates


def _file(path: str, place: dict[str, str], session_folder: Path) -> str:
    """The path of a table on this computer; empty where it is not here."""
    examples = {str(file.name): str(file) for file in resources.path("examples").iterdir()}
    if place.get("example") in examples:
        return examples[place["example"]]
    for candidate in _candidates(path, place, session_folder):
        if candidate.is_file():
            return str(candidate.resolve())
    return ""


# -- the same weights ------------------------------------------------------------------------


def hash_weights(model: nn.Module, check: Check, report: Report) -> str:
    """The SHA-256 of all weights by name, dtype, shape and value; empty for very large models."""
    state = model.state_dict()
    # Not read again for minutes at every save; the session then tells no digest.
    if sum(weight.numel() * weight.element_size() for weight in state.values()) > _LONGEST_HASH:
        return ""
    digest = hashlib.sha256()
    for done, (name, tensor) in enumerate(sorted(state.items())):
        check()
        report(tr("Hashing {name}", name=name), done / len(state))
        # Name, dtype and shape too: the same bytes under another name are other weights.
        digest.update(f"{name} {tensor.dtype} {tuple(tensor.shape)}\n".encode())
        numbers = weight_of(tensor, check).detach().to("cpu").contiguous()
        if numbers.numel():
            # Bytes, because NumPy has no bfloat16.
            digest.update(numbers.reshape(-1).view(torch.uint8).numpy().data)
    return digest.hexdigest()


# -- requests --------------------------------------------------------------------------------


def save_session(
    holder: ModelHolder, request: SaveSession, check: Check, report: Report
) -> SessionSaved:
    """Write the session; the weights of a created model in memory are named in it."""
    steps = request.state.model.steps if request.state.model is not None else ()
    written: SnapshotsWritten | None = None
    for step in steps:
        if isinstance(step, OpenTraining):
            keep: Any = holder.handler(KeepSnapshots)
            written = keep(KeepSnapshots(step.path), check, report)
    try:
        model = holder.loaded.model
    except NoModel:
        model = None
    saved = save(request, model, check, report)
    if written is None:
        return saved
    return dataclasses.replace(
        saved, bytes=saved.bytes + written.bytes, snapshots=written.snapshots
    )


def read_session(
    holder: ModelHolder, request: ReadSession, check: Check, report: Report
) -> SessionRead:
    """Read a session; whatever is in memory stays."""
    return read(request, check, report)


def hash_loaded(
    holder: ModelHolder, request: HashWeights, check: Check, report: Report
) -> WeightsHashed:
    """The SHA-256 of the weights in memory."""
    loaded = holder.loaded
    return WeightsHashed(loaded.serial, hash_weights(loaded.model, check, report))
