"""Settings are read whatever their file holds: the bad parts are left out, nothing is lost."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import msgspec
import pytest
from PySide6.QtCore import QByteArray
from pytestqt.qtbot import QtBot

from explorer.app.settings import Recent, Settings
from explorer.features.lessons.view.progress import Progresses, SavedLessonProgress
from explorer.lanes.thread import BackgroundWriter

RECENT = Recent("/m/größe", "größe", "BertModel", "trained", pinned=True, dtype="float16")
# As version 1.0 of the program wrote it on 2026-11-28.
OLD = """{
 "running": "no",
 "geometry": {"base64": "AdnQywADAAA="},
 "zoom": 150,
 "theme": "dark",
 "recent": "[{\\"path\\": \\"/m\\", \\"name\\": \\"m\\", \\"class_name\\": \\"BertModel\\", \\"state\\": \\"trained\\", \\"pinned\\": false, \\"revision\\": \\"\\", \\"asked_class\\": \\"\\", \\"dtype\\": \\"auto\\", \\"variant\\": \\"\\", \\"device\\": \\"cpu\\"}]",
 "lessons": "{\\"models\\": {\\"page\\": \\"gap\\", \\"done\\": [\\"gap#0\\"], \\"path\\": \\"\\"}}"
}"""  # noqa: E501
DEEP = "[" * 5_000 + "]" * 5_000


def _good(folder: Path) -> None:
    profile = Settings(str(folder))
    profile.keep("zoom", 150)
    profile.keep("geometry", QByteArray(b"shape"))
    profile.remember(RECENT)
    Progresses(profile).keep("models", SavedLessonProgress("gap", ["gap#0"]))


def _works(folder: Path) -> None:
    """What is kept in it from now on is there the next time, and nothing is told any more."""
    profile = Settings(str(folder))
    profile.keep("after", "ä")
    profile.remember(Recent("/n", "n", "C", "random"))
    Progresses(profile).keep("other", SavedLessonProgress("p"))
    again = Settings(str(folder))
    assert again.text("after") == "ä"
    assert again.recent()[-1].path == "/n"
    assert Progresses(again).of("other") == SavedLessonProgress("p")
    assert (again.unread, again.failure) == ("", "")


def test_settings_of_the_first_version_are_read(tmp_path: Path) -> None:
    (tmp_path / "settings.json").write_text(OLD, encoding="utf-8")
    profile = Settings(str(tmp_path))
    assert profile.number("zoom", 100) == 150
    assert profile.recent() == (Recent("/m", "m", "BertModel", "trained"),)
    assert Progresses(profile).of("models") == SavedLessonProgress("gap", ["gap#0"])
    assert profile.unread == ""
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]


def _pipe(file: Path) -> None:
    os.mkfifo(file)


def _device(file: Path) -> None:
    file.symlink_to("/dev/zero")


def _full_device(file: Path) -> None:
    file.symlink_to("/dev/full")


def _huge(file: Path) -> None:
    with file.open("wb") as huge:
        huge.truncate(10**12)


def _folder(file: Path) -> None:
    (file / "within").mkdir(parents=True)


def _loop(file: Path) -> None:
    file.symlink_to(file)


WHOLES: dict[str, bytes | Callable[[Path], None]] = {
    "nested": DEEP.encode(),
    "list": b"[1]",
    "null": b"null",
    "empty": b"",
    "half": b'{"zoom": 15',
    "binary": bytes(range(256)) * 9,
    "zeros": bytes(4096),
    "two": b'{"zoom": 150}{"zoom": 150}',
    "pipe": _pipe,
    "device": _device,
    "device that is full": _full_device,
    "huge": _huge,
    "folder": _folder,
    "link to itself": _loop,
}


@pytest.mark.parametrize("made", WHOLES.values(), ids=WHOLES.keys())
def test_a_file_that_is_no_settings_is_set_aside(
    tmp_path: Path, made: bytes | Callable[[Path], None]
) -> None:
    file = tmp_path / "settings.json"
    if isinstance(made, bytes):
        file.write_bytes(made)
    else:
        made(file)
    before = os.lstat(file)
    profile = Settings(str(tmp_path))
    assert profile.recent() == ()
    assert profile.number("zoom", 100) == 100
    aside = tmp_path / "settings.json.broken"
    assert os.path.samestat(os.lstat(aside), before), "what was there is lost"
    assert str(aside) in profile.unread
    assert "usual ones" in profile.unread
    _works(tmp_path)


def test_an_entry_that_is_nested_too_deep_costs_at_most_itself(tmp_path: Path) -> None:
    """A Python whose parser gives up on the depth loses the file, a newer one the entry alone."""
    data = b'{"a": ' + DEEP.encode() + b"}"
    try:
        json.loads(data)
        said = "left out: “a”"
    except RecursionError:
        said = "usual ones"
    (tmp_path / "settings.json").write_bytes(data)
    profile = Settings(str(tmp_path))
    assert profile.number("zoom", 100) == 100
    aside = tmp_path / "settings.json.broken"
    assert aside.read_bytes() == data, "what was there is lost"
    assert str(aside) in profile.unread
    assert said in profile.unread
    _works(tmp_path)


ENTRIES = {
    "half a character": ("theme", '"\\ud83d"'),
    "half in a key": ("\\udc00", "1"),
    "digits": ("zoom", "9" * 5_000),
    "list": ("zoom", "[150]"),
    "null": ("theme", "null"),
    "number": ("theme", "1.5"),
    "object": ("geometry", '{"base64": 3}'),
    "nested": ("theme", "[" * 50 + "]" * 50),
    "long": ("theme", f'"{"x" * 600_000}"'),
    "recent nested": ("recent", json.dumps(DEEP)),
    "recent object": ("recent", '"{}"'),
    "recent number": ("recent", "3"),
    "recent syntax": ("recent", '"[{"'),
    "recent digits": ("recent", f'"[{"9" * 5_000}]"'),
    "recent rows": ("recent", json.dumps("[3, {}, null]")),
    "recent path": (
        "recent",
        json.dumps(json.dumps([{**msgspec.structs.asdict(RECENT), "path": "x" * 5_000}])),
    ),
    "recent NUL": (
        "recent",
        json.dumps(json.dumps([{**msgspec.structs.asdict(RECENT), "path": "a\0b"}])),
    ),
    "lessons nested": ("lessons", json.dumps(DEEP)),
    "lessons list": ("lessons", '"[1]"'),
    "lessons rows": ("lessons", json.dumps('{"models": 3, "b": {"done": 3}, "c": {"page": 5}}')),
}


@pytest.mark.parametrize(("key", "value"), ENTRIES.values(), ids=ENTRIES.keys())
def test_one_bad_value_does_not_take_the_others_along(tmp_path: Path, key: str, value: str) -> None:
    _good(tmp_path)
    file = tmp_path / "settings.json"
    kept = json.loads(file.read_text("utf-8"))
    kept.pop(key, None)
    text = json.dumps(kept)[:-1] + f', "{key}": {value}}}'
    file.write_text(text, encoding="utf-8")
    profile = Settings(str(tmp_path))
    progress = Progresses(profile)
    profile.recent()
    profile.keep("running", "yes")
    name = json.loads(f'"{key}"').encode("utf-8", "replace").decode()
    if key != "geometry":
        assert profile.data("geometry") == QByteArray(b"shape")
    if key != "zoom":
        assert profile.number("zoom", 100) == 150
    if key != "recent":
        assert profile.recent() == (RECENT,)
    if key != "lessons":
        assert progress.of("models") == SavedLessonProgress("gap", ["gap#0"])
    assert f"“{name}”" in profile.unread
    assert (tmp_path / "settings.json.broken").read_text("utf-8") == text
    _works(tmp_path)


def test_good_rows_of_a_bad_list_stay(tmp_path: Path) -> None:
    profile = Settings(str(tmp_path))
    profile.keep("recent", json.dumps([3, msgspec.structs.asdict(RECENT), {"path": 1}]))
    profile.keep("lessons", json.dumps({"a": {"page": "p"}, "b": 3}))
    again = Settings(str(tmp_path))
    assert again.recent() == (RECENT,) == again.recent()
    assert Progresses(again).of("a") == SavedLessonProgress("p")
    assert "“recent” and “lessons”" in again.unread
    third = Settings(str(tmp_path))
    assert third.recent() == (RECENT,)
    assert third.unread == ""


def test_a_path_with_half_a_character_stops_no_other_setting(tmp_path: Path) -> None:
    aside = BackgroundWriter("settings")
    profile = Settings(str(tmp_path), aside)
    profile.keep("folder", "/m/\udcff")
    profile.remember(Recent("/m/\udcff", "m", "C", "trained"))
    profile.keep("zoom", 150)
    profile.remember(RECENT)
    profile.finish()
    again = Settings(str(tmp_path))
    assert again.number("zoom", 100) == 150
    assert again.text("folder") == ""
    assert again.recent() == (RECENT,)
    assert again.unread == ""


def test_nothing_is_lost_where_the_file_was_set_aside_before(tmp_path: Path) -> None:
    names = ["settings.json.broken", *(f"settings.json.broken-{n}" for n in range(2, 12))]
    for place in range(12):
        (tmp_path / "settings.json").write_text(f"broken {place}")
        Settings(str(tmp_path))
    kept = {one.name: one.read_text() for one in tmp_path.iterdir()}
    assert kept == {name: f"broken {n}" for n, name in enumerate(names[:9])} | {
        "settings.json.broken-10": "broken 11"
    }


@pytest.mark.parametrize("aside", [None, BackgroundWriter("settings")])
def test_a_full_disk_is_told_once_and_nothing_is_forgotten_in_between(
    qtbot: QtBot, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, aside: BackgroundWriter | None
) -> None:
    _good(tmp_path)

    def full(_: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    profile = Settings(str(tmp_path), aside)
    said: list[str] = []
    profile.failed.connect(said.append)
    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        profile.keep("theme", "dark")
        profile.keep("zoom", 200)
        profile.finish()
    qtbot.waitUntil(lambda: bool(said))
    assert len(said) == 1
    assert "the disk is full" in said[0]
    assert profile.failure == said[0]
    assert [one.name for one in tmp_path.iterdir()] == ["settings.json"]
    profile.keep("later", "x")  # there is room again
    profile.finish()
    again = Settings(str(tmp_path))
    assert (again.text("theme"), again.number("zoom", 100)) == ("dark", 200)
    assert again.recent() == (RECENT,)
    assert len(said) == 1


def test_a_file_that_was_broken_meanwhile_is_set_aside_and_written_whole(tmp_path: Path) -> None:
    _good(tmp_path)
    profile = Settings(str(tmp_path))
    (tmp_path / "settings.json").write_text("{")
    profile.keep("theme", "dark")
    assert (tmp_path / "settings.json.broken").read_text() == "{"
    again = Settings(str(tmp_path))
    assert again.number("zoom", 100) == 150
    assert again.text("theme") == "dark"


@pytest.mark.skipif(os.name != "posix" or os.geteuid() == 0, reason="root reads everything")
def test_a_file_that_may_not_be_read_is_set_aside(tmp_path: Path) -> None:
    _good(tmp_path)
    (tmp_path / "settings.json").chmod(0)
    profile = Settings(str(tmp_path))
    assert "may not read" in profile.unread
    assert (tmp_path / "settings.json.broken").exists()
    _works(tmp_path)


def test_a_folder_that_cannot_be_made_is_told(qtbot: QtBot, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("x")
    profile = Settings(str(tmp_path / "file" / "profile"))
    said: list[str] = []
    profile.failed.connect(said.append)
    profile.keep("theme", "dark")
    profile.keep("zoom", 150)
    assert len(said) == 1
    assert profile.unread == ""
    assert profile.text("theme") == "dark"
