"""Names of the Hub: what is one, and what could lead out of the folder that it is put into."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path

import pytest

from explorer.boundary import hub_names
from explorer.boundary.hub_names import BadName
from explorer.features.hub.remote.cached.disk import PARTIAL, Repo, write_ref
from explorer.protocol.failures import CacheLeadsOut
from tests.hostile.hub import WAYS_OUT

COMMIT = "cd5ef92a9fb2f889e972770a36d4ed042daf221e"


@pytest.mark.parametrize(
    ("parse", "names"),
    [
        (
            hub_names.repo_id,
            ["gpt2", "google-bert/bert-base-cased", "a/b.c_d-e", "01-ai/Yi-1.5", "o/" + "n" * 96],
        ),
        (hub_names.commit, [COMMIT]),
        (hub_names.checksum, [COMMIT, "0" * 64]),
        (
            hub_names.revision,
            [
                "main",
                "refs/pr/1",
                "v1.0",
                "feature/x",
                "größe",
                "a-b_c+d",
                "fp16",
                "1",
                "#5",
                COMMIT,
            ],
        ),
        (
            hub_names.repo_path,
            [
                *(
                    "config.json",
                    ".gitattributes",
                    "a b/größe (1).txt",
                    "a..b",
                    "...x",
                    "日本語.md",
                ),
                *("1_Pooling/config.json", "a/b/c/d", "config", "console.log", "nul_", "x" * 255),
            ],
        ),
        (hub_names.listed_path, ["a:b", "NUL", "a\\b", "tab\there", "trailing "]),
    ],
)
def test_whatever_the_hub_has_is_a_name(parse: Callable[[object], str], names: list[str]) -> None:
    for name in names:
        assert parse(name) == name


@pytest.mark.parametrize("way", WAYS_OUT)
def test_no_way_out_is_a_name(way: str) -> None:
    for parse in (hub_names.commit, hub_names.checksum):
        with pytest.raises(BadName):
            parse(way)
    if way not in {"NUL", "aux.json"}:  # a part of `models--…`, and no device there
        with pytest.raises(BadName):
            hub_names.repo_id(way)
    # A person's own system may allow these; they lead nowhere.
    harmless = {"-rf", "~/evil", "%2e%2e%2f%2e%2e%2fevil", "evil\u202egnp.exe"}
    if way not in harmless:
        with pytest.raises(BadName):
            hub_names.repo_path(way)
    if way not in harmless - {"~/evil"}:
        with pytest.raises(BadName):
            hub_names.revision(way)


@pytest.mark.parametrize(
    ("parse", "names"),
    [
        (
            hub_names.repo_id,
            ["a/b/c", "a--b", "a..b", "/a", "a/", "a.git", "a b", "ä/b", "o/" + "n" * 97],
        ),
        (hub_names.commit, [COMMIT[:39], COMMIT.upper(), COMMIT + "\n", "main", "٠" * 40]),
        (hub_names.checksum, ["0" * 41, "g" * 64, ""]),
        (
            hub_names.revision,
            [
                *("a b", "a~1", "a^", "a:b", "a?", "a*", "a[", "@", "a@{1}", ".a", "a/.b", "a."),
                *("a.lock", "a/b.lock/c", "/a", "a/", "é" * 128),
            ],
        ),
        (
            hub_names.repo_path,
            [
                *("com1", "LPT9.txt", "nul.tar.gz", "a/CON", "con.fig", "é" * 128, "a/b."),
                *("a./b", "\x7f", "a" * 256),
            ],
        ),
    ],
)
def test_what_is_none(parse: Callable[[object], str], names: list[str]) -> None:
    for name in (*names, None, 5, b"main", ["main"]):
        with pytest.raises(BadName):
            parse(name)


@pytest.mark.parametrize("way", [one for one in WAYS_OUT if "evil" in one and one[0] != "%"])
def test_the_folder_of_a_checkpoint_gives_no_path_outside(tmp_path: Path, way: str) -> None:
    """The disk's own last look, whatever was parsed before it."""
    repo = Repo.of(tmp_path, "o/m")
    with pytest.raises(BadName):
        Repo.of(tmp_path, way)
    with pytest.raises(BadName):
        _ = Repo(tmp_path, hub_names.RepoId(way)).folder
    takers: list[Callable[[str], Path]] = [
        *(repo.blob, repo.partial, repo.lock, repo.note, repo.snapshot, repo.tree),
        lambda commit: repo.pointer(commit, "a"),
    ]
    for take in takers:
        with pytest.raises(BadName):
            take(way)
    if not hub_names.is_repo_path(way):
        with pytest.raises(BadName):
            repo.pointer(COMMIT, way)
    if not hub_names.is_revision(way):
        with pytest.raises(BadName):
            write_ref(repo, way, COMMIT)
    with pytest.raises(BadName):
        write_ref(repo, "main", way)
    assert repo.commit_of(way) is None
    assert not any(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("link", "take"),
    [
        ("blobs", lambda repo: repo.blob("0" * 40)),
        ("blobs", lambda repo: repo.wants()),
        ("snapshots", lambda repo: repo.snapshot(COMMIT)),
        (f"snapshots/{COMMIT}", lambda repo: repo.pointer(COMMIT, "config.json")),
        (f"snapshots/{COMMIT}/a", lambda repo: repo.pointer(COMMIT, "a/b/c.json")),
        (f"snapshots/{COMMIT}/a", lambda repo: repo.have(COMMIT, "a/b", 1, "0" * 40)),
        ("refs", lambda repo: repo.ref("main")),
        ("refs/feature", lambda repo: repo.ref("feature/x")),
        ("trees", lambda repo: repo.tree(COMMIT)),
        ("../.locks", lambda repo: repo.lock("0" * 40)),
    ],
)
def test_no_link_leads_out(tmp_path: Path, link: str, take: Callable[[Repo], object]) -> None:
    repo = Repo.of(tmp_path / "cache", "o/m")
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    repo.folder.mkdir(parents=True)
    place = Path(os.path.normpath(repo.folder / link))
    place.parent.mkdir(parents=True, exist_ok=True)
    os.symlink(elsewhere, place)
    with pytest.raises(CacheLeadsOut, match="through a link"):
        take(repo)


def test_the_folder_itself_may_be_a_link(tmp_path: Path) -> None:
    """People put a large checkpoint onto another disk."""
    repo = Repo.of(tmp_path / "cache", "o/m")
    other = tmp_path / "disk" / "m"
    other.mkdir(parents=True)
    repo.cache.mkdir()
    os.symlink(other, repo.folder)
    assert repo.pointer(COMMIT, "config.json").name == "config.json"
    write_ref(repo, "feature/x", COMMIT)
    assert (other / "refs" / "feature" / "x").read_text() == COMMIT
    assert repo.commit_of("feature/x") == COMMIT


def test_a_part_is_never_a_link(tmp_path: Path) -> None:
    from explorer.features.hub.remote.download.content import BlobPart, Item

    repo = Repo.of(tmp_path, "o/m")
    repo.blobs.mkdir(parents=True)
    letter = tmp_path / "letter"
    letter.write_text("dear")
    os.symlink(letter, repo.blobs / ("0" * 40 + PARTIAL))
    with pytest.raises(OSError, match="symbolic links"):
        BlobPart(repo, Item("a", 4, "0" * 40), lambda: None)
    assert letter.read_text() == "dear"
