"""The shared cache: complete or partial, what deleting frees, verifying, orphans."""

from __future__ import annotations

import os
import shutil
import time
from pathlib import Path

import pytest

from explorer.boundary import network
from explorer.features.hub.protocol.cache import (
    CleanOrphans,
    DeleteRevisions,
    ListCache,
    PreviewDelete,
    VerifyRevision,
)
from explorer.features.hub.protocol.transfer import Download
from explorer.features.hub.view.hub_texts import cached_entry
from explorer.protocol.failures import NotInCache
from tests.foreign import FOLDERS
from tests.hub.conftest import Asking
from tests.loopback import LoopbackHub
from tests.loopback.checkpoints import plain


def disk_bytes(cache: Path) -> int:
    return sum(p.lstat().st_size for p in cache.rglob("*") if p.is_file() and not p.is_symlink())


@pytest.fixture
def two(loopback: LoopbackHub, ask: Asking) -> tuple[str, str]:
    """Two commits of one checkpoint that share the weights, both downloaded."""
    loopback.add("o/m", plain(100_000))
    first = ask.download("o/m").commit
    content = {p: f.content for p, f in loopback.repositories["o/m"].files.items()}
    loopback.add("o/m", content | {"tokenizer_config.json": b'{"tokenizer_class": "X"}'})
    second = Asking(type(ask.room)()).download("o/m").commit
    return first, second


def test_the_list(loopback: LoopbackHub, ask: Asking, two: tuple[str, str]) -> None:
    asked = len(loopback.log)
    listing = ask(ListCache())
    (one,) = listing.checkpoints
    assert (one.name, one.complete, one.model_type) == ("o/m", True, "bert")
    assert {r.commit: r.refs for r in one.revisions} == {two[0]: (), two[1]: ("main",)}
    assert all(r.complete for r in one.revisions)
    assert listing.orphan_files == 0
    assert "shares this cache" in listing.shared_note
    assert len(loopback.log) == asked


def test_an_empty_cache(ask: Asking, cache: Path) -> None:
    listing = ask(ListCache())
    assert listing.checkpoints == ()
    assert listing.size == 0


def test_deleting_frees_exactly_what_was_told(
    ask: Asking, cache: Path, two: tuple[str, str]
) -> None:
    for commits in ((two[0],), (two[1],)):
        preview = ask(PreviewDelete(commits))
        before = disk_bytes(cache)
        freed = ask(DeleteRevisions(commits))
        assert freed.bytes == preview.bytes == before - disk_bytes(cache)
        assert ask(ListCache()).orphan_files == 0
    assert not (cache / "models--o--m").exists()
    with pytest.raises(NotInCache):
        ask(PreviewDelete((two[0],)))


def test_deleting_one_leaves_the_other_whole(
    loopback: LoopbackHub, ask: Asking, two: tuple[str, str]
) -> None:
    ask(DeleteRevisions((two[0],)))
    (revision,) = ask(ListCache()).checkpoints[0].revisions
    assert revision.complete
    assert not ask(VerifyRevision("o/m", two[1])).bad


def test_verifying_finds_one_flipped_bit(
    loopback: LoopbackHub, ask: Asking, cache: Path, two: tuple[str, str]
) -> None:
    report = ask(VerifyRevision("o/m", two[1]))
    assert (report.bad, report.against) == ((), "the Hub")
    path = cache / "models--o--m" / "snapshots" / two[1] / "model.safetensors"
    content = bytearray(path.read_bytes())
    content[-1] ^= 1
    path.write_bytes(bytes(content))
    report = ask(VerifyRevision("o/m", two[1]))
    assert report.bad == ("model.safetensors",)
    assert "differ" in report.sentence
    assert "model.safetensors" in report.sentence
    loopback.misbehave("/tree/", status=503)
    report = Asking(type(ask.room)())(VerifyRevision("o/m", two[1]))
    assert report.against == "the cache"
    assert report.bad == ("model.safetensors",)


def test_what_others_left_is_told_apart(
    loopback: LoopbackHub, ask: Asking, cache: Path, two: tuple[str, str]
) -> None:
    blobs = cache / "models--o--m" / "blobs"
    (blobs / ("a" * 64)).write_bytes(b"unused")
    old = blobs / ("b" * 64 + ".1234abcd.incomplete")
    old.write_bytes(b"left over")
    os.utime(old, (time.time() - 9_000,) * 2)
    (blobs / ("c" * 64 + ".1234abcd.incomplete")).write_bytes(b"being written now")
    listing = ask(ListCache())
    assert (listing.orphan_files, listing.orphan_bytes) == (2, len(b"unused") + len(b"left over"))
    freed = ask(CleanOrphans())
    assert freed.bytes == listing.orphan_bytes
    assert ask(ListCache()).orphan_files == 0
    assert all(r.complete for r in ask(ListCache()).checkpoints[0].revisions)


def test_partial_snapshots_of_other_programs_say_what_is_missing(
    loopback: LoopbackHub, ask: Asking
) -> None:
    from huggingface_hub import hf_hub_download

    loopback.add("o/half", plain())
    with network.allowed():
        hf_hub_download("o/half", "config.json", endpoint=loopback.url)
    (one,) = ask(ListCache()).checkpoints
    assert not one.complete
    assert "weights" in one.revisions[0].disabled_reason


def test_what_is_no_model_for_transformers_is_named_in_the_list(
    loopback: LoopbackHub, ask: Asking
) -> None:
    from huggingface_hub import hf_hub_download

    for name, badge, words in (
        ("adapter", "adapter", "an adapter for openai-community/gpt2"),
        ("GGUF", "GGUF", "as a GGUF file"),
        ("pipeline", "diffusers", "diffusers pipeline"),
    ):
        loopback.add(f"o/{badge}", FOLDERS[name][0])
        with network.allowed():
            for path in FOLDERS[name][0]:
                hf_hub_download(f"o/{badge}", path, endpoint=loopback.url)
        (one,) = (c for c in ask(ListCache()).checkpoints if c.name == f"o/{badge}")
        assert not one.complete
        assert words in one.revisions[0].disabled_reason
        entry = cached_entry(one, one.revisions[0], offline=False)
        assert (entry.badge, entry.dim) == (badge, True)


def test_the_library_agrees(loopback: LoopbackHub, ask: Asking, cache: Path) -> None:
    from huggingface_hub import HfApi, hf_hub_download, scan_cache_dir

    loopback.add("o/m", plain(200_000))
    done = ask(Download(ask.plan("o/m")))
    info = scan_cache_dir(cache)
    assert not info.warnings
    assert not info.incomplete_files
    (repo,) = info.repos
    assert repo.repo_id == "o/m"
    assert {r.commit_hash for r in repo.revisions} == {done.commit}
    plan = ask.plan("o/m")
    before = loopback.sent("model.safetensors")
    with network.allowed():
        found = HfApi(endpoint=loopback.url).verify_repo_checksums("o/m", cache_dir=cache)
        for file in plan.files:
            hf_hub_download("o/m", file.path, cache_dir=cache, endpoint=loopback.url)
    assert not found.mismatches
    assert found.checked_count == len(plan.files)
    assert loopback.sent("model.safetensors") == before


def test_a_moved_cache_says_that_its_links_lead_nowhere(
    loopback: LoopbackHub, ask: Asking, cache: Path
) -> None:
    loopback.add("o/m", plain())
    done = ask.download("o/m")
    shutil.rmtree(cache / "models--o--m" / "blobs")
    (one,) = ask(ListCache()).checkpoints
    (revision,) = one.revisions
    assert not revision.complete
    assert "links that lead nowhere" in revision.disabled_reason
    assert "models--o--m" in revision.disabled_reason
    assert str(len(ask.plan("o/m").files)) in revision.disabled_reason
    assert ask.download("o/m").folder == done.folder  # what it says helps
    assert ask(ListCache()).checkpoints[0].revisions[0].complete


def test_a_cache_without_links_or_refs_is_whole(
    loopback: LoopbackHub, ask: Asking, cache: Path
) -> None:
    """As Windows writes it, and as people copy it."""
    loopback.add("o/m", plain())
    folder = Path(ask.download("o/m").folder)
    for link in folder.iterdir():
        content = link.read_bytes()
        link.unlink()
        link.write_bytes(content)
    shutil.rmtree(cache / "models--o--m" / "blobs")
    shutil.rmtree(cache / "models--o--m" / "refs")
    assert ask(ListCache()).checkpoints[0].revisions[0].complete
