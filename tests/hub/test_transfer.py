"""The transfer: resume, check, pause, stall, and every way in which a server goes wrong."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from explorer.features.hub.protocol.account import SignIn
from explorer.features.hub.protocol.cache import ListCache
from explorer.features.hub.protocol.transfer import DiscardPartial, Download, TransferProgress
from explorer.features.hub.remote.cached import disk
from explorer.features.hub.remote.download import transfer
from explorer.features.hub.remote.download.content import BlobPart
from explorer.protocol.failures import (
    FileChanged,
    HubBroken,
    HubBusy,
    HubLineCut,
    HubSilent,
    NoRoomOnDisk,
    WrongContent,
    WrongLength,
)
from explorer.protocol.job import Stopped
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import plain

SIZE = 3_000_000


@pytest.fixture
def big(loopback: LoopbackHub) -> LoopbackHub:
    """A Hub with one checkpoint of 3 MB."""
    loopback.add("o/big", plain(SIZE))
    return loopback


def weights(cache: Path) -> bytes:
    return next(cache.glob("models--o--big/snapshots/*/model.safetensors")).read_bytes()


def published(hub: LoopbackHub) -> bytes:
    return hub.repositories["o/big"].files["model.safetensors"].content


def done_total(ask: Asking) -> int:
    return ask.plan("o/big").total


def parts(cache: Path) -> list[Path]:
    return sorted(cache.glob("models--*/blobs/*.incomplete"))


def test_a_download_has_the_official_layout(big: LoopbackHub, ask: Asking, cache: Path) -> None:
    done = ask.download("o/big")
    folder = cache / "models--o--big"
    commit = big.repositories["o/big"].commit
    assert (folder / "refs" / "main").read_text() == commit
    assert done.folder == str(folder / "snapshots" / commit)
    link = Path(done.folder) / "model.safetensors"
    assert link.is_symlink()
    assert not os.path.isabs(os.readlink(link))
    assert weights(cache) == published(big)
    assert not parts(cache)
    assert done.received == ask.plan("o/big").total
    assert (cache / "CACHEDIR.TAG").read_text().startswith("Signature: 8a477f597d28d172789f")


def test_what_is_here_is_not_fetched_again(big: LoopbackHub, ask: Asking) -> None:
    ask.download("o/big")
    sent = big.sent()
    again = ask.download("o/big")
    assert (again.received, big.sent()) == (0, sent)
    assert again.reused == ask.plan("o/big").total


def test_a_cut_line_goes_on_where_it_broke(big: LoopbackHub, ask: Asking, cache: Path) -> None:
    big.misbehave("model.safetensors", times=3, cut_after=700_000)
    ask.download("o/big")
    assert weights(cache) == published(big)
    ranges = [one.range for one in big.asked("model.safetensors") if one.method == "GET"]
    assert len(ranges) >= 4
    assert big.sent("model.safetensors") <= SIZE + 4 * 70_000


def test_pause_keeps_what_arrived_and_another_room_goes_on(
    big: LoopbackHub, ask: Asking, cache: Path
) -> None:
    big.misbehave("model.safetensors", rate=6_000_000)
    plan = ask.plan("o/big")

    def pause(partial: Any) -> None:
        if isinstance(partial, TransferProgress) and partial.have > SIZE // 3:
            ask.stop.set()

    ask.on_report = pause
    began = time.monotonic()
    with pytest.raises(Stopped):
        ask(Download(plan))
    assert time.monotonic() - began < 3
    assert len(parts(cache)) == 2  # the part, and the note of what is wanted
    listing = Asking(ask.room)(ListCache())
    revision = listing.checkpoints[0].revisions[0]
    assert revision.resumable
    assert not revision.complete
    assert SIZE // 3 <= revision.has < revision.planned
    assert (revision.resume_revision, listing.orphan_files) == ("main", 0)
    big.faults.clear()
    other = Asking(type(ask.room)())
    done = other.download("o/big", revision.resume_revision)
    assert done.reused >= SIZE // 3
    assert done.received + done.reused == done_total(other)
    assert weights(cache) == published(big)
    assert not parts(cache)


def test_cancel_discards_everything_of_it(big: LoopbackHub, ask: Asking, cache: Path) -> None:
    big.misbehave("model.safetensors", rate=200_000)  # 15 s in all: time enough to stop
    plan = ask.plan("o/big")
    ask.on_report = lambda p: ask.stop.set() if p and p.have > 90_000 else None
    with pytest.raises(Stopped):
        ask(Download(plan))
    ask.stop.clear()
    freed = ask(DiscardPartial("o/big", plan.commit))
    assert freed.bytes > 90_000
    assert not any(path.is_file() for path in (cache / "models--o--big").rglob("*"))


@pytest.mark.parametrize(
    ("fault", "failure", "words"),
    [
        ({"etag": "0" * 64}, FileChanged, "not the file that was planned"),
        ({"length_off": 5, "no_ranges": True}, WrongLength, "the server says"),
        ({"length_off": -5}, WrongLength, "should have"),
        ({"flip": True}, WrongContent, "damaged"),
        ({"status": 503}, HubBroken, "503"),
        ({"status": 429, "headers": {"Retry-After": "600"}}, HubBusy, "600\xa0seconds"),
        ({"hang": 3.0}, HubSilent, "not answered"),
        ({"cut_after": 0}, HubLineCut, "keeps breaking"),
    ],
)
def test_nothing_wrong_gets_a_name(
    big: LoopbackHub,
    ask: Asking,
    cache: Path,
    fault: dict[str, Any],
    failure: type[Exception],
    words: str,
) -> None:
    big.misbehave("model.safetensors", **fault)
    with pytest.raises(failure, match=words):
        ask.download("o/big")
    assert not list(cache.glob("models--o--big/snapshots/*/model.safetensors"))
    assert not list(cache.glob("models--o--big/refs/*"))
    if failure is WrongContent:
        assert not [p for p in parts(cache) if p.name.startswith(ask.plan("o/big").files[-1].etag)]
    big.faults.clear()
    ask.download("o/big")
    assert weights(cache) == published(big)


@pytest.mark.parametrize(
    "fault",
    [
        {"etag": "0" * 64},
        {"flip": True},
        {"status": 503},
        {"status": 429, "headers": {"Retry-After": "0"}},
        {"hang": 1.0},
        {"cut_after": 1_000_000},
    ],
)
def test_a_passing_fault_is_waited_out(
    big: LoopbackHub, ask: Asking, cache: Path, fault: dict[str, Any]
) -> None:
    plan = ask.plan("o/big")
    big.misbehave("model.safetensors", times=1, **fault)
    ask(Download(plan))
    assert weights(cache) == published(big)


def test_a_server_without_ranges_is_told_and_served(
    big: LoopbackHub, ask: Asking, cache: Path
) -> None:
    big.misbehave("model.safetensors", times=1, no_ranges=True, cut_after=1_000_000)
    big.misbehave("model.safetensors", no_ranges=True)
    done = ask.download("o/big")
    assert done.no_resume
    assert weights(cache) == published(big)
    notes = {partial.note for _, _, partial in ask.reports if partial}
    assert any("cannot continue inside a file" in note for note in notes)


def test_a_stall_is_called_a_stall(
    big: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert transfer.STALL < 5
    monkeypatch.setattr(transfer, "STALL", 0.3)
    plan = ask.plan("o/big")
    big.misbehave("model.safetensors", times=1, hang=0.45)
    big.misbehave("model.safetensors", times=1, status=503)
    ask(Download(plan))
    stalled = [partial for _, _, partial in ask.reports if partial and partial.stalled]
    assert stalled
    assert all(one.note and one.seconds_left is None for one in stalled)
    assert ask.reports[-1][2].have == ask.reports[-1][2].total


def test_a_storage_host_with_etags_of_its_own_sees_no_token(
    loopback: LoopbackHub, ask: Asking, cache: Path
) -> None:
    loopback.add("o/big", plain(SIZE))
    loopback.tokens["hf_secret"] = "ann"
    ask(SignIn("hf_secret"))
    with LoopbackHub() as storage:
        storage.repositories = loopback.repositories
        loopback.storage = storage.url
        storage.misbehave("/storage/", times=2, cut_after=500_000)
        ask.download("o/big")
        assert len(storage.log) == 3
        assert not any(one.authorized for one in storage.log)
    assert all(one.authorized for one in loopback.asked("/resolve/"))
    assert weights(cache) == published(loopback)


def test_a_blob_left_by_another_program_is_checked_before_it_is_shown(
    big: LoopbackHub, ask: Asking, cache: Path
) -> None:
    plan = ask.plan("o/big")
    wanted = plan.files[-1]
    blob = cache / "models--o--big" / "blobs" / wanted.etag
    blob.parent.mkdir(parents=True)
    blob.write_bytes(b"\0" * wanted.size)
    ask.download("o/big")
    assert weights(cache) == published(big)


def test_a_damaged_part_is_thrown_away(big: LoopbackHub, ask: Asking, cache: Path) -> None:
    wanted = ask.plan("o/big").files[-1]
    part = cache / "models--o--big" / "blobs" / (wanted.etag + disk.PARTIAL)
    part.parent.mkdir(parents=True)
    part.write_bytes(b"\0" * 1_000_000)
    ask.download("o/big")
    assert weights(cache) == published(big)


def test_no_room_is_said_before_the_first_byte(
    big: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(disk, "free_bytes", lambda folder: 1_000)
    plan = ask.plan("o/big")
    before = big.sent("model.safetensors")  # the names of the tensors
    with pytest.raises(NoRoomOnDisk, match="still missing"):
        ask(Download(plan))
    assert big.sent("model.safetensors") == before


def test_a_disk_that_fills_up_keeps_what_arrived(
    big: LoopbackHub, ask: Asking, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    append = BlobPart.append

    def full(part: BlobPart, chunk: bytes) -> None:
        if part.have > 1_000_000:
            raise OSError(28, "No space left on device")
        append(part, chunk)

    monkeypatch.setattr(BlobPart, "append", full)
    with pytest.raises(NoRoomOnDisk):
        ask.download("o/big")
    monkeypatch.setattr(BlobPart, "append", append)
    done = ask.download("o/big")
    assert done.reused >= 1_000_000
    assert weights(cache) == published(big)


def test_another_program_downloading_the_same_file_is_waited_for(
    big: LoopbackHub, ask: Asking, cache: Path
) -> None:
    import filelock

    plan = ask.plan("o/big")
    path = cache / ".locks" / "models--o--big" / f"{plan.files[-1].etag}.lock"
    path.parent.mkdir(parents=True)
    lock = filelock.FileLock(path, thread_local=False)
    lock.acquire()
    release = threading.Timer(0.4, lock.release)
    release.start()
    ask(Download(plan))
    release.join()
    assert any("Another program" in p.note for _, _, p in ask.reports if p)
    assert weights(cache) == published(big)


def test_a_new_commit_reuses_what_did_not_change(
    big: LoopbackHub, ask: Asking, cache: Path
) -> None:
    first = ask.download("o/big")
    content = {p: f.content for p, f in big.repositories["o/big"].files.items()}
    big.add("o/big", content | {"tokenizer_config.json": b'{"new": 1}'})
    other = Asking(type(ask.room)())
    plan = other.plan("o/big")
    assert plan.missing == len(b'{"new": 1}')
    done = other(Download(plan))
    assert done.commit != first.commit
    assert (cache / "models--o--big" / "refs" / "main").read_text() == done.commit


def test_an_empty_file_needs_no_request(big: LoopbackHub, ask: Asking) -> None:
    content = {p: f.content for p, f in big.repositories["o/big"].files.items()}
    big.add("o/big", content | {"added_tokens.json": b""})
    ask.download("o/big")
    assert not big.asked("added_tokens.json")


def test_a_gate_that_closed_meanwhile_ends_the_download(big: LoopbackHub, ask: Asking) -> None:
    from explorer.protocol.failures import NotSignedIn

    plan = ask.plan("o/big")
    repository = big.repositories["o/big"]
    big.repositories["o/big"] = replace(repository, gated=True)
    with pytest.raises(NotSignedIn):
        ask(Download(plan))


def test_without_links_equal_files_come_once(
    loopback: LoopbackHub, ask: Asking, monkeypatch: pytest.MonkeyPatch
) -> None:
    """On Windows without the right to make links, content is moved into the snapshot."""

    def refused(*_: object, **__: object) -> None:
        raise OSError(1314, "A required privilege is not held by the client")

    monkeypatch.setattr(Path, "symlink_to", refused)
    equal = b"[PAD]\n" * 1_000
    files = {path: content for path, content in plain().items() if path != "tokenizer.json"}
    loopback.add("o/m", files | {"vocab.txt": equal, "merges.txt": equal})
    done = ask.download("o/m")
    assert (Path(done.folder) / "vocab.txt").read_bytes() == equal
    assert (Path(done.folder) / "merges.txt").read_bytes() == equal
    assert len(loopback.asked("vocab.txt")) + len(loopback.asked("merges.txt")) == 1
    (one,) = ask(ListCache()).checkpoints
    assert one.complete
