"""The program starts and works whatever is in its profile, and says so once."""

from __future__ import annotations

import errno
import json
import os
from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtWidgets import QLineEdit

from explorer import resources
from explorer.boundary import atomic_write
from explorer.features.sessions.view import sessions_controller
from tests.journeys.conftest import Begin, Person

BERT = str(resources.path("models", "mini-world-bert"))
TEXT = "The capital of Japan is [MASK]."


def works(person: Person) -> None:
    """A model is opened and run."""
    person.window.message_bar.clear()
    person.window.load(BERT, "mini-world-bert")
    person.until_idle()
    person.run(TEXT)
    assert person.window.profile.recent()[0].path == BERT


def nested(folder: Path) -> None:
    deep = "[" * 5_000 + "]" * 5_000
    rows = {"zoom": 125, "recent": deep, "lessons": deep, "theme": "dark"}
    (folder / "settings.json").write_text(json.dumps(rows))


def pipes(folder: Path) -> None:
    for name in ("settings.json", "desk.json", "log.txt"):
        os.mkfifo(folder / name)


def folders(folder: Path) -> None:
    for name in ("settings.json", "desk.json", "log.txt"):
        (folder / name / "within").mkdir(parents=True)


def devices(folder: Path) -> None:
    for name, device in (("settings.json", "zero"), ("desk.json", "zero"), ("log.txt", "full")):
        (folder / name).symlink_to(f"/dev/{device}")


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (nested, "“recent” and “lessons”"),
        (pipes, "not a regular file"),
        (folders, "it is a folder"),
        (devices, "not a regular file"),
    ],
)
def test_it_starts_and_works_and_says_it_once(
    begin: Begin, tmp_path: Path, make: Callable[[Path], None], sentence: str
) -> None:
    folder = tmp_path / "odd"
    folder.mkdir()
    make(folder)
    person = begin(profile="odd")
    assert sentence in person.message
    assert ".broken" in person.message
    if make is nested:
        assert person.window.look.zoom == 125
        assert person.window.look.choice == "dark"
    person.window.tell_error("Something", "of a test")  # goes to the log
    works(person)
    person.window.close()
    again = begin(profile="odd")
    assert again.message == ""
    again.until_idle()
    # What was opened on another computer is not remembered.
    remembered = [recent.path for recent in again.window.profile.recent()]
    assert remembered == ([BERT] if again.works_here else [])
    # A desk comes back with its model, and the model of another computer is not here.
    assert again.find(QLineEdit, "textInput").text() == (TEXT if again.works_here else "")


def test_a_full_disk_is_told_and_the_program_works(
    begin: Begin, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(*_: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(atomic_write, "write", full)
    person = begin()
    person.until(lambda: "the disk is full" in person.message)
    assert "forgets its settings" in person.message
    works(person)
    person.window.close()


def test_what_was_open_the_last_time_may_be_unreadable(begin: Begin, tmp_path: Path) -> None:
    person = begin(BERT, profile="one")
    person.run(TEXT)
    person.window.close()
    file = tmp_path / "one" / "desk.json"
    text = file.read_text("utf-8")
    file.write_text(text.replace(f'"{TEXT}"', "9" * 5_000), encoding="utf-8")
    again = begin(profile="one")
    assert "What was open the last time could not be read" in again.message
    assert file.with_name("desk.json.broken").exists()
    works(again)


def test_a_last_desk_with_a_created_model_makes_none(begin: Begin, tmp_path: Path) -> None:
    person = begin(BERT, profile="one")
    person.window.close()
    file = tmp_path / "one" / "desk.json"
    data = json.loads(file.read_text("utf-8"))
    edit = {"model_type": "bert", "class_name": "", "overrides": "{}"}
    step = {"do": "CreateModel", "edit": edit}
    data["model"] = {**(data.get("model") or {"name": "made"}), "steps": [step]}
    file.write_text(json.dumps(data))
    again = begin(profile="one")
    assert again.window.summary is None
    assert again.message == ""


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (lambda text: text.replace(f'"{TEXT}"', "9" * 5_000, 1), "is not a session"),
        (lambda text: text.replace(f'"{TEXT}"', '"\\ud83d"', 1), "is not a session"),
        (lambda text: text.replace(f'"{TEXT}"', "[" * 3_000 + "]" * 3_000, 1), "is not a session"),
        (lambda text: text[: len(text) // 2], "is not a session"),
        (None, "not a regular file"),
    ],
)
def test_a_session_that_cannot_be_read_changes_nothing(
    person: Person,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    change: Callable[[str], str] | None,
    sentence: str,
) -> None:
    works(person)
    file = tmp_path / "talk.explorer-session.json"
    monkeypatch.setattr(sessions_controller, "ask_save_session", lambda *words: str(file))
    person.trigger("saveSessionAction")
    person.until_idle()
    if change is None:
        file.unlink()
        os.mkfifo(file)
    else:
        file.write_text(change(file.read_text("utf-8")), encoding="utf-8")
    serial = person.window.summary and person.window.summary.serial
    person.window.workbench.take_dropped(str(file))
    person.until_idle()
    assert sentence in person.message
    assert person.window.summary is not None
    assert person.window.summary.serial == serial
