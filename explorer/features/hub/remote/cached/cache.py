"""The shared cache as a list, what deleting frees, and deleting itself. No network."""

from __future__ import annotations

import os
from collections.abc import Iterable
from pathlib import Path

import psutil

from explorer.boundary import formats, hub_names
from explorer.boundary.redaction import redact
from explorer.features.hub.protocol.cache import (
    CachedCheckpoint,
    CachedRevision,
    CacheListing,
    CleanOrphans,
    DeletePreview,
    DeleteRevisions,
    ListCache,
    PreviewDelete,
)
from explorer.features.hub.protocol.checkpoint_page import HubFile
from explorer.features.hub.protocol.transfer import DeletedBytes, DiscardPartial
from explorer.features.hub.remote import hub_library
from explorer.features.hub.remote.cached import disk
from explorer.features.hub.remote.cached.disk import Repo, UnfinishedDownload, read_json, size_of
from explorer.features.hub.remote.cached.orphans import orphans
from explorer.features.hub.remote.cached.state import read_snapshot
from explorer.features.hub.remote.lookup.lookups import Lookups
from explorer.protocol.failures import CacheLeadsOut, CacheNotWritable, NotInCache
from explorer.protocol.failures.other_formats import foreign_folder
from explorer.protocol.job import Check, Report
from explorer.text.translation import tr
from explorer.text.workplace import workplace


def list_cache(request: ListCache, lookups: Lookups, check: Check, report: Report) -> CacheListing:
    """Every checkpoint with its revisions; nothing is read but names, sizes and small JSON."""
    cache = hub_library.cache_folder()
    listed: list[CachedCheckpoint] = []
    orphan_files = orphan_bytes = 0
    warnings: list[str] = []
    for repo in disk.checkpoints(cache):
        check()
        report(tr("Reading {checkpoint}", checkpoint=repo.checkpoint))
        try:
            listed.append(_checkpoint(repo))
            # Listed now: a folder that cannot be read must fail inside this try.
            left_over = tuple(orphans(repo))
            orphan_files += len(left_over)
            orphan_bytes += _own_bytes(left_over)
        except OSError as error:
            warnings.append(
                tr(
                    "{file} cannot be read ({reason})",
                    file=repo.folder.name,
                    reason=error.strerror,
                )
            )
        except CacheLeadsOut as failure:
            warnings.append(failure.sentence)
    warnings += [
        tr("{name} is ignored: no checkpoint has such a name", name=name)
        for name in disk.not_checkpoints(cache)
    ]
    listed.sort(key=lambda checkpoint: (-checkpoint.used, checkpoint.name))
    return CacheListing(
        cache=str(cache),
        checkpoints=tuple(listed),
        size=sum(cached_checkpoint.size for cached_checkpoint in listed),
        orphan_files=orphan_files,
        orphan_bytes=orphan_bytes,
        free_disk=disk.free_bytes(cache),
        offline=hub_library.offline(),
        shared_note=_shared(cache),
        warnings=tuple(warnings),
    )


def preview_delete(
    request: PreviewDelete, lookups: Lookups, check: Check, report: Report
) -> DeletePreview:
    """Exactly what deleting these commits would free, and who has the files open now."""
    rows = _find(request.commits)
    files = [path for repo, commits in rows for path in _to_delete(repo, commits)]
    report(tr("Looking for programs that use these files"))
    return DeletePreview(
        commits=request.commits,
        bytes=_own_bytes(files),
        checkpoints=tuple(repo.checkpoint for repo, _ in rows),
        in_use_by=_users([repo.folder for repo, _ in rows], check),
    )


def delete_revisions(
    request: DeleteRevisions, lookups: Lookups, check: Check, report: Report
) -> DeletedBytes:
    """Delete: first the links, then the refs, the blobs last, so that no link ever lies."""
    freed = files = 0
    # A stop between two checkpoints leaves each of them whole or gone.
    for repo, commits in _find(request.commits):
        check()
        report(tr("Deleting from {checkpoint}", checkpoint=repo.checkpoint))
        doomed = _to_delete(repo, commits)
        freed += _own_bytes(doomed)
        files += len(doomed)
        _remove(repo, sorted(doomed, key=lambda path: _ORDER.get(_room(repo, path), 0)))
    return DeletedBytes(freed, files)


def discard_partial(
    request: DiscardPartial, lookups: Lookups, check: Check, report: Report
) -> DeletedBytes:
    """Remove an unfinished download: its parts, and those of its files that no other one shows."""
    repo = Repo.of(hub_library.cache_folder(), request.checkpoint)
    check()
    if request.commit not in {want.commit for want in repo.wants()}:
        return DeletedBytes(0, 0)
    doomed = _to_delete(repo, (request.commit,))
    freed = _own_bytes(doomed)
    _remove(repo, sorted(doomed, key=lambda path: _ORDER.get(_room(repo, path), 0)))
    return DeletedBytes(freed, len(doomed))


def clean_orphans(
    request: CleanOrphans, lookups: Lookups, check: Check, report: Report
) -> DeletedBytes:
    """Remove what nothing refers to, in every checkpoint's folder."""
    freed = files = 0
    for repo in disk.checkpoints(hub_library.cache_folder()):
        check()
        report(tr("Cleaning {checkpoint}", checkpoint=repo.checkpoint))
        doomed = list(orphans(repo))
        freed += _own_bytes(doomed)
        files += len(doomed)
        _remove(repo, doomed)
    return DeletedBytes(freed, files)


_ORDER = {"snapshots": 0, "refs": 1, "blobs": 2}


def _checkpoint(repo: Repo) -> CachedCheckpoint:
    wants = {want.commit: want for want in repo.wants()}
    refs = _refs(repo)
    commits = set(repo.commits())
    revisions = tuple(
        _revision(repo, commit, refs.get(commit, ()), wants.get(commit))
        # False sorts before True: the revision of main comes first.
        for commit in sorted(commits | set(wants), key=lambda c: ("main" not in refs.get(c, ()), c))
    )
    blobs = list(repo.blobs.glob("*"))
    # Any revision's config tells the model's type.
    config = next((c for r in revisions if (c := read_json(Path(r.folder) / "config.json"))), {})
    return CachedCheckpoint(
        name=repo.checkpoint,
        size=_own_bytes(_everything(repo)),
        used=max((_used(blob) for blob in blobs), default=0.0),
        complete=any(revision.complete for revision in revisions),
        model_type=str(config.get("model_type") or ""),
        revisions=revisions,
    )


def _revision(
    repo: Repo, commit: str, refs: tuple[str, ...], wanted: UnfinishedDownload | None
) -> CachedRevision:
    folder = repo.snapshot(commit)
    snapshot = read_snapshot(folder)
    files = {path: HubFile(path, size, "yes", size) for path, size in snapshot.files.items()}
    # A note lists files that may not have arrived; their state comes from the blobs.
    for path, size, etag in wanted.files if wanted else ():
        state, have = repo.have(commit, path, size, etag)
        files[path] = HubFile(path, size, state, have)
    has = sum(files[path].have for path, _, _ in wanted.files) if wanted else 0
    planned = sum(size for _, size, _ in wanted.files) if wanted else 0
    unfinished = wanted is not None and any(files[p].on_disk != "yes" for p, _, _ in wanted.files)
    foreign = snapshot.foreign if wanted is None else None
    sentence = snapshot.disabled_reason
    if foreign is not None:
        sentence = foreign_folder(repo.checkpoint, foreign).sentence
    try:
        modified = folder.stat().st_mtime
    except OSError:
        modified = 0.0
    return CachedRevision(
        commit=commit,
        refs=refs,
        folder=str(folder),
        size=sum(file.have for file in files.values()),
        freed=_own_bytes(_to_delete(repo, (commit,))),
        files=tuple(files[path] for path in sorted(files)),
        modified=modified,
        complete=snapshot.complete and wanted is None,
        disabled_reason=tr("the download is not finished") if unfinished else sentence,
        variant=snapshot.variant,
        resumable=wanted is not None,
        resume_revision=wanted.revision if wanted else "",
        has=has,
        planned=planned,
        other_format=formats.label(foreign) if foreign is not None else "",
    )


def _refs(repo: Repo) -> dict[str, tuple[str, ...]]:
    """Commit to the names of the refs that stand for it."""
    root = repo.folder / "refs"
    mapping: dict[str, tuple[str, ...]] = {}
    for path in sorted(root.rglob("*")) if root.is_dir() else ():
        name = path.relative_to(root).as_posix()
        commit = disk.read_ref(path) if hub_names.is_revision(name) else None
        if commit is not None:
            mapping[commit] = (*mapping.get(commit, ()), name)
    return mapping


def _find(commits: tuple[str, ...]) -> list[tuple[Repo, tuple[str, ...]]]:
    """Which checkpoints hold these commits. Raises `NotInCache` when one is nowhere."""
    rows, missing = [], set(commits)
    for repo in disk.checkpoints(hub_library.cache_folder()):
        known = {*repo.commits(), *(want.commit for want in repo.wants())}
        here = tuple(commit for commit in commits if commit in known)
        missing -= set(here)
        if here:
            rows.append((repo, here))
    if missing:
        raise NotInCache(tr("Revision {missing}", missing=redact(min(missing))[:7]))
    return rows


def _to_delete(repo: Repo, commits: tuple[str, ...]) -> list[Path]:
    """Every file that goes with these commits; all of the folder when no other commit is left."""
    snapshots = repo.snapshots
    names = {p.name for p in snapshots.iterdir()} if snapshots.is_dir() else set()
    wants = repo.wants()
    others = (names | {want.commit for want in wants}) - set(commits)
    if not others:
        return _everything(repo)
    # What other commits show must stay, also where the link is not a direct one.
    texts = {os.path.realpath(p) for name in others for p in _files(snapshots / name)}
    for want in wants:
        if want.commit in others:
            texts |= {os.path.realpath(repo.blob(etag)) for _, _, etag in want.files}
            texts |= {os.path.realpath(repo.partial(etag)) for _, _, etag in want.files}
    links = [p for commit in commits for p in _files(repo.snapshot(commit))]
    # Links count nothing; what they lead to is what takes room.
    targets = {Path(os.path.realpath(p)) for p in links if p.is_symlink()}
    mine = [want for want in wants if want.commit in commits]
    for want in mine:
        targets |= {repo.partial(etag) for _, _, etag in want.files}
        targets |= {repo.blob(etag) for _, _, etag in want.files} | {repo.note(want.commit)}
    # Only blobs of this checkpoint: a link may lead into a cache that others share.
    inside = {t for t in targets if t.is_relative_to(os.path.realpath(repo.blobs))}
    named = _refs(repo)
    refs = [repo.ref(name) for commit in commits for name in named.get(commit, ())]
    trees = [repo.tree(commit) for commit in commits]
    doomed = [*links, *refs, *(t for t in trees if t.is_file())]
    return doomed + [t for t in sorted(inside) if os.path.realpath(t) not in texts and t.exists()]


def _everything(repo: Repo) -> list[Path]:
    return list(_files(repo.folder))


def _files(folder: Path) -> Iterable[Path]:
    for place, folders, names in os.walk(folder):
        # os.walk does not enter links to folders, and lists them among the folders.
        yield from (Path(place, name) for name in names)
        yield from (Path(place, name) for name in folders if Path(place, name).is_symlink())


def _own_bytes(paths: Iterable[Path]) -> int:
    """Bytes that removing these paths gives back: a link counts nothing, its target is listed."""
    # Without links: exists() follows them, lstat() does not.
    return sum(
        path.lstat().st_size for path in set(paths) if path.exists() and not path.is_symlink()
    )


def _remove(repo: Repo, paths: Iterable[Path]) -> None:
    """Remove files, then the folders that became empty."""
    try:
        for path in paths:
            path.unlink(missing_ok=True)
    except PermissionError as error:
        raise CacheNotWritable(str(repo.cache), str(error)) from error
    # From the leaves up, so that a folder is empty once those in it are gone.
    for place, _, _ in os.walk(repo.folder, topdown=False):
        if not os.listdir(place) and (place != str(repo.blobs)):
            os.rmdir(place)
    blobs = repo.blobs
    if blobs.is_dir() and os.listdir(repo.folder) == ["blobs"] and not os.listdir(blobs):
        blobs.rmdir()
        repo.folder.rmdir()


def _room(repo: Repo, path: Path) -> str:
    try:
        return path.relative_to(repo.folder).parts[0]
    # A path outside the folder can only be a blob of the shared layout.
    except ValueError:
        return "blobs"


def _used(blob: Path) -> float:
    try:
        # The time of reading; where the system does not keep it, that of writing.
        return blob.stat().st_atime
    except OSError:
        return 0.0


def _shared(cache: Path) -> str:
    """In words, who else may use this cache."""
    other = size_of(cache) is not None and hasattr(os, "getuid") and _owner(cache) != os.getuid()
    shared = tr(
        "Every program on {computer} that uses Hugging Face checkpoints shares this cache: what "
        "you delete here is gone for all of them.",
        computer=workplace(),
    )
    if not other:
        return shared
    return f"{shared} " + tr("It belongs to another account of {computer}.", computer=workplace())


def _owner(path: Path) -> int:
    return path.stat().st_uid


def _users(folders: list[Path], check: Check) -> tuple[str, ...]:
    """Other programs that have a file of these folders open or mapped, where the system tells."""
    # With the separator, or /cache/models--a would also stand for /cache/models--ab.
    roots = [os.path.realpath(folder) + os.sep for folder in folders]
    rows = set()
    for process in psutil.process_iter(["name"]):
        check()
        if process.pid == os.getpid():
            continue
        try:
            paths = [open_file.path for open_file in process.open_files()]
            paths += [memory_map.path for memory_map in process.memory_maps()]
        except (psutil.Error, OSError, AttributeError):  # not ours to look at, or gone
            continue
        if any(path.startswith(root) for path in paths for root in roots):
            rows.add(f"{process.info['name']} ({process.pid})")
    return tuple(sorted(rows))
